import type { Rng } from '@asdf/contract'
import type { Pace } from '../pace.ts'
import type { FittedColumn } from './fitted-column.ts'
import type { KernelRooms } from './kernels/memory.ts'
import type { Particles } from './particles.ts'
import type { PlacedDigit, PlacedModel } from './placed-model.ts'
import { noCode } from './coded-column.ts'
import { groupOfCode } from './digits.ts'
import { createParticles } from './particles.ts'
import { evaluateDigit, placeModel } from './placed-model.ts'

export interface ChunkRequest {
  readonly rows: number
  /** Particles a row. */
  readonly candidates: number
  /** One entry a column: the codes of the rows, 255 where a cell is free. */
  readonly clamps: readonly (Uint8Array | undefined)[]
  /** So many first columns are clamped whole, and not scored; 0 by default. */
  readonly given?: number
  readonly rng: Rng
}

export interface ChunkRows {
  /** Column by column. */
  readonly codes: Uint8Array
  /** The log of the estimated probability of each row's clamped cells. */
  readonly logReach: Float64Array
}

export interface ChunkRunner {
  run(request: ChunkRequest): ChunkRows
  /** The same, with turns for the event loop between columns. */
  runInTurns(request: ChunkRequest, pace: Pace): Promise<ChunkRows>
}

/** Draws rows of a model, or scores them: at most `capacity` particles at a time. */
export function createChunkRunner(columns: readonly FittedColumn[], capacity: number, rooms: KernelRooms): ChunkRunner {
  const model = placeModel(columns, capacity, rooms)
  return {
    run(request) {
      const steps = takeColumns(model, columns, request)
      for (;;) {
        const { done, value } = steps.next()
        if (done) return value
      }
    },
    async runInTurns(request, pace) {
      const steps = takeColumns(model, columns, request)
      for (;;) {
        const { done, value } = steps.next()
        if (done) return value
        if (pace.isDue()) await pace.turn()
      }
    },
  }
}

/** Takes a column at each step, and returns the rows after the last. */
function* takeColumns(
  model: PlacedModel,
  columns: readonly FittedColumn[],
  { rows, candidates, clamps, given = 0, rng }: ChunkRequest,
): Generator<undefined, ChunkRows> {
  const particles = createParticles(rows, candidates)
  for (const [index, column] of columns.entries()) {
    const clamp = clamps[index]
    if (index < given) {
      model.room.u8.set(repeat(clamp!, candidates), model.codes + index * model.stride)
      continue
    }
    takeColumn(model, { index, column, clamp: clamp && repeat(clamp, candidates) }, particles, rng)
    const moved = clamp === undefined ? null : particles.settle(clamp, rng.fork(`resample ${index}`))
    if (moved !== null) moveParticles(model, index + 1, moved)
    yield
  }
  const codes = takeChosen(model, columns.length, particles.choose(rng.fork('choose')))
  return { codes, logReach: particles.logReach }
}

interface ColumnTurn {
  readonly index: number
  readonly column: FittedColumn
  /** One entry a particle. */
  readonly clamp: Uint8Array | undefined
}

function takeColumn(model: PlacedModel, { index, column, clamp }: ColumnTurn, particles: Particles, rng: Rng): void {
  const { room, codes, stride } = model
  const { starts, size } = column
  const [first, second] = model.digits[index]!
  const { count } = particles
  const out = room.u8.subarray(codes + index * stride, codes + index * stride + count)
  if (starts === null) {
    evaluateDigit(model, first!, codes, 0, count)
    out.set(takeClasses(model, first!, { clamp }, particles, rng.fork(2 * index)))
    return
  }
  const groupOf = groupOfCode(starts, size)
  const coarse = clamp?.map((code) => (code === noCode ? noCode : groupOf[code]!))
  evaluateDigit(model, first!, codes, 0, count)
  const groups = takeClasses(model, first!, { clamp: coarse }, particles, rng.fork(2 * index)).slice()
  // Groups of one code leave nothing to draw.
  out.set(groups.map((group) => starts[group]!))
  const isOpen = starts.map((start, group) => ((starts[group + 1] ?? size) - start > 1 ? 1 : 0))
  const open = openRows(groups, isOpen)
  gatherOpen(model, second!, groups, open)
  const fine = clamp && Uint8Array.from(open, (row) => (clamp[row] === noCode ? noCode : clamp[row]! - out[row]!))
  const { someCodes } = model
  evaluateDigit(model, second!, someCodes, someCodes + stride * model.digits.length, open.length)
  const places = takeClasses(model, second!, { clamp: fine, some: open }, particles, rng.fork(2 * index + 1))
  for (let i = 0; i < open.length; i++) out[open[i]!]! += places[i]!
}

