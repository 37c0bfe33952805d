import * as nn from '@asdf/nn'
import { onnxEngine } from '@asdf/nn/onnx'
import { expect, test } from 'vitest'
import { inOrder } from '../src/graph.ts'
import { splitGraph } from '../src/onnx/pieces.ts'

const [w, whole] = [nn.input('w', [5, 2]), nn.input('whole', [4, 2])]
const top = nn.slice(w, 0, 0, 2)
const graph = nn.createGraph({
  blocks: nn.concat([nn.exp(nn.slice(w, 0, 2, 5)), nn.negate(top)], 0),
  sum: nn.add(top, nn.slice(whole, 0, 1, 3)),
  both: nn.exp(whole),
})

test('rows of inputs and blocks of outputs become inputs and outputs of their own', () => {
  const { inputs, outputs } = splitGraph(graph, Object.values(graph.outputs))
  expect(inputs.map(({ of, start, shape }) => [of, start, shape])).toEqual([
    ['whole', 0, [4, 2]],
    ['w', 4, [3, 2]],
    ['w', 0, [2, 2]],
  ])
  expect(outputs.map(({ of, start, shape }) => [of, start, shape])).toEqual([
    ['blocks', 0, [3, 2]],
    ['blocks', 6, [2, 2]],
    ['sum', 0, [2, 2]],
    ['both', 0, [4, 2]],
  ])
  const names = inOrder(outputs.map(({ tensor }) => tensor)).map(({ operation }) => operation.name)
  // The slice of an input that is also used as a whole stays.
  expect(names.filter((name) => name === 'slice' || name === 'concat')).toEqual(['slice'])
})

test('they are read and written where they lie, in whatever arrays are given', async () => {
  const engine = onnxEngine({ threads: 1 })
  const program = await engine.compile(graph)
  for (const scale of [1, 2]) {
    const block = Float32Array.from({ length: 20 }, (_, i) => scale * i)
    const feeds = { w: block.subarray(1, 11), whole: new Float32Array(8).fill(1) }
    const into = { blocks: new Float32Array(10), sum: new Float32Array(4), both: new Float32Array(8) }
    await program.run(feeds, into)
    const expected = [5, 6, 7, 8, 9, 10].map((i) => Math.fround(Math.exp(scale * i)))
    into.blocks.subarray(0, 6).forEach((value, i) => expect(value / expected[i]!).toBeCloseTo(1, 5))
    expect([...into.blocks.subarray(6)]).toEqual([1, 2, 3, 4].map((i) => -scale * i))
    expect([...into.sum]).toEqual([1, 2, 3, 4].map((i) => scale * i + 1))
  }
  await engine.close()
})
