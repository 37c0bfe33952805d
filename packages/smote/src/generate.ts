import type { Column, Field, Rng, RunOptions, Table } from '@asdf/contract'
import type { Draws, Request } from './draws.ts'
import type { Vote } from './method.ts'
import { newIdentifiers, roundToField, takeRows, uniformInteger, withNulls } from '@asdf/core'
import { drawRows } from './draws.ts'
import { codesOf, columnsByUse, numbersOf } from './features.ts'
import { interpolate, interpolateHuge } from './kernels/interpolate.ts'
import { pickVotes } from './kernels/pick-votes.ts'

const dayMilliseconds = 86_400_000

export interface GenerateInput {
  readonly train: Table
  readonly vote: Vote
  readonly requests: readonly Request[]
  readonly rng: Rng
  readonly run: RunOptions
}

/** Makes the rows that the requests ask for. What is neither interpolated nor voted on is the base row's. */
export function generateRows({ train, vote, requests, rng, run }: GenerateInput): Table {
  const draws = drawRows(requests, train.rowCount, rng)
  const rowCount = draws.bases.length
  run.signal?.throwIfAborted()
  const { numbers, codes } = columnsByUse(train)
  const isCopying = requests.every(({ recipe }) => recipe.neighbors.length === 0)
  const leavesRange = draws.steps.some((step) => step < 0)
  const bases = draws.bases.map((place) => draws.rows[place]!)
  const columns = train.columns.map((column, index): Column => {
    const field = train.schema.fields[index]!
    if (field.role === 'identifier')
      return withNulls(newIdentifiers(field, column, rowCount), baseValidity(column, bases))
    if (!isCopying && numbers.includes(index)) return interpolated(field, numbersOf(train, index), draws, leavesRange)
    if (!isCopying && codes.includes(index) && vote !== 'base') {
      return voted(field, codesOf(train, index), draws, vote, rng.fork('ties').fork(index))
    }
    return takeRows({ schema: { fields: [field] }, rowCount: train.rowCount, columns: [column] }, bases).columns[0]!
  })
  run.onProgress?.({ phase: 'sample', step: rowCount, totalSteps: rowCount })
  return { schema: train.schema, rowCount, columns }
}

/** Which of the new rows start from a row that has a value. */
function baseValidity({ valid }: Column, bases: Uint32Array): Uint8Array | undefined {
  return valid && Uint8Array.from(bases, (row) => valid[row]!)
}

function interpolated(
  field: Field,
  train: Float64Array,
  { rows, from, to, steps }: Draws,
  leavesRange: boolean,
): Column {
  const own = new Float64Array(rows.length)
  let largest = 0
  for (let i = 0; i < rows.length; i++) {
    own[i] = train[rows[i]!]!
    largest = Math.max(largest, Math.abs(own[i]!))
  }
  const values = new Float64Array(from.length)
  const run = largest < Number.MAX_VALUE / 4 ? interpolate : interpolateHuge
  run(own, from, to, steps, values)
  if (field.kind === 'numeric') {
    const isFree = !field.integer && field.decimals === undefined && !leavesRange
    return { kind: 'numeric', values: isFree ? values : roundToField(values, field) }
  }
  const unit = field.kind === 'datetime' && field.format === 'date' ? dayMilliseconds : 1
  return { kind: 'datetime', values: values.map((value) => Math.round(value / unit) * unit) }
}

function voted(field: Field, train: Int32Array | Uint8Array, draws: Draws, vote: Vote, rng: Rng): Column {
  const { rows, bases, firsts, ends, neighbors } = draws
  const own = Int32Array.from(rows, (row) => train[row]!)
  const codes = new Int32Array(bases.length)
  const voters = vote === 'base-and-neighbors' ? bases : undefined
  pickVotes(own, neighbors, firsts, ends, voters, (ties) => uniformInteger(rng, ties), codes)
  return field.kind === 'boolean' ? { kind: 'boolean', values: Uint8Array.from(codes) } : { kind: 'categorical', codes }
}
