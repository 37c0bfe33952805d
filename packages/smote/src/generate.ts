import type { Column, Field, Rng, RunOptions, Table } from '@asdf/contract'
import type { Vote } from './method.ts'
import type { Recipe } from './recipe.ts'
import { newIdentifiers, permutation, shuffleInPlace, takeRows, uniformInteger } from '@asdf/core'
import { codesOf, columnsByUse, numbersOf } from './features.ts'
import { interpolate } from './kernels/interpolate.ts'
import { pickVotes } from './kernels/pick-votes.ts'
import { roundToField } from './round-to-field.ts'

export interface GenerateInput {
  readonly train: Table
  /** Index of the target column. */
  readonly target: number
  readonly vote: Vote
  readonly requests: readonly { readonly code: number; readonly count: number; readonly recipe: Recipe }[]
  readonly rng: Rng
  readonly run: RunOptions
}

/** Makes the rows that the requests ask for, in random order. */
export function generateRows({ train, target, vote, requests, rng, run }: GenerateInput): Table {
  const total = requests.reduce((sum, { count }) => sum + count, 0)
  const draws = drawRows(requests, total, rng)
  run.signal?.throwIfAborted()
  const copies = takeRows(train, draws.bases)
  const { numbers, codes } = columnsByUse(train)
  const columns = [...copies.columns]
  const isCopying = requests.every(({ recipe }) => recipe.neighbors.length === 0)
  train.schema.fields.forEach((field, index) => {
    if (index === target) return // the base's class
    if (field.role === 'identifier') columns[index] = newIdentifiers(field, train.columns[index]!, total)
    else if (isCopying) return
    else if (numbers.includes(index))
      columns[index] = interpolated(field, columns[index]!, numbersOf(train, index), draws)
    else if (codes.includes(index) && vote !== 'base')
      columns[index] = voted(columns[index]!, codesOf(train, index), draws, vote, rng.fork('ties').fork(index))
  })
  run.onProgress?.({ phase: 'sample', step: total, totalSteps: total })
  return { schema: train.schema, rowCount: total, columns }
}

/** What was drawn for every new row. */
interface Draws {
  /** Training rows that the new rows start from, and those that they go towards. */
  readonly bases: Uint32Array
  readonly partners: Uint32Array
  /** How far they go, as a multiple of the way. */
  readonly steps: Float64Array
  /** The neighbors of the base of row `i` are `neighbors[firsts[i]]` up to, not including, `neighbors[ends[i]]`. */
  readonly firsts: Uint32Array
  readonly ends: Uint32Array
  readonly neighbors: Uint32Array
}

function drawRows(requests: GenerateInput['requests'], total: number, rng: Rng): Draws {
  const order = requests.length > 1 ? permutation(total, rng.fork('order')) : undefined
  const neighborCount = requests.reduce((sum, { recipe }) => sum + recipe.neighbors.length, 0)
  const draws = {
    bases: new Uint32Array(total),
    partners: new Uint32Array(total),
    steps: new Float64Array(total),
    firsts: new Uint32Array(total),
    ends: new Uint32Array(total),
    neighbors: new Uint32Array(neighborCount),
  }
  let begin = 0
  let offset = 0
  for (const { code, count, recipe } of requests) {
    draws.neighbors.set(recipe.neighbors, offset)
    const places = order?.subarray(begin, begin + count) ?? Uint32Array.from({ length: count }, (_, i) => i)
    drawClass(recipe, places, offset, draws, rng.fork('class').fork(code))
    begin += count
    offset += recipe.neighbors.length
  }
  return draws
}

/** Draws the rows of one class into `places`; `offset` is where its neighbors begin in `draws`. */
function drawClass(recipe: Recipe, places: Uint32Array, offset: number, draws: Draws, rng: Rng): void {
  const { bases, starts, neighbors, reaches } = recipe
  const slots = pickBases(bases.length, recipe.weights, places.length, rng.fork('bases'))
  const edgeRng = rng.fork('edges')
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!
    const slot = slots[i]!
    const first = starts[slot]!
    const end = starts[slot + 1]!
    draws.bases[place] = bases[slot]!
    draws.firsts[place] = offset + first
    draws.ends[place] = offset + end
    draws.partners[place] = bases[slot]!
    if (first === end) continue
    const edge = first + uniformInteger(edgeRng, end - first)
    draws.partners[place] = neighbors[edge]!
    draws.steps[place] = edgeRng.next() * (reaches === undefined ? 1 : reaches[edge]!)
  }
}

/**
 * `count` of `baseCount` bases in random order, each as often as its weight says, give or take one: systematic sampling
 * over the bases in random order.
 */
function pickBases(baseCount: number, weights: Float64Array | undefined, count: number, rng: Rng): Uint32Array {
  const order = permutation(baseCount, rng.fork('order'))
  const total = weights === undefined ? baseCount : weights.reduce((sum, weight) => sum + weight, 0)
  const spacing = total / count
  const picked = new Uint32Array(count)
  const offset = rng.next()
  let slot = 0
  let end = weights === undefined ? 1 : weights[order[0]!]!
  for (let i = 0; i < count; i++) {
    const position = (i + offset) * spacing
    while (position >= end && slot < baseCount - 1) {
      slot++
      end += weights === undefined ? 1 : weights[order[slot]!]!
    }
    picked[i] = order[slot]!
  }
  shuffleInPlace(picked, rng.fork('shuffle'))
  return picked
}

function interpolated(field: Field, base: Column, train: Float64Array, { bases, partners, steps }: Draws): Column {
  if (base.kind !== 'numeric' && base.kind !== 'datetime')
    throw new TypeError(`interpolated: got a ${base.kind} column`)
  const values = new Float64Array(bases.length)
  interpolate(train, bases, partners, steps, values)
  roundToField(field, values)
  return { kind: base.kind, values }
}

function voted(base: Column, train: Int32Array | Uint8Array, draws: Draws, vote: Vote, rng: Rng): Column {
  const { bases, firsts, ends, neighbors } = draws
  const codes = new Int32Array(bases.length)
  const voters = vote === 'base-and-neighbors' ? bases : undefined
  pickVotes(train, neighbors, firsts, ends, voters, (ties) => uniformInteger(rng, ties), codes)
  return base.kind === 'boolean' ? { kind: 'boolean', values: Uint8Array.from(codes) } : { kind: 'categorical', codes }
}
