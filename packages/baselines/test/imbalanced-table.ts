import type { Field, Table } from '@asdf/contract'
import { createRng, createTable, standardNormal } from '@asdf/core'

/** Three numbers and a target `outcome` of which one row in ten is `yes`. */
export function imbalancedTable(rowCount: number, seed: number): Table {
  const rng = createRng(seed)
  const outcome = Int32Array.from({ length: rowCount }, () => (rng.next() < 0.1 ? 1 : 0))
  const number = (name: string): Field => ({ name, kind: 'numeric', integer: false, role: 'feature', nullable: false })
  const target: Field = {
    name: 'outcome',
    kind: 'categorical',
    role: 'target',
    nullable: false,
    categories: ['no', 'yes'],
    ordered: false,
  }
  const shifted = (by: number) => Float64Array.from(outcome, (code) => by * code + standardNormal(rng))
  return createTable({ fields: [number('a'), number('b'), number('c'), target] }, [
    { kind: 'numeric', values: shifted(1.5) },
    { kind: 'numeric', values: shifted(-1) },
    { kind: 'numeric', values: shifted(0) },
    { kind: 'categorical', codes: outcome },
  ])
}
