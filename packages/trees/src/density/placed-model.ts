import type { FittedColumn, ModelDigit } from './fitted-column.ts'
import type { KernelRoom, KernelRooms } from './kernels/memory.ts'
import { widthOf } from './digit-room.ts'
import { createLayout } from './kernels/memory.ts'
import { nodeBytes, slotBytes, writeLeafSlots, writeNodes } from './tree-places.ts'

/** A model laid out in a room, beside space for a number of rows. */
export interface PlacedModel {
  readonly room: KernelRoom
  /** Bytes from one column of rows to the next. */
  readonly stride: number
  /** The rows' codes, column by column; the coarse group of the column at hand comes after the last column. */
  readonly codes: number
  /** Space of the same form for some of the rows. */
  readonly someCodes: number
  /** Space for a class, a probability and a uniform number for each row. */
  readonly classes: number
  readonly picked: number
  readonly uniforms: number
  readonly shares: number
  readonly leaves: number
  readonly slots: number
  /** Column by column, digit by digit. */
  readonly digits: readonly (readonly PlacedDigit[])[]
}

export interface PlacedDigit {
  readonly width: number
  readonly table: number
  readonly trees: readonly PlacedTree[]
  readonly treesBetweenScaling: number
  /** The columns that any of the trees asks for, the number of columns standing for the coarse group. */
  readonly columns: readonly number[]
}

interface PlacedTree {
  readonly nodes: number
  readonly nodeCount: number
  readonly sets: number
  readonly factors: number
}

// Rows whose shares stay in the nearest cache while all trees pass over them.
const blockRows = 256

// Trees after which shares are scaled to a sum of one again, at most; fewer when their factors could leave f32's range.
const mostBetweenScaling = 8
const farthest = 1e30

/** Lays a model out in a room, with space for `capacity` rows of `columnCount` columns. */
export function placeModel(
  columns: readonly FittedColumn[],
  capacity: number,
  rooms: KernelRooms,
  columnCount: number = columns.length,
): PlacedModel {
  const { take, size } = createLayout()
  const stride = Math.ceil(capacity / blockRows) * blockRows
  const widths = columns.flatMap(({ digits }) => digits.map(({ classes }) => widthOf(classes)))
  const widest = widths.reduce((most, width) => Math.max(most, width), 4)
  const plan = {
    stride,
    codes: take(stride * (columnCount + 1)),
    someCodes: take(stride * (columnCount + 1)),
    classes: take(stride),
    picked: take(4 * stride + 16),
    uniforms: take(4 * stride),
    shares: take(4 * widest * stride),
    leaves: take(stride),
    slots: take(slotBytes),
  }
  const digits = columns.map((column) => column.digits.map((digit) => placeDigit(digit, columnCount, take)))
  const room = rooms.room(size())
  writeLeafSlots(room, plan.slots)
  columns.forEach((column, index) =>
    column.digits.forEach((digit, place) => {
      const offsetOf = (feature: number) => stride * (feature < 0 ? columnCount : feature)
      writeDigit(room, digit, digits[index]![place]!, offsetOf)
    }),
  )
  return { room, digits, ...plan }
}

/**
 * Writes the shares of a digit's classes for `count` rows, up to a factor, to `shares`. `codes` says where the rows' codes
 * lie, `groups` where their table rows do, or 0.
 */
export function evaluateDigit(
  { room, shares, leaves, slots }: PlacedModel,
  { width, table, trees, treesBetweenScaling }: PlacedDigit,
  codes: number,
  groups: number,
  count: number,
): void {
  const { kernels } = room
  for (let from = 0; from < count; from += blockRows) {
    const rows = Math.min(blockRows, count - from)
    const at = shares + from * width * 4
    kernels.spreadTable(table, width, groups === 0 ? 0 : groups + from, rows, at)
    for (const [index, { nodes, nodeCount, sets, factors }] of trees.entries()) {
      kernels.findLeaves(codes + from, nodes, nodeCount, sets, slots, rows, leaves)
      const isScaled = index % treesBetweenScaling === treesBetweenScaling - 1
      if (isScaled) kernels.advanceRows(at, width, rows, leaves, factors, 0, 0, 0)
      else kernels.multiplyRows(at, width, rows, leaves, factors)
    }
  }
}

function placeDigit(
  { classes, table, trees, features, factors }: ModelDigit,
  columnCount: number,
  take: (bytes: number) => number,
): PlacedDigit {
  const width = widthOf(classes)
  const asked = new Set(trees.flatMap((tree) => [...tree.features]))
  return {
    width,
    table: take((4 * width * table.length) / classes),
    trees: trees.map(({ features: { length }, sets }) => ({
      nodes: take(nodeBytes * length),
      nodeCount: length,
      sets: take(sets.length),
      factors: take(4 * width * (length + 1)),
    })),
    treesBetweenScaling: scalingStep(factors),
    columns: [...asked].map((feature) => (features[feature]! < 0 ? columnCount : features[feature]!)),
  }
}

/** How many trees can follow one another before a product of their factors could be out of range. */
function scalingStep(factors: readonly Float32Array[]): number {
  let most = 1
  let least = 1
  for (const values of factors) {
    for (let i = 0; i < values.length; i++) {
      most = Math.max(most, values[i]!)
      least = Math.min(least, values[i]!)
    }
  }
  const reach = Math.max(most, 1 / least)
  let step = 1
  for (let product = reach * reach; step < mostBetweenScaling && product < farthest; product *= reach) step++
  return step
}

function writeDigit(
  room: KernelRoom,
  { classes, features, table, trees, factors }: ModelDigit,
  placed: PlacedDigit,
  offsetOf: (column: number) => number,
): void {
  const { width } = placed
  writePadded(room.f32.subarray(placed.table >> 2), width, table, classes, 0)
  for (const [index, tree] of trees.entries()) {
    const { nodes, sets, factors: at } = placed.trees[index]!
    writeNodes(room, tree, nodes, (feature) => offsetOf(features[feature]!))
    room.u8.set(tree.sets, sets)
    writePadded(room.f32.subarray(at >> 2), width, factors[index]!, classes, 1)
  }
}

/** Rows of `classes` numbers, each made up to `width` of them. */
function writePadded(out: Float32Array, width: number, values: Float32Array, classes: number, padding: number): void {
  for (let from = 0, to = 0; from < values.length; from += classes, to += width) {
    for (let c = 0; c < classes; c++) out[to + c] = values[from + c]!
    for (let c = classes; c < width; c++) out[to + c] = padding
  }
}
