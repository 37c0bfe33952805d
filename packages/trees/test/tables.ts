import type { Column, ColumnRole, Field, Table } from '@asdf/contract'
import { cellsOf, createRng, createTable, standardNormal } from '@asdf/core'

/** Shorthand for one column of a test table. */
export interface ColumnSpec {
  readonly name: string
  readonly role?: ColumnRole
  /** Numbers; null for a missing one. */
  readonly numbers?: readonly (number | null)[]
  /** Category codes; null for a missing one. */
  readonly codes?: readonly (number | null)[]
  readonly categories?: readonly string[]
  readonly booleans?: readonly (boolean | null)[]
  readonly texts?: readonly string[]
  /** Milliseconds since 1970. */
  readonly dates?: readonly (number | null)[]
}

export function tableOf(...specs: readonly ColumnSpec[]): Table {
  return createTable({ fields: specs.map(fieldOf) }, specs.map(columnOf))
}

/** Two normal features of which the first decides the class, a categorical one that helps, and noise. */
export function mixedTable(rowCount: number, seed: number, classes: readonly string[] = ['no', 'yes']): Table {
  const rng = createRng(seed)
  const first = Array.from({ length: rowCount }, () => standardNormal(rng))
  const noise = Array.from({ length: rowCount }, () => (rng.next() < 0.1 ? null : standardNormal(rng)))
  const colors = Array.from({ length: rowCount }, () => Math.floor(rng.next() * 4))
  const target = first.map((x, i) => {
    const score = x + (colors[i] === 2 ? 1.5 : 0) + 0.3 * standardNormal(rng)
    return Math.max(0, Math.min(classes.length - 1, Math.floor((score / 3 + 0.5) * classes.length)))
  })
  return tableOf(
    { name: 'first', numbers: first },
    { name: 'noise', numbers: noise },
    { name: 'color', codes: colors, categories: ['red', 'green', 'blue', 'black'] },
    { name: 'class', role: 'target', codes: target, categories: classes },
  )
}

/** A numeric target: a step in `x` plus a slope in `z`. */
export function numberTable(rowCount: number, seed: number): Table {
  const rng = createRng(seed)
  const x = Array.from({ length: rowCount }, () => rng.next() * 10)
  const z = Array.from({ length: rowCount }, () => standardNormal(rng))
  return tableOf(
    { name: 'x', numbers: x },
    { name: 'z', numbers: z },
    { name: 'y', role: 'target', numbers: x.map((v, i) => (v > 5 ? 10 : 0) + 2 * z[i]! + 0.1 * standardNormal(rng)) },
  )
}

/** Class codes or numbers of the target column. */
export function targetOf(table: Table): Float64Array {
  const index = table.schema.fields.findIndex((field) => field.role === 'target')
  const column = table.columns[index]!
  return Float64Array.from(cellsOf(column) as ArrayLike<number>)
}

/** Area under the ROC curve of the probabilities of the second class. */
export function rocAuc(truth: ArrayLike<number>, score: ArrayLike<number>): number {
  const order = Array.from({ length: truth.length }, (_, i) => i).sort((a, b) => score[a]! - score[b]!)
  let positives = 0
  let ranks = 0
  for (let from = 0; from < order.length;) {
    let to = from
    while (to < order.length && score[order[to]!] === score[order[from]!]) to++
    for (let i = from; i < to; i++) {
      if (truth[order[i]!] !== 1) continue
      positives++
      ranks += (from + 1 + to) / 2
    }
    from = to
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (order.length - positives))
}

/** The probabilities of the second of two classes. */
export function secondColumn(probability: { readonly data: Float64Array }): Float64Array {
  return probability.data.filter((_, i) => i % 2 === 1)
}

function fieldOf(spec: ColumnSpec): Field {
  const { name, role = 'feature' } = spec
  const values = spec.numbers ?? spec.codes ?? spec.booleans ?? spec.dates ?? []
  const base = { name, role, nullable: values.some((value) => value === null) }
  if (spec.numbers) return { ...base, kind: 'numeric', integer: false }
  if (spec.codes) return { ...base, kind: 'categorical', categories: spec.categories ?? [], ordered: false }
  if (spec.booleans) return { ...base, kind: 'boolean' }
  if (spec.dates) return { ...base, kind: 'datetime' }
  return { ...base, kind: 'text' }
}

function columnOf(spec: ColumnSpec): Column {
  if (spec.texts) return { kind: 'text', values: spec.texts }
  const values: readonly (number | boolean | null)[] = spec.numbers ?? spec.codes ?? spec.booleans ?? spec.dates ?? []
  const valid = values.some((value) => value === null)
    ? { valid: Uint8Array.from(values, (value) => (value === null ? 0 : 1)) }
    : {}
  const numbers = values.map((value) => Number(value ?? 0))
  if (spec.codes) return { kind: 'categorical', codes: Int32Array.from(numbers), ...valid }
  if (spec.booleans) return { kind: 'boolean', values: Uint8Array.from(numbers), ...valid }
  return { kind: spec.dates ? 'datetime' : 'numeric', values: Float64Array.from(numbers), ...valid }
}
