import { columnOf, mice, minMaxEncoder, takeRows } from '@asdf/core'
import { fitPreparations, imputation, scaling } from '@asdf/pipeline'
import { mixedTable } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'

const run = { seed: 1 }
const rows = (from: number, count: number) => Uint32Array.from({ length: count }, (_, i) => from + i)

describe('scaling', () => {
  it('brings training numbers and datetimes to [0, 1] and leaves everything else alone', async () => {
    const table = mixedTable(200, 1)
    const { train } = await fitPreparations(table, [scaling(minMaxEncoder())], run)
    for (const name of ['amount', 'age', 'joined']) {
      const column = columnOf(train, name)
      if (column.kind !== 'numeric') throw new TypeError(`${name} is ${column.kind}`)
      expect([Math.min(...column.values), Math.max(...column.values)]).toEqual([0, 1])
    }
    for (const name of ['region', 'member', 'note', 'outcome'])
      expect(columnOf(train, name)).toBe(columnOf(table, name))
  })

  it('scales other rows by what the training rows were, beyond [0, 1] where they go beyond', async () => {
    const table = mixedTable(200, 1)
    const { apply } = await fitPreparations(takeRows(table, rows(0, 20)), [scaling(minMaxEncoder())], run)
    const some = await apply(takeRows(table, rows(20, 180)), run)
    const column = columnOf(some, 'amount')
    if (column.kind !== 'numeric') throw new TypeError('amount')
    expect(Math.max(...column.values)).toBeGreaterThan(1)
    const alone = columnOf(await apply(takeRows(table, rows(30, 1)), run), 'amount')
    expect(alone).toEqual({ kind: 'numeric', values: column.values.slice(10, 11) })
  })
})

describe('fitPreparations', () => {
  it('fits every step on what the steps before made of the training rows', async () => {
    const holed = mixedTable(200, 1, { kinds: ['numeric', 'categorical'], nulls: 0.2 })
    const steps = [imputation(mice({ imputations: 1, iterations: 2 })), scaling(minMaxEncoder())]
    const { train, apply } = await fitPreparations(holed, steps, run)
    expect(train.columns.every((column) => column.valid === undefined || !column.valid.includes(0))).toBe(true)
    expect((await apply(takeRows(holed, rows(0, 5)), run)).rowCount).toBe(5)
  })

  it('without steps is the table itself', async () => {
    const table = mixedTable(20, 1)
    expect((await fitPreparations(table, [], run)).train).toBe(table)
  })
})
