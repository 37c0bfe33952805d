import { columnOf, createRng, isAsdfError, rowsFromTable, softLabels, tableFromRows } from '@asdf/core'
import { describe, expect, it } from 'vitest'

const table = tableFromRows([{ x: 1, y: 'a' }, { x: 2, y: 'b' }, { x: 3, y: 'a' }], { target: 'y' }) // prettier-ignore
const probability = { dtype: 'f64', shape: [3, 2], data: Float64Array.of(0.25, 0.75, 1, 0, 0.5, 0.5) } as const
const codeOf = (make: () => unknown) => {
  try {
    return make()
  } catch (error) {
    return isAsdfError(error) ? error.code : error
  }
}

describe('softLabels', () => {
  it('gives a model with weights a copy of the row for each class that it may have', () => {
    const soft = softLabels(table, probability, { takesWeights: true, rng: createRng(1) })
    expect(soft.labels).toBe('weighted')
    expect(rowsFromTable(soft.table)).toEqual([
      { x: 1, y: 'a', weight: 0.25 },
      { x: 1, y: 'b', weight: 0.75 },
      { x: 2, y: 'a', weight: 1 },
      { x: 3, y: 'a', weight: 0.5 },
      { x: 3, y: 'b', weight: 0.5 },
    ])
    expect(soft.table.schema.fields.at(-1)).toMatchObject({ role: 'weight', kind: 'numeric' })
  })

  it('multiplies weights that rows have already', () => {
    const weighted = tableFromRows(
      [{ w: 2, y: 'a' }, { w: 3, y: 'b' }, { w: 4, y: 'a' }],
      { target: 'y', roles: { w: 'weight' } },
    ) // prettier-ignore
    const soft = softLabels(weighted, probability, { takesWeights: true, rng: createRng(1) })
    expect(columnOf(soft.table, 'w')).toEqual({ kind: 'numeric', values: Float64Array.of(0.5, 1.5, 3, 2, 2) })
  })

  it('draws the classes for a model without weights, by the probabilities and the seed', () => {
    const many = tableFromRows(
      Array.from({ length: 3000 }, (_, x) => ({ x, y: x % 2 === 0 })),
      { target: 'y' },
    )
    const data = Float64Array.from({ length: 6000 }, (_, i) => (i % 2 === 0 ? 0.2 : 0.8))
    const draw = (seed: number) =>
      softLabels(many, { dtype: 'f64', shape: [3000, 2], data }, { takesWeights: false, rng: createRng(seed) })
    const { table: rows, labels } = draw(1)
    expect(labels).toBe('drawn')
    expect(rows.schema).toBe(many.schema)
    const share = rowsFromTable(rows).filter(({ y }) => y === true).length / 3000
    // Four standard errors of a share of 0.8 in 3,000 draws.
    expect(Math.abs(share - 0.8)).toBeLessThan(4 * Math.sqrt((0.8 * 0.2) / 3000))
    expect(draw(1).table).toEqual(rows)
    expect(draw(2).table).not.toEqual(rows)
  })

  it('refuses probabilities that are none', () => {
    const soft = (data: number[], shape = [3, 2]) =>
      codeOf(() => softLabels(table, { dtype: 'f64', shape, data: Float64Array.from(data) }, { takesWeights: true, rng: createRng(1) })) // prettier-ignore
    expect(soft([1, 0, 1, 0], [2, 2])).toBe('ASDF_SHAPE_MISMATCH')
    for (const row of [[0.5, 0.4], [-1, 2], [NaN, 1]]) expect(soft([1, 0, ...row, 1, 0])).toBe('ASDF_DATA_INVALID') // prettier-ignore
  })
})
