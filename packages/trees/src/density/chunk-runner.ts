import type { Rng } from '@asdf/contract'
import type { FittedColumn, ModelDigit } from './fitted-column.ts'
import type { KernelRoom, KernelRooms } from './kernels/memory.ts'
import { noCode } from './coded-column.ts'
import { widthOf } from './digit-room.ts'
import { groupOfCode } from './digits.ts'
import { createLayout } from './kernels/memory.ts'
import type { Particles } from './particles.ts'
import { createParticles } from './particles.ts'
import { nodeBytes, slotBytes, writeLeafSlots, writeNodes } from './tree-places.ts'

export interface ChunkRequest {
  readonly rows: number
  /** Particles a row. */
  readonly candidates: number
  /** One entry a column: the codes of the rows, 255 where a cell is free. */
  readonly clamps: readonly (Uint8Array | undefined)[]
  readonly rng: Rng
}

export interface ChunkRows {
  /** Column by column. */
  readonly codes: Uint8Array
  /** The log of the estimated probability of each row's clamped cells. */
  readonly logReach: Float64Array
}

/** A tree as it lies in a room. */
interface PlacedTree {
  readonly nodes: number
  readonly nodeCount: number
  readonly sets: number
  readonly factors: number
}

interface PlacedDigit {
  readonly width: number
  readonly table: number
  readonly trees: readonly PlacedTree[]
}

// Rows whose shares stay in the nearest cache while all trees pass over them.
const blockRows = 256

// Trees after which shares are scaled to a sum of one again. Eight factors cannot take them out of the range of f32.
const treesBetweenScaling = 8

/** Lays a model out in a room, and draws rows from it, or scores them: at most `capacity` particles at a time. */
export function createChunkRunner(columns: readonly FittedColumn[], capacity: number, rooms: KernelRooms) {
  const stride = Math.ceil(capacity / blockRows) * blockRows
  const layout = createLayout()
  const widest = columns.reduce(
    (most, { digits }) => Math.max(most, ...digits.map(({ classes }) => widthOf(classes))),
    4,
  )
  // The coarse group of the column at hand stands after the columns.
  const codes = layout.take(stride * (columns.length + 1))
  const groups = codes + stride * columns.length
  const places = {
    shares: layout.take(4 * widest * stride),
    leaves: layout.take(stride),
    classes: layout.take(stride),
    picked: layout.take(4 * stride + 16),
    uniforms: layout.take(4 * stride),
    slots: layout.take(slotBytes),
  }
  const placed = columns.map(({ digits }) => digits.map((digit) => placeDigit(digit, layout.take)))
  const room = rooms.room(layout.size())
  const { kernels } = room
  columns.forEach(({ digits }, column) => {
    digits.forEach((digit, index) => {
      const offsetOf = (feature: number) => stride * (feature < 0 ? columns.length : feature)
      writeDigit(room, digit, placed[column]![index]!, offsetOf)
    })
  })
  writeLeafSlots(room, places.slots)

  /** The shares of a digit's classes for `count` rows. */
  function evaluate({ width, table, trees }: PlacedDigit, isFine: boolean, count: number): void {
    for (let from = 0; from < count; from += blockRows) {
      const rows = Math.min(blockRows, count - from)
      const shares = places.shares + from * width * 4
      kernels.spreadTable(table, width, isFine ? groups + from : 0, rows, shares)
      for (const [index, { nodes, nodeCount, sets, factors }] of trees.entries()) {
        kernels.findLeaves(codes + from, nodes, nodeCount, sets, places.slots, rows, places.leaves)
        const isScaled = index % treesBetweenScaling === treesBetweenScaling - 1
        if (isScaled) kernels.advanceRows(shares, width, rows, places.leaves, factors, 0, 0, 0)
        else kernels.multiplyRows(shares, width, rows, places.leaves, factors)
      }
    }
  }

  /** Draws the classes of a digit, except clamped ones, whose probabilities weigh the particles. */
  function takeDigit(
    digit: PlacedDigit,
    index: number,
    clamp: Uint8Array | undefined,
    particles: Particles,
    rng: Rng,
  ): Uint8Array {
    const { count } = particles
    const out = room.u8.subarray(places.classes, places.classes + count)
    evaluate(digit, index === 1, count)
    if (clamp !== undefined) {
      for (let i = 0; i < count; i++) out[i] = clamp[i] === noCode ? 0 : clamp[i]!
      kernels.pickShares(places.shares, digit.width, count, places.classes, places.picked)
      particles.weigh(room.f32.subarray(places.picked >> 2, (places.picked >> 2) + count), clamp)
      if (!clamp.includes(noCode)) return out
    }
    for (let i = 0; i < count; i++) room.f32[(places.uniforms >> 2) + i] = (rng.nextUint32() >>> 8) / 2 ** 24
    kernels.drawRows(places.shares, digit.width, count, places.uniforms, places.classes)
    clamp?.forEach((one, i) => {
      if (one !== noCode) out[i] = one
    })
    return out
  }

  function takeColumn(index: number, clamp: Uint8Array | undefined, particles: Particles, rng: Rng): void {
    const { starts, size } = columns[index]!
    const digits = placed[index]!
    const out = room.u8.subarray(codes + index * stride, codes + index * stride + particles.count)
    if (starts === null) {
      out.set(takeDigit(digits[0]!, 0, clamp, particles, rng.fork(2 * index)))
      return
    }
    const groupOf = groupOfCode(starts, size)
    const coarse = clamp?.map((code) => (code === noCode ? noCode : groupOf[code]!))
    const group = room.u8.subarray(groups, groups + particles.count)
    group.set(takeDigit(digits[0]!, 0, coarse, particles, rng.fork(2 * index)))
    const fine = clamp?.map((code) => (code === noCode ? noCode : code - starts[groupOf[code]!]!))
    const place = takeDigit(digits[1]!, 1, fine, particles, rng.fork(2 * index + 1))
    for (let i = 0; i < out.length; i++) out[i] = starts[group[i]!]! + place[i]!
  }

  return {
    run({ rows, candidates, clamps, rng }: ChunkRequest): ChunkRows {
      const particles = createParticles(rows, candidates)
      for (let column = 0; column < columns.length; column++) {
        const clamp = clamps[column]
        takeColumn(column, clamp && repeat(clamp, candidates), particles, rng)
        if (clamp === undefined) continue
        const moved = particles.settle(clamp, rng.fork(`resample ${column}`))
        if (moved !== null) moveParticles(room.u8, codes, stride, column + 1, moved)
      }
      const chosen = particles.choose(rng.fork('choose'))
      const out = new Uint8Array(rows * columns.length)
      for (let column = 0; column < columns.length; column++) {
        for (let i = 0; i < rows; i++) out[column * rows + i] = room.u8[codes + column * stride + chosen[i]!]!
      }
      return { codes: out, logReach: particles.logReach }
    },
  }
}

