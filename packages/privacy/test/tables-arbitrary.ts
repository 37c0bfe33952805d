import type { ScalarKind, Table } from '@asdf/contract'
import type { Cell } from './plain-table.ts'
import fc from 'fast-check'
import { categories, plainTable } from './plain-table.ts'

const tame = fc.oneof(
  fc.integer({ min: -4, max: 4 }),
  fc.integer({ min: -500, max: 500 }).map((cents) => cents / 100),
)
// Numbers whose differences vanish in a range, round, or dwarf all others.
const wild = fc.oneof(
  { weight: 4, arbitrary: tame },
  { weight: 4, arbitrary: fc.double({ min: -5, max: 5, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0.1, 0.30000000000000004, 1e-300, -0, 1e9, 1e300, 5e-324) },
)

const cells: Readonly<Record<Exclude<ScalarKind, 'numeric'>, fc.Arbitrary<Cell>>> = {
  datetime: fc.integer({ min: 0, max: 30 }).map((day) => 1.7e12 + 86_400_000 * day),
  categorical: fc.constantFrom(...categories),
  boolean: fc.boolean(),
  text: fc.constantFrom('', 'a', 'b', 'A'),
}

export type Tables = readonly [Table, ...Table[]]

/** `count` tables of the same columns, from one to 25 rows each, with ties, nulls and repeated rows. */
export function tablesArbitrary(count: number, numbers: 'tame' | 'wild' = 'tame'): fc.Arbitrary<Tables> {
  const cellOf = (kind: ScalarKind) => (kind !== 'numeric' ? cells[kind] : numbers === 'tame' ? tame : wild)
  const kind = fc.constantFrom<ScalarKind[]>('numeric', 'numeric', 'datetime', 'categorical', 'boolean', 'text')
  return fc
    .record({ kinds: fc.array(kind, { minLength: 1, maxLength: 6 }), nulls: fc.boolean() })
    .chain(({ kinds, nulls }) => {
      const row = fc.tuple(...kinds.map((k) => (nulls ? fc.option(cellOf(k), { freq: 4 }) : cellOf(k))))
      const table = fc.array(row, { minLength: 1, maxLength: 25 }).map((drawn) => plainTable(kinds, drawn))
      return fc.array(table, { minLength: count, maxLength: count })
    }) as unknown as fc.Arbitrary<Tables>
}
