import { createRng, fitTableTransform } from '@asdf/core'
import * as nn from '@asdf/nn'
import { onnxEngine } from '@asdf/nn/onnx'
import { activate, rowLayout, score, toTransformOrder } from '@asdf/nn/table'
import { mixedTable } from '@asdf/testkit'
import { expect, it } from 'vitest'

it.each([false, true])('scores decode to the rows that activations do, fixed categories: %s', async (isFixed) => {
  const count = 200
  const transform = await fitTableTransform(mixedTable(300, 1, { nulls: 0.2 }), {}, { seed: 1 })
  const layout = rowLayout(transform)
  const { width, scalarStart, conditionWidth, blocks } = layout
  const plan = { layout, temperature: 0.2, hard: false }
  const logits = nn.input('logits', [count, width])
  const gumbel = nn.input('gumbel', [count, scalarStart])
  const fixed = isFixed ? nn.input('fixed', [count, conditionWidth]) : undefined

  const engine = onnxEngine()
  const outputs = { activations: activate(plan, logits, gumbel, fixed), scores: score(plan, logits, gumbel, fixed) }
  const program = await engine.compile(nn.createGraph(outputs))
  const feeds = nn.allocate(program.inputs) as Record<string, Float32Array>
  nn.fillNormal(createRng(2), feeds['logits']!)
  nn.fillGumbel(createRng(3), feeds['gumbel']!)
  // Every other row is told the last category of the first column.
  const told = blocks[0]!.start + blocks[0]!.width - 1
  if (isFixed) for (let row = 0; row < count; row += 2) feeds['fixed']![row * conditionWidth + told] = 1
  const into = nn.allocate(program.outputs) as Record<string, Float32Array>
  await program.run(feeds, into)
  await engine.close()

  const [activated, scored] = ['activations', 'scores'].map((name) => {
    const rows = new Float32Array(count * width)
    toTransformOrder(into[name]!, layout, rows, 0, count)
    return transform.decode(rows, count, createRng(4))
  })
  expect(scored).toEqual(activated)
  if (!isFixed) return
  for (let row = 0; row < count; row += 2) {
    const block = into['scores']!.subarray(row * width + blocks[0]!.start, row * width + told + 1)
    expect(block.indexOf(Math.max(...block))).toBe(blocks[0]!.width - 1)
  }
})
