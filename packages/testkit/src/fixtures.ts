import type { Column, ColumnKind, Field, Rng, SeriesField, Table } from '@asdf/contract'
import { createRng, createTable, standardNormal, withNulls } from '@asdf/core'

export interface MixedTableOptions {
  /** Kinds of the feature columns; every kind that holds one value a row when absent. */
  readonly kinds?: readonly ColumnKind[]
  /** Share of nulls in every feature column. */
  readonly nulls?: number
  /** Role of the column `outcome`; target when absent. */
  readonly outcome?: 'target' | 'feature'
  /** Classes of `outcome`: three when absent; with two, or as a boolean column, `middling` is `rare` too. */
  readonly classes?: 'three' | 'two' | 'boolean'
  /** Adds the text column `key` with the role identifier, different in every row. */
  readonly identifier?: boolean
  /** Share of nulls in `key`; 0 when absent. */
  readonly missingKeys?: number
  /** Adds the column `times` with the role weight: 1, 2 and 3. */
  readonly weight?: boolean
}

const outcomes = ['common', 'middling', 'rare']

/**
 * A small table with columns of all kinds that are asked for, one of them on a grid of cents and one of the role sensitive, whose
 * three-class `outcome` (60, 30 and 10 % of the rows) shows in all of them: what synthesizers and classifiers are tried on.
 */
export function mixedTable(rowCount: number, seed: number, options: MixedTableOptions = {}): Table {
  const { kinds = ['numeric', 'categorical', 'boolean', 'datetime', 'text'], nulls = 0 } = options
  const rng = createRng(seed)
  const classes = Int32Array.from({ length: rowCount }, (_, row) => (row % 10 < 6 ? 0 : row % 10 < 9 ? 1 : 2))
  const wanted = features.filter(({ field }) => kinds.includes(field.kind))
  const columns = wanted.map(({ field, draw }) => {
    const column = draw(classes, rng.fork(field.name))
    if (nulls === 0) return column
    const valid = dropCells(rowCount, nulls, rng.fork(`${field.name} nulls`))
    // Where one value a row stands, null cells keep theirs: nobody may read it.
    return column.kind === 'image' || column.kind === 'series' ? withNulls(column, valid) : { ...column, valid }
  })
  const fields = wanted.map(({ field }): Field => ({ ...field, nullable: nulls > 0 }))
  const others = [...otherRoles(options, rowCount, rng), outcomeOf(options, classes)]
  return createTable({ fields: [...fields, ...others.map(([field]) => field)] }, [
    ...columns,
    ...others.map(([, column]) => column),
  ])
}

type Named = readonly [field: Field, column: Column]

function otherRoles(options: MixedTableOptions, rowCount: number, rng: Rng): Named[] {
  const { identifier = false, missingKeys = 0, weight = false } = options
  const valid = missingKeys > 0 ? { valid: dropCells(rowCount, missingKeys, rng.fork('key nulls')) } : {}
  const key: Named = [
    { name: 'key', kind: 'text', role: 'identifier', nullable: missingKeys > 0 },
    { kind: 'text', values: Array.from({ length: rowCount }, (_, row) => `key ${row}`), ...valid },
  ]
  const times: Named = [
    { name: 'times', kind: 'numeric', role: 'weight', nullable: false, integer: true, minimum: 0 },
    { kind: 'numeric', values: Float64Array.from({ length: rowCount }, (_, row) => 1 + (row % 3)) },
  ]
  return [...(identifier ? [key] : []), ...(weight ? [times] : [])]
}

function outcomeOf({ outcome = 'target', classes = 'three' }: MixedTableOptions, codes: Int32Array): Named {
  const field = { name: 'outcome', role: outcome, nullable: false } as const
  const categorical = { ...field, kind: 'categorical', ordered: false } as const
  if (classes === 'three')
    return [
      { ...categorical, categories: outcomes },
      { kind: 'categorical', codes },
    ]
  const two = codes.map((code) => Math.min(code, 1))
  if (classes === 'two')
    return [
      { ...categorical, categories: ['common', 'rare'] },
      { kind: 'categorical', codes: two },
    ]
  return [
    { ...field, kind: 'boolean', labels: ['common', 'rare'] },
    { kind: 'boolean', values: Uint8Array.from(two) },
  ]
}

interface Feature {
  readonly field: Field
  readonly draw: (classes: Int32Array, rng: Rng) => Column
}

const day = 86_400_000

const visits: SeriesField = {
  name: 'visits',
  kind: 'series',
  role: 'feature',
  nullable: false,
  channels: [
    { name: 'pulse', kind: 'numeric', role: 'feature', nullable: true, integer: false },
    { name: 'ward', kind: 'categorical', role: 'feature', nullable: false, categories: outcomes, ordered: false },
  ],
  minimumLength: 0,
  maximumLength: 3,
  time: { name: 'day', kind: 'datetime', role: 'feature', nullable: false, format: 'date' },
}

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
    field: { name: 'price', kind: 'numeric', role: 'feature', nullable: false, integer: false, decimals: 2 },
    draw: (classes, rng) => ({
      kind: 'numeric',
      values: Float64Array.from(classes, (code) => Math.round(1000 + 500 * code + 2000 * rng.next()) / 100),
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
    field: { name: 'member', kind: 'boolean', role: 'sensitive', nullable: false },
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
  {
    field: { name: 'picture', kind: 'image', role: 'feature', nullable: false, height: 3, width: 2, channels: 1 },
    draw: (classes, rng) => ({
      kind: 'image',
      pixels: Uint8Array.from(
        { length: 6 * classes.length },
        (_, i) => 80 * classes[Math.floor(i / 6)]! + 40 * rng.next(),
      ),
    }),
  },
  { field: visits, draw: drawVisits },
]

function drawVisits(classes: Int32Array, rng: Rng): Column {
  const lengths = Array.from(classes, () => Math.floor(4 * rng.next()))
  const offsets = new Uint32Array(classes.length + 1)
  lengths.forEach((length, row) => (offsets[row + 1] = offsets[row]! + length))
  const codes = lengths.flatMap((length, row) => new Array<number>(length).fill(classes[row]!))
  return {
    kind: 'series',
    offsets,
    values: Float64Array.from(codes.flatMap((code) => [rng.next() < 0.1 ? Number.NaN : code + rng.next(), code])),
    times: Float64Array.from(lengths.flatMap((length) => Array.from({ length }, (_, step) => day * (19_000 + step)))),
  }
}

function dropCells(rowCount: number, share: number, rng: Rng): Uint8Array {
  return Uint8Array.from({ length: rowCount }, () => (rng.next() < share ? 0 : 1))
}
