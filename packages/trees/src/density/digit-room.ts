import type { DensityOptions } from './density-options.ts'
import type { Digit } from './digits.ts'
import type { GrowthFeature, GrowthPlaces } from './grow-code-tree.ts'
import type { KernelRoom } from './kernels/memory.ts'
import { createLayout } from './kernels/memory.ts'
import { leafBlock, nodeBytes, slotBytes, writeLeafSlots } from './tree-places.ts'

/** The rows that a digit is fitted on: training rows first, then those that are held back. */
export interface DigitRows {
  readonly count: number
  readonly training: number
  /** The class of every row. */
  readonly classes: Uint8Array
  /** The table row that every row starts from, or `null` when there is only one. */
  readonly groups: Uint8Array | null
  readonly features: readonly DigitFeature[]
  /** Which of the features is the first column of all; -1 for none. */
  readonly firstColumn: number
}

export interface DigitFeature {
  readonly codes: Uint8Array
  readonly size: number
  readonly isOrdered: boolean
}

/** Where everything lies while a digit is boosted: byte offsets, and a few sizes. */
export interface DigitPlan extends GrowthPlaces {
  readonly bytes: number
  /** The classes in f32 lanes: a multiple of four. */
  readonly width: number
  /** Leaves of a tree, at most. */
  readonly leafCount: number
  readonly shares: number
  readonly classes: number
  readonly groups: number
  readonly leaves: number
  readonly nextLeaves: number
  readonly picked: number
  /** The numbers of the training rows, ascending. */
  readonly allRows: number
  readonly table: number
  readonly projections: number
  readonly observed: number
  readonly expected: number
  readonly factors: number
  readonly nextFactors: number
  readonly nodes: number
  readonly sets: number
  readonly slots: number
}

export const widthOf = (classes: number): number => Math.ceil(classes / 4) * 4

/** The features as they stand in a histogram: neighboring codes of an ordered one share a bin where there are many. */
export function growthFeatures({ features, training }: DigitRows, maximumBins: number): readonly GrowthFeature[] {
  let firstBin = 0
  return features.map(({ codes, size, isOrdered }) => {
    const lastCodes =
      isOrdered && size > maximumBins ? lastCodesOf(codes.subarray(0, training), size, maximumBins) : null
    const feature = { size, isOrdered, firstBin, bins: lastCodes?.length ?? size, lastCodes }
    firstBin += feature.bins
    return feature
  })
}

/** Cuts codes into at most `bins` runs of about the same number of rows. */
function lastCodesOf(codes: Uint8Array, size: number, bins: number): Uint8Array {
  const counts = new Float64Array(size)
  for (const code of codes) counts[code]!++
  const last: number[] = []
  let left = codes.length
  let held = 0
  for (let code = 0; code < size; code++) {
    held += counts[code]!
    const isFull = held >= left / (bins - last.length)
    if (!isFull && code < size - 1) continue
    last.push(code)
    left -= held
    held = 0
  }
  return Uint8Array.from(last)
}

export function planDigitRoom(
  digit: Digit,
  { count, training, features: { length } }: DigitRows,
  features: readonly GrowthFeature[],
  options: DensityOptions,
): DigitPlan {
  const { take, size } = createLayout()
  const width = widthOf(digit.classes)
  const stride = Math.ceil(count / leafBlock) * leafBlock
  const leafCount = options.splits === 'random' ? options.leaves : leavesOf(training, options)
  const binCount = features.reduce((sum, feature) => sum + feature.bins, 0)
  const rowBytes = 2 * length
  const leafFloats = 4 * width * leafCount
  const plan = {
    width,
    leafCount,
    stride,
    rowBytes,
    codes: take(stride * length),
    bins: take(rowBytes * training),
    shares: take(4 * width * count),
    sketches: take(16 * training),
    classes: take(count),
    groups: take(count),
    leaves: take(stride),
    nextLeaves: take(stride),
    picked: take(4 * count + 16),
    rows: take(4 * training),
    allRows: take(4 * training),
    rowScratch: take(4 * training),
    histograms: take(16 * binCount * leafCount),
    used: take(16 * length),
    goesLeft: take(256),
    totals: take(16),
    found: take(32),
    order: take(256),
    sortScratch: take(4096),
    table: take(4 * width * digit.table.length),
    projections: take(28 * width),
    observed: take(leafFloats),
    expected: take(leafFloats),
    factors: take(leafFloats),
    nextFactors: take(leafFloats),
    nodes: take(nodeBytes * leafCount),
    sets: take(32 * leafCount),
    slots: take(slotBytes),
  }
  return { ...plan, bytes: size() }
}

/** More leaves than this cannot have the rows that they must have. */
function leavesOf(training: number, { leaves, minimumLeafRows }: DensityOptions): number {
  return Math.max(2, Math.min(leaves, Math.floor(training / minimumLeafRows)))
}

/** Writes rows and tables into a room. */
export function writeRows(
  room: KernelRoom,
  plan: DigitPlan,
  digit: Digit,
  rows: DigitRows,
  features: readonly GrowthFeature[],
): void {
  room.u8.set(rows.classes, plan.classes)
  if (rows.groups !== null) room.u8.set(rows.groups, plan.groups)
  for (const [index, shares] of digit.table.entries()) {
    const at = (plan.table >> 2) + index * plan.width
    room.f32.fill(0, at, at + plan.width)
    room.f32.set(shares, at)
  }
  for (const [index, { codes }] of rows.features.entries()) {
    room.u8.set(codes, plan.codes + index * plan.stride)
    const binOf = binOfCode(features[index]!)
    const at = (plan.bins >> 1) + index
    for (let i = 0; i < rows.training; i++) room.u16[at + i * features.length] = binOf[codes[i]!]!
  }
  for (let i = 0; i < rows.training; i++) room.i32[(plan.allRows >> 2) + i] = i
  writeLeafSlots(room, plan.slots)
}

function binOfCode({ size, firstBin, lastCodes }: GrowthFeature): Uint16Array {
  let bin = firstBin
  return Uint16Array.from({ length: size }, (_, code) => {
    if (lastCodes === null) return firstBin + code
    return code === lastCodes[bin - firstBin] ? bin++ : bin
  })
}