function repeat(codes: Uint8Array, times: number): Uint8Array {
  if (times === 1) return codes
  const out = new Uint8Array(codes.length * times)
  codes.forEach((code, i) => out.fill(code, i * times, (i + 1) * times))
  return out
}

function moveParticles(bytes: Uint8Array, codes: number, stride: number, columns: number, from: Uint32Array): void {
  for (let column = 0; column < columns; column++) {
    const at = codes + column * stride
    const old = bytes.slice(at, at + from.length)
    for (let i = 0; i < from.length; i++) bytes[at + i] = old[from[i]!]!
  }
}

function placeDigit({ classes, table, trees }: ModelDigit, take: (bytes: number) => number): PlacedDigit {
  const width = widthOf(classes)
  return {
    width,
    table: take((4 * width * table.length) / classes),
    trees: trees.map(({ features, sets }) => ({
      nodes: take(nodeBytes * features.length),
      nodeCount: features.length,
      sets: take(sets.length),
      factors: take(4 * width * (features.length + 1)),
    })),
  }
}

function writeDigit(
  room: KernelRoom,
  digit: ModelDigit,
  placed: PlacedDigit,
  offsetOf: (column: number) => number,
): void {
  const { classes, features } = digit
  writePadded(room.f32, placed.table >> 2, digit.table, classes, placed.width, 0)
  for (const [index, tree] of digit.trees.entries()) {
    const { nodes, sets, factors } = placed.trees[index]!
    writeNodes(room, tree, nodes, (feature) => offsetOf(features[feature]!))
    room.u8.set(tree.sets, sets)
    writePadded(room.f32, factors >> 2, digit.factors[index]!, classes, placed.width, 1)
  }
}

/** Rows of `classes` numbers, each made up to `width` of them. */
function writePadded(
  out: Float32Array,
  at: number,
  values: Float32Array,
  classes: number,
  width: number,
  pad: number,
): void {
  for (let from = 0, to = at; from < values.length; from += classes, to += width) {
    out.set(values.subarray(from, from + classes), to)
    out.fill(pad, to + classes, to + width)
  }
}
