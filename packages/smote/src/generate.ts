import type { Column, Field, Rng, RunOptions, Table } from '@asdf/contract'
import type { Draws, Request } from './draws.ts'
import type { Vote } from './method.ts'
import type { Rounding } from './rounding.ts'
import { newIdentifiers, takeRows, uniformInteger, withNulls } from '@asdf/core'
import { drawRows } from './draws.ts'
import { codesOf, columnsByUse } from './features.ts'
import { pickVotes } from './kernels/pick-votes.ts'
import { newNumbers } from './numbers.ts'

export interface GenerateInput {
  readonly train: Table
  /** How the numbers of a column are rounded. */
  readonly roundings: (column: number) => Rounding
  readonly vote: Vote
  readonly requests: readonly Request[]
  readonly rng: Rng
  readonly run: RunOptions
}

/**
 * Makes the rows that the requests ask for. What is neither interpolated nor voted on is the base row's, and so is where
 * cells are null.
 */
export function generateRows({ train, roundings, vote, requests, rng, run }: GenerateInput): Table {
  const draws = drawRows(requests, train.rowCount, rng)
  const rowCount = draws.bases.length
  run.signal?.throwIfAborted()
  const { numbers, codes } = columnsByUse(train)
  const isCopying = requests.every(({ recipe }) => recipe.neighbors.length === 0)
  const bases = draws.bases.map((place) => draws.rows[place]!)
  const columns = train.columns.map((column, index): Column => {
    const field = train.schema.fields[index]!
    if (field.role === 'identifier')
      return withNulls(newIdentifiers(field, column, rowCount), baseValidity(column, bases))
    if (!isCopying && numbers.includes(index)) return newNumbers(field, column, roundings(index), draws)
    if (!isCopying && codes.includes(index) && vote !== 'base') {
      return voted(field, { train, index, draws, vote, rng: rng.fork('ties').fork(index) })
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

function voted(field: Field, { train, index, draws, vote, rng }: Votes): Column {
  const { rows, bases, firsts, ends, neighbors } = draws
  const column = train.columns[index]!
  const values = codesOf(train, index)
  const present = column.valid
  const own = new Int32Array(rows.length)
  for (let i = 0; i < own.length; i++) own[i] = present?.[rows[i]!] === 0 ? -1 : values[rows[i]!]!
  // Where no neighbor has a value, the base's stays.
  const codes = new Int32Array(bases.length)
  for (let i = 0; i < codes.length; i++) codes[i] = own[bases[i]!]!
  const valid = codes.includes(-1) ? Uint8Array.from(codes, (code) => (code < 0 ? 0 : 1)) : undefined
  const voters = vote === 'base-and-neighbors' ? bases : undefined
  pickVotes(own, neighbors, firsts, ends, voters, (ties) => uniformInteger(rng, ties), codes)
  const made: Column =
    field.kind === 'boolean'
      ? { kind: 'boolean', values: Uint8Array.from(codes, (code) => Math.max(0, code)) }
      : { kind: 'categorical', codes }
  return withNulls(made, valid)
}

interface Votes {
  readonly train: Table
  readonly index: number
  readonly draws: Draws
  readonly vote: Vote
  readonly rng: Rng
}
