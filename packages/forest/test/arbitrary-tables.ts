import type { Rng, Table } from '@asdf/contract'
import type { NumberCase } from './columns/arbitrary-columns.ts'
import { createRng } from '@asdf/core'
import fc from 'fast-check'
import { numberCase } from './columns/arbitrary-columns.ts'
import { booleans, categories, datetimes, rows, tableOf, texts } from './sequential/tables.ts'

const day = 86_400_000

/** Tables of every kind of column: few rows or many, with nulls or almost nothing else, a category or one per row. */
export const anyTable: fc.Arbitrary<Table> = fc.integer({ min: 0, max: 2 ** 31 - 1 }).map((seed) => {
  const rng = createRng(seed)
  const { field, column } = numbersOf(seed)
  const oneOf = <Value>(values: readonly Value[]): Value => values[Math.floor(rng.next() * values.length)]!
  const role = oneOf(['target', 'feature'])
  const [nullShare, categoryCount] = [oneOf([0, 0.2, 0.97]), oneOf([1, 2, 30, 400])]
  const draw = <Value>(make: (rng: Rng) => Value) =>
    rows(column.values.length).map(() => (rng.next() < nullShare ? null : make(rng)))
  const nullable = nullShare > 0
  return tableOf(
    { field, column },
    categories('c', draw(({ next }) => `c${Math.floor(next() ** 3 * categoryCount)}`), { nullable, ordered: oneOf([true, false]) }), // prettier-ignore
    categories('t', draw(({ next }) => `t${Math.floor(next() * next() * 5)}`), { nullable, role }), // prettier-ignore
    booleans('b', draw(({ next }) => next() < 0.3), { nullable }), // prettier-ignore
    datetimes('d', draw(({ next }) => Math.floor(next() * 1e5) * day), { nullable }), // prettier-ignore
    texts(
      'note',
      rows(column.values.length).map((row) => `note ${row}`),
    ),
  )
})

/** A column of ten rows or more. */
function numbersOf(seed: number): NumberCase {
  const cases = fc.sample(numberCase, { seed, numRuns: 20 })
  return cases.find(({ column }) => column.values.length >= 10)!
}
