import type { RowLayout } from '@asdf/nn/table'
import { createRng, fitTableTransform } from '@asdf/core'
import { weightedDraw } from '@asdf/core/statistics'
import { labelConditions, oneColumnConditions, rowLayout, toNetworkOrder, toTransformOrder } from '@asdf/nn/table'
import { mixedTable } from '@asdf/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { moveAverage } from '../../src/kernels/move-average.ts'
import { categoryRows } from '../../src/table/conditions/category-rows.ts'

const table = mixedTable(300, 1)

async function encoded() {
  const transform = await fitTableTransform(table, {}, { seed: 1 })
  const layout = rowLayout(transform)
  const rows = transform.encode(table)
  return { transform, layout, rows, ordered: toNetworkOrder(rows, layout) }
}

function batch(layout: RowLayout, size: number) {
  const width = layout.conditionWidth
  return {
    condition: new Float32Array(size * width),
    realCondition: new Float32Array(size * width),
    rows: new Uint32Array(size),
  }
}

describe('the layout of rows', () => {
  it('puts discrete columns first, scalars last, and can be undone', async () => {
    const { transform, layout, rows, ordered } = await encoded()
    expect([...layout.order].sort((a, b) => a - b)).toEqual([...Array(layout.width).keys()])
    expect(layout.blocks.slice(0, layout.discreteCount).map(({ column }) => column)).toEqual(
      transform.discrete.map(({ column }) => column),
    )
    expect(layout.width - layout.scalarStart).toBe(transform.slots.filter(({ kind }) => kind === 'scalar').length)
    const back = new Float32Array(rows.length)
    toTransformOrder(ordered, layout, back, 0, table.rowCount)
    expect(back).toEqual(rows)
  })
})

describe('conditions of training', () => {
  it('of CTGAN name one category, which the real row has', async () => {
    const { layout, ordered } = await encoded()
    const drawn = batch(layout, 500)
    const known = categoryRows(ordered, layout)
    const counts = new Float64Array(layout.conditionWidth)
    oneColumnConditions(layout, known, true).drawBatch(createRng(1), drawn)
    for (let i = 0; i < 500; i++) {
      const at = i * layout.conditionWidth
      for (const one of [drawn.condition, drawn.realCondition])
        expect(one.subarray(at, at + layout.conditionWidth).reduce((sum, value) => sum + value)).toBe(1)
      const place = drawn.realCondition.subarray(at, at + layout.conditionWidth).indexOf(1)
      counts[place]!++
      expect(ordered[drawn.rows[i]! * layout.width + place]).toBe(1)
    }
    // The outcome is a third of the conditions: its classes of 180, 90 and 30 rows come by their logarithms.
    const { start } = layout.blocks[2]!
    const logs = [180, 90, 30].map((count) => Math.log(count + 1))
    const total = logs.reduce((sum, value) => sum + value)
    logs.forEach((value, i) => expect(counts[start + i]! / 500).toBeCloseTo(value / total / layout.discreteCount, 1))
  })

  it('of the adaptive engine hold the class of the real row, and what else they name', async () => {
    const { layout, ordered } = await encoded()
    const drawn = batch(layout, 400)
    const known = categoryRows(ordered, layout)
    const target = layout.discreteCount - 1
    const classWeights = [0, 0, 1]
    labelConditions(layout, known, { target, classWeights, revealShare: 0.5 }).drawBatch(createRng(1), drawn)
    let named = 0
    for (let i = 0; i < 400; i++) {
      for (let place = 0; place < layout.conditionWidth; place++) {
        if (drawn.condition[i * layout.conditionWidth + place] === 0) continue
        named++
        expect(ordered[drawn.rows[i]! * layout.width + place]).toBe(1)
      }
      expect(drawn.condition[i * layout.conditionWidth + layout.blocks[target]!.start + 2]).toBe(1)
    }
    expect(named / 400).toBeGreaterThan(1.4)
    expect(named / 400).toBeLessThan(1.6)
    expect(drawn.realCondition).toEqual(drawn.condition)
  })

  it('draws never what weighs nothing', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(
        weights.filter((some) => some.some((weight) => weight > 0)),
        fc.integer(),
        (some, seed) => {
          const rng = createRng(seed)
          const draw = weightedDraw(some)
          for (let i = 0; i < 50; i++) expect(some[draw(rng)]).toBeGreaterThan(0)
        },
      ),
    )
  })
})

describe('the average of a generator', () => {
  it('is the shortest version of its formula', () => {
    const numbers = fc.array(fc.float({ noNaN: true, min: -9, max: 9 }), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (some, decay) => {
        const average = Float32Array.from(some, (value) => value / 2)
        const expected = some.map((value) => decay * (value / 2) + (1 - decay) * value)
        moveAverage(Float32Array.from(some), decay, average)
        expected.forEach((value, i) => expect(average[i]).toBeCloseTo(value, 4))
      }),
    )
  })
})
