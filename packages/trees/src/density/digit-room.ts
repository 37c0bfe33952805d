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
  readonly picked: number
  readonly table: number
  readonly projections: number
  readonly observed: number
  readonly expected: number
  readonly factors: number
  readonly nodes: number
  readonly sets: number
  readonly slots: number
}

export const widthOf = (classes: number): number => Math.ceil(classes / 4) * 4

export function growthFeatures({ features }: DigitRows): readonly GrowthFeature[] {
  let firstBin = 0
  return features.map(({ size, isOrdered }) => {
    const feature = { size, isOrdered, firstBin }
    firstBin += size
    return feature
  })
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
  const binCount = features.reduce((sum, feature) => sum + feature.size, 0)
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
    picked: take(4 * count + 16),
    rows: take(4 * training),
    rowScratch: take(4 * training),
    histograms: take(16 * binCount * leafCount),
    columns: take(2 * length),
    goesLeft: take(256),
    totals: take(16),
    found: take(32),
    order: take(256),
    sortScratch: take(4096),
    table: take(4 * width * digit.table.length),
    projections: take(28 * width),
    observed: take(leafFloats),
    expected: take(leafFloats),
    factors: take(Math.max(leafFloats, 4 * width)),
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
export function writeRows(room: KernelRoom, plan: DigitPlan, digit: Digit, rows: DigitRows): void {
  room.u8.set(rows.classes, plan.classes)
  if (rows.groups !== null) room.u8.set(rows.groups, plan.groups)
  for (const [index, shares] of digit.table.entries()) {
    const at = (plan.table >> 2) + index * plan.width
    room.f32.fill(0, at, at + plan.width)
    room.f32.set(shares, at)
  }
  let firstBin = 0
  for (const [index, { codes, size }] of rows.features.entries()) {
    room.u8.set(codes, plan.codes + index * plan.stride)
    writeBins(room.u16, (plan.bins >> 1) + index, rows.features.length, codes.subarray(0, rows.training), firstBin)
    firstBin += size
  }
  writeLeafSlots(room, plan.slots)
}

function writeBins(out: Uint16Array, at: number, step: number, codes: Uint8Array, firstBin: number): void {
  for (let i = 0; i < codes.length; i++) out[at + i * step] = firstBin + codes[i]!
}
