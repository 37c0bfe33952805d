import type { Rng } from '@asdf/contract'
import type { Recipe } from './recipe.ts'
import { permutation, shuffleInPlace, uniformInteger } from '@asdf/core'
import { everyRow } from './search.ts'

/** So many rows of one class, and how they are made. */
export interface Request {
  readonly code: number
  readonly count: number
  readonly recipe: Recipe
}

/** What was drawn for every new row. Rows are numbered by their place in `rows`, so that little memory is touched. */
export interface Draws {
  /** The training rows that take part. */
  readonly rows: Uint32Array
  /** The row that each new one belongs to: what is not interpolated is its. */
  readonly bases: Uint32Array
  /** The two rows on whose line the new one lies, the nearer first, and how far from the first, as a multiple of the way. */
  readonly from: Uint32Array
  readonly to: Uint32Array
  readonly steps: Float64Array
  /** The neighbors of the base of new row `i` are `neighbors[firsts[i]]` up to, not including, `neighbors[ends[i]]`. */
  readonly firsts: Uint32Array
  readonly ends: Uint32Array
  readonly neighbors: Uint32Array
}

/** Draws base, neighbor and step of every row asked for; where there are several classes, in random order. */
export function drawRows(requests: readonly Request[], trainRows: number, rng: Rng): Draws {
  const total = requests.reduce((sum, { count }) => sum + count, 0)
  const order = requests.length > 1 ? permutation(total, rng.fork('order')) : undefined
  const { rows, places } = takingPart(requests, trainRows)
  const draws: Draws = {
    rows,
    bases: new Uint32Array(total),
    from: new Uint32Array(total),
    to: new Uint32Array(total),
    steps: new Float64Array(total),
    firsts: new Uint32Array(total),
    ends: new Uint32Array(total),
    neighbors: new Uint32Array(requests.reduce((sum, { recipe }) => sum + recipe.neighbors.length, 0)),
  }
  let begin = 0
  let offset = 0
  for (const { code, count, recipe } of requests) {
    const { neighbors } = recipe
    for (let i = 0; i < neighbors.length; i++) draws.neighbors[offset + i] = places[neighbors[i]!]!
    const here = order?.subarray(begin, begin + count) ?? everyRow(count)
    const bases = recipe.bases.map((row) => places[row]!)
    drawClass({ ...recipe, bases }, here, offset, draws, rng.fork('class').fork(code))
    begin += count
    offset += neighbors.length
  }
  return draws
}

/** The training rows that the recipes name, and the place of each among them. */
function takingPart(requests: readonly Request[], trainRows: number): { rows: Uint32Array; places: Uint32Array } {
  const places = new Uint32Array(trainRows)
  for (const { recipe } of requests) {
    for (const row of recipe.bases) places[row] = 1
    for (const row of recipe.neighbors) places[row] = 1
  }
  const rows = new Uint32Array(places.reduce((sum, isUsed) => sum + isUsed, 0))
  for (let row = 0, found = 0; row < trainRows; row++) {
    if (places[row] === 0) continue
    rows[found] = row
    places[row] = found++
  }
  return { rows, places }
}

/** Draws the new rows of one class, at `places`; `offset` is where its neighbors begin in `draws`. */
function drawClass(recipe: Recipe, places: Uint32Array, offset: number, draws: Draws, rng: Rng): void {
  const { bases, starts, weights, reaches } = recipe
  const count = places.length
  const slots =
    weights === undefined ? takeTurns(bases.length, count, rng) : pickByWeight(weights, count, rng.fork('bases'))
  const edgeRng = rng.fork('edges')
  for (let i = 0; i < count; i++) {
    const place = places[i]!
    const slot = slots[i]!
    const first = starts[slot]!
    const choices = starts[slot + 1]! - first
    const base = bases[slot]!
    draws.bases[place] = base
    draws.from[place] = base
    draws.to[place] = base
    draws.firsts[place] = offset + first
    draws.ends[place] = offset + first + choices
    if (choices === 0) continue
    const edge = first + uniformInteger(edgeRng, choices)
    const step = edgeRng.next() * (reaches === undefined ? 1 : reaches[edge]!)
    const neighbor = draws.neighbors[offset + edge]!
    draws.from[place] = step > 0.5 ? neighbor : base
    draws.to[place] = step > 0.5 ? base : neighbor
    draws.steps[place] = step > 0.5 ? 1 - step : step
  }
}

/** Every base equally often, give or take one, one after the other in random order. */
function takeTurns(baseCount: number, count: number, rng: Rng): Uint32Array {
  const order = permutation(baseCount, rng.fork('bases'))
  const slots = new Uint32Array(count)
  for (let i = 0, turn = 0; i < count; i++) {
    slots[i] = order[turn]!
    if (++turn === baseCount) turn = 0
  }
  return slots
}

/** Every base as often as its weight says, give or take one, in random order: systematic sampling over a random order. */
export function pickByWeight(weights: Float64Array, count: number, rng: Rng): Uint32Array {
  const order = permutation(weights.length, rng.fork('order'))
  const spacing = weights.reduce((sum, weight) => sum + weight, 0) / count
  const offset = rng.next()
  const picked = new Uint32Array(count)
  let slot = 0
  let end = weights[order[0]!]!
  for (let i = 0; i < count; i++) {
    const position = (i + offset) * spacing
    while (position >= end && slot < weights.length - 1) end += weights[order[++slot]!]!
    picked[i] = order[slot]!
  }
  shuffleInPlace(picked, rng.fork('shuffle'))
  return picked
}
