import type { Column, ColumnKind, Field, Rng, Table } from '@asdf/contract'
import { createRng, createTable, standardNormal } from '@asdf/core'

export interface MixedTableOptions {
  /** Kinds of the feature columns; every kind when absent. */
  readonly kinds?: readonly ColumnKind[]
  /** Share of nulls in every feature column. */
  readonly nulls?: number
  /** Role of the column `outcome`. */
  readonly outcome?: 'target' | 'feature'
}

const outcomes = ['common', 'middling', 'rare']

/**
 * A small table with every kind of column, whose three-class `outcome` (60, 30 and 10 % of the rows) shows in all of
 * them: what synthesizers and classifiers are tried on.
 */
export function mixedTable(rowCount: number, seed: number, options: MixedTableOptions = {}): Table {
  const { kinds = ['numeric', 'categorical', 'boolean', 'datetime', 'text'], nulls = 0, outcome = 'target' } = options
  const rng = createRng(seed)
  const classes = Int32Array.from({ length: rowCount }, (_, row) => (row % 10 < 6 ? 0 : row % 10 < 9 ? 1 : 2))
  const wanted = features.filter(({ field }) => kinds.includes(field.kind))
  const columns = wanted.map(({ field, draw }) => {
    const column = draw(classes, rng.fork(field.name))
    return nulls === 0 ? column : { ...column, valid: dropCells(rowCount, nulls, rng.fork(`${field.name} nulls`)) }
  })
  const target: Field = {
    name: 'outcome',
    kind: 'categorical',
    role: outcome,
    nullable: false,
    categories: outcomes,
    ordered: false,
  }
  const fields = [...wanted.map(({ field }): Field => ({ ...field, nullable: nulls > 0 })), target]
  return createTable({ fields }, [...columns, { kind: 'categorical', codes: classes }])
}

interface Feature {
  readonly field: Field
  readonly draw: (classes: Int32Array, rng: Rng) => Column
}

const day = 86_400_000

const features: readonly Feature[] = [
  {
    field: { name: 'amount', kind: 'numeric', role: 'feature', nullable: false, integer: false },
    draw: (classes, rng) => ({
      kind: 'numeric',
      values: Float64Array.from(classes, (code) => 10 * code + 2 * standardNormal(rng)),
    }),
  },
  {
    field: { name: 'age', kind: 'numeric', role: 'feature', nullable: false, integer: true, minimum: 0, maximum: 120 },
    draw: (classes, rng) => ({
      kind: 'numeric',
      values: Float64Array.from(classes, (code) => Math.round(30 + 15 * code + 10 * rng.next())),
    }),
  },
  {
    field: {
      name: 'region',
      kind: 'categorical',
      role: 'feature',
      nullable: false,
      categories: ['north', 'south', 'west'],
      ordered: false,
    },
    draw: (classes, rng) => ({
      kind: 'categorical',
      codes: Int32Array.from(classes, (code) => (rng.next() < 0.8 ? code : Math.floor(3 * rng.next()))),
    }),
  },
  {
    field: { name: 'member', kind: 'boolean', role: 'feature', nullable: false },
    draw: (classes, rng) => ({
      kind: 'boolean',
      values: Uint8Array.from(classes, (code) => (rng.next() < 0.2 + 0.3 * code ? 1 : 0)),
    }),
  },
  {
    field: { name: 'joined', kind: 'datetime', role: 'feature', nullable: false, format: 'date' },
    draw: (classes, rng) => ({
      kind: 'datetime',
      values: Float64Array.from(classes, (code) => day * Math.floor(18_000 + 100 * code + 300 * rng.next())),
    }),
  },
  {
    field: { name: 'note', kind: 'text', role: 'feature', nullable: false },
    draw: (classes, rng) => ({
      kind: 'text',
      values: Array.from(classes, (code) => `note ${Math.floor(1000 * rng.next())} on ${outcomes[code]}`),
    }),
  },
]

function dropCells(rowCount: number, share: number, rng: Rng): Uint8Array {
  return Uint8Array.from({ length: rowCount }, () => (rng.next() < share ? 0 : 1))
}
