import type { Field, Schema } from '@asdf/contract'
import type { SequentialTreesOptions } from './options.ts'
import { fieldIndex } from '@asdf/core'
import { createPace } from '@asdf/trees/matrix'

/** A column as codes, 0 to `size` - 1. */
export interface CodedValues {
  readonly codes: Uint8Array
  readonly size: number
}

const mostRows = 20_000
const mostColumns = 128

/**
 * The columns that have codes, in the order in which they are modelled: the target first, then those named in `order`, then
 * the others as `order` says. `columns` has an entry for every column of the schema, `undefined` where there are no codes.
 */
export async function columnOrder(
  schema: Schema,
  columns: readonly (CodedValues | undefined)[],
  order: SequentialTreesOptions['order'],
  signal?: AbortSignal,
): Promise<number[]> {
  const coded = columns.flatMap((column, index) => (column === undefined ? [] : [index]))
  const target = coded.find((index) => schema.fields[index]!.role === 'target')
  const isLast = target !== undefined && isAmount(schema.fields[target]!, columns[target]!.size)
  const named = typeof order === 'string' ? [] : order.map((name) => fieldIndex(schema, name))
  const place = (index: number) => {
    if (index === target) return isLast ? Infinity : -1
    const found = named.indexOf(index)
    return found < 0 ? named.length : found
  }
  const told = order === 'cardinality' ? null : target
  const rank = order === 'given' ? () => 0 : await rankOf(columns, coded, told, signal)
  return coded.sort((a, b) => place(a) - place(b) || rank(b) - rank(a) || a - b)
}

/** The order with each group of columns beside the first of them, after its cells, which are numbered from `firstCells` on. */
export function besideOneAnother(order: readonly number[], groups: readonly (readonly number[])[], firstCells: number) {
  const groupOf = new Map(groups.flatMap((group, index) => group.map((column) => [column, index])))
  const seen = new Set<number>()
  return order.flatMap((column) => {
    const group = groupOf.get(column)
    if (group === undefined) return [column]
    if (seen.has(group)) return []
    seen.add(group)
    return [firstCells + group, ...order.filter((one) => groupOf.get(one) === group)]
  })
}

/** A target of fewer codes is one of classes, whatever its kind. */
const fewestAmounts = 17

/**
 * Whether a target is a number rather than a class. Then it comes last: what it follows from is modelled without it, and it
 * given all of that. Classes come first, so that rows have them in exact shares.
 */
export function isAmount({ kind }: Field, size: number): boolean {
  return (kind === 'numeric' || kind === 'datetime') && size >= fewestAmounts
}

/** A rank for every column, largest first: the number of its codes when `target` is null, or else what it tells. */
async function rankOf(
  columns: readonly (CodedValues | undefined)[],
  coded: readonly number[],
  target: number | null | undefined,
  signal: AbortSignal | undefined,
): Promise<(index: number) => number> {
  if (target === null || coded.length > mostColumns) return (index) => columns[index]!.size
  const ranks = new Float64Array(columns.length)
  const pace = createPace(signal)
  for (const [place, a] of coded.entries()) {
    for (const b of coded.slice(place + 1)) {
      const told = mutualInformation(columns[a]!, columns[b]!)
      // What is told of the target weighs as much as what is told of all others.
      ranks[a]! += b === target ? coded.length * told : told
      ranks[b]! += a === target ? coded.length * told : told
      if (pace.isDue()) await pace.turn()
    }
  }
  return (index) => ranks[index]!
}

/**
 * How much two columns tell of each other, in nats per row, less what chance alone would make of it (Miller 1955: the
 * degrees of freedom over twice the rows). At most 20,000 rows, evenly spaced, are looked at.
 */
export function mutualInformation(a: CodedValues, b: CodedValues): number {
  const rows = a.codes.length
  const step = Math.max(1, Math.ceil(rows / mostRows))
  const joint = new Float64Array(a.size * b.size)
  const alone = new Float64Array(a.size)
  const beside = new Float64Array(b.size)
  let count = 0
  for (let row = 0; row < rows; row += step, count++) {
    joint[a.codes[row]! * b.size + b.codes[row]!]!++
    alone[a.codes[row]!]!++
    beside[b.codes[row]!]!++
  }
  let sum = 0
  for (let i = 0; i < a.size; i++) {
    for (let j = 0; j < b.size; j++) {
      const both = joint[i * b.size + j]!
      if (both > 0) sum += both * Math.log((both * count) / (alone[i]! * beside[j]!))
    }
  }
  const seen = (counts: Float64Array) => counts.reduce((total, one) => total + (one > 0 ? 1 : 0), 0)
  return sum / count - ((seen(alone) - 1) * (seen(beside) - 1)) / (2 * count)
}