/**
 * Draws classes of all particles, or of `some`, by the shares that stand in the room, except clamped ones, whose
 * probabilities weigh the particles.
 */
function takeClasses(
  { room, classes, picked, uniforms, shares }: PlacedModel,
  { width }: PlacedDigit,
  { clamp, some }: { readonly clamp: Uint8Array | undefined; readonly some?: Uint32Array },
  particles: Particles,
  rng: Rng,
): Uint8Array {
  const count = some?.length ?? particles.count
  const out = room.u8.subarray(classes, classes + count)
  if (clamp !== undefined) {
    for (let i = 0; i < count; i++) out[i] = clamp[i] === noCode ? 0 : clamp[i]!
    room.kernels.pickShares(shares, width, count, classes, picked)
    particles.weigh(room.f32.subarray(picked >> 2, (picked >> 2) + count), clamp, some)
    if (!clamp.includes(noCode)) return out
  }
  for (let i = 0; i < count; i++) room.f32[(uniforms >> 2) + i] = (rng.nextUint32() >>> 8) / 2 ** 24
  room.kernels.drawRows(shares, width, count, uniforms, classes)
  clamp?.forEach((one, i) => {
    if (one !== noCode) out[i] = one
  })
  return out
}

function openRows(groups: Uint8Array, isOpen: Uint8Array): Uint32Array {
  const rows = new Uint32Array(groups.length)
  let count = 0
  for (let i = 0; i < groups.length; i++) if (isOpen[groups[i]!] === 1) rows[count++] = i
  return rows.subarray(0, count)
}

/** Copies what a digit's trees ask for of the open rows to where they lie side by side. */
function gatherOpen(model: PlacedModel, digit: PlacedDigit, groups: Uint8Array, open: Uint32Array): void {
  const { room, stride, codes, someCodes } = model
  const { u8 } = room
  for (const column of digit.columns) {
    const from = codes + column * stride
    const to = someCodes + column * stride
    for (let i = 0; i < open.length; i++) u8[to + i] = u8[from + open[i]!]!
  }
  const to = someCodes + stride * model.digits.length
  for (let i = 0; i < open.length; i++) u8[to + i] = groups[open[i]!]!
}

function repeat(codes: Uint8Array, times: number): Uint8Array {
  if (times === 1) return codes
  const out = new Uint8Array(codes.length * times)
  codes.forEach((code, i) => out.fill(code, i * times, (i + 1) * times))
  return out
}

function moveParticles({ room, codes, stride }: PlacedModel, columns: number, from: Uint32Array): void {
  for (let column = 0; column < columns; column++) {
    const at = codes + column * stride
    const old = room.u8.slice(at, at + from.length)
    for (let i = 0; i < from.length; i++) room.u8[at + i] = old[from[i]!]!
  }
}

function takeChosen({ room, codes, stride }: PlacedModel, columns: number, chosen: Uint32Array): Uint8Array {
  const out = new Uint8Array(chosen.length * columns)
  for (let column = 0; column < columns; column++) {
    const at = codes + column * stride
    for (let i = 0; i < chosen.length; i++) out[column * chosen.length + i] = room.u8[at + chosen[i]!]!
  }
  return out
}
