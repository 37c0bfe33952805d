import type { CodeTree } from './code-tree.ts'
import type { KernelRoom } from './kernels/memory.ts'
import { addNode, createDraft, finishTree } from './code-tree.ts'

/** Where growing finds and leaves its data. Pointers are byte offsets in the room. */
export interface GrowthPlaces {
  readonly codes: number
  readonly stride: number
  readonly bins: number
  readonly rowBytes: number
  readonly sketches: number
  readonly rows: number
  readonly rowScratch: number
  readonly histograms: number
  readonly columns: number
  readonly searched: number
  readonly goesLeft: number
  readonly totals: number
  readonly found: number
  readonly order: number
  readonly sortScratch: number
}

export interface GrowthFeature {
  readonly size: number
  readonly isOrdered: boolean
  /** The first of its bins in a histogram, and how many there are. */
  readonly firstBin: number
  readonly bins: number
  /** The last code of each bin of an ordered feature whose codes share bins; `null` where every code has its own. */
  readonly lastCodes: Uint8Array | null
}

export interface GrowthRules {
  readonly leaves: number
  readonly minimumLeafRows: number
  readonly l2: number
}

interface Found {
  readonly gain: number
  readonly feature: number
  /** Threshold, or the codes that go left. */
  readonly threshold: number
  readonly codes: Uint8Array | null
  /** The left side's bin. */
  readonly left: Float32Array
}

interface OpenLeaf {
  readonly from: number
  readonly to: number
  /** Byte offset of its histogram, or 0 when it will not be split. */
  readonly histogram: number
  readonly totals: Float32Array
  readonly found: Found | null
  /** Where its number stands in the draft's `children`, or -1 for the root. */
  readonly link: number
}

export interface GrownCodeTree {
  readonly tree: CodeTree
  /** What each feature's splits have gained. */
  readonly gains: Float64Array
}

/**
 * Grows a tree best leaf first on the rows that stand in the room, of which there are `count`. Returns `null` when no
 * split gains anything. `used` lists the features that may be asked for, ascending.
 */
export function growCodeTree(
  room: KernelRoom,
  places: GrowthPlaces,
  { features, used }: { readonly features: readonly GrowthFeature[]; readonly used: readonly number[] },
  rules: GrowthRules,
  count: number,
): GrownCodeTree | null {
  const growth: Growth = { room, places, features, used, rules, ranges: binRanges(features, used), histograms: 0 }
  listFeatures(growth)
  const draft = createDraft()
  const gains = new Float64Array(features.length)
  const leaves = [rootLeaf(growth, count)]
  while (leaves.length < rules.leaves) {
    const best = bestLeaf(leaves)
    if (best < 0) break
    const leaf = leaves[best]!
    if (leaf.link >= 0) draft.children[leaf.link] = draft.features.length
    const [left, right] = splitLeaf(growth, leaf, 2 * draft.features.length, leaves.length + 1 < rules.leaves)
    addNode(draft, leaf.found!, best, leaves.length)
    gains[leaf.found!.feature]! += leaf.found!.gain
    leaves[best] = left
    leaves.push(right)
  }
  return leaves.length === 1 ? null : { tree: finishTree(draft), gains }
}

function bestLeaf(leaves: readonly OpenLeaf[]): number {
  let best = -1
  let most = 0
  for (let index = 0; index < leaves.length; index++) {
    const { found } = leaves[index]!
    if (found === null || found.gain <= most) continue
    best = index
    most = found.gain
  }
  return best
}

interface Growth {
  readonly room: KernelRoom
  readonly places: GrowthPlaces
  readonly features: readonly GrowthFeature[]
  readonly used: readonly number[]
  readonly rules: GrowthRules
  /** The bins of the used features. */
  readonly ranges: readonly { readonly at: number; readonly count: number }[]
  /** How many histograms have been given out. */
  histograms: number
}

const binBytes = 16

/** A gain below this is rounding. */
const leastGain = 1e-3

/** Writes the used features as the kernels want them. */
function listFeatures({ room, places, features, used }: Growth): void {
  for (const [index, feature] of used.entries()) {
    const { firstBin, bins } = features[feature]!
    room.u16[(places.columns >> 1) + index] = 2 * feature
    room.i32.set([firstBin * binBytes, bins, Number(isSet(features[feature]!)), 0], (places.searched >> 2) + 4 * index)
  }
}

function newHistogram(growth: Growth): number {
  const { firstBin, bins } = growth.features.at(-1)!
  return growth.places.histograms + growth.histograms++ * (firstBin + bins) * binBytes
}

function fillHistogram({ room, places, used, ranges }: Growth, from: number, to: number, histogram: number): void {
  const { bins, rowBytes, columns, sketches, rows } = places
  for (const { at, count } of ranges) room.u8.fill(0, histogram + at * binBytes, histogram + (at + count) * binBytes)
  room.kernels.fillHistogram(rows + 4 * from, to - from, bins, rowBytes, columns, used.length, sketches, histogram)
}

function rootLeaf(growth: Growth, count: number): OpenLeaf {
  const { room, places, features, used } = growth
  const histogram = newHistogram(growth)
  fillHistogram(growth, 0, count, histogram)
  const { firstBin, bins } = features[used[0]!]!
  room.kernels.sumBins(histogram + firstBin * binBytes, bins, places.totals)
  const at = places.totals >> 2
  return openLeaf(growth, { from: 0, to: count, histogram, totals: room.f32.slice(at, at + 4), link: -1 })
}

function openLeaf(growth: Growth, leaf: Omit<OpenLeaf, 'found'>): OpenLeaf {
  const isLarge = leaf.to - leaf.from >= 2 * growth.rules.minimumLeafRows
  return { ...leaf, found: leaf.histogram > 0 && isLarge ? searchSplit(growth, leaf) : null }
}

function searchSplit(growth: Growth, { histogram, totals }: Omit<OpenLeaf, 'found'>): Found | null {
  const { room, places, features, used, rules } = growth
  const { searched, found, order, sortScratch } = places
  const { minimumLeafRows, l2 } = rules
  const at = found >> 2
  const own = ownGain(totals, l2)
  room.f32.set(totals, places.totals >> 2)
  room.f32[at] = own + leastGain
  const index = room.kernels.searchNode(
    histogram,
    searched,
    used.length,
    places.totals,
    minimumLeafRows,
    l2,
    found,
    order,
    sortScratch,
  )
  if (index < 0) return null
  const feature = used[index]!
  const bin = room.i32[at + 1]!
  return {
    gain: room.f32[at] - own,
    feature,
    threshold: features[feature]!.lastCodes?.[bin] ?? bin,
    codes: isSet(features[feature]!) ? room.u8.slice(order, order + bin) : null,
    left: room.f32.slice(at + 4, at + 8),
  }
}

/** Parts a leaf's rows. Unless `goesOn`, its sides are not looked at, for they will not be split. */
function splitLeaf(
  growth: Growth,
  parent: OpenLeaf,
  link: number,
  goesOn: boolean,
): readonly [left: OpenLeaf, right: OpenLeaf] {
  const { room, places, rules, ranges } = growth
  const { from, to, histogram, totals, found } = parent
  const { feature, left: leftTotals } = found!
  markLeft(room, places.goesLeft, found!)
  const codes = places.codes + feature * places.stride
  const rows = places.rows + 4 * from
  const middle = from + room.kernels.partition(rows, to - from, codes, places.goesLeft, places.rowScratch)
  const left = { from, to: middle, histogram: 0, totals: leftTotals, link }
  const right = {
    from: middle,
    to,
    histogram: 0,
    totals: totals.map((sum, s) => sum - leftTotals[s]!),
    link: link + 1,
  }
  const isSplittable = Math.max(middle - from, to - middle) >= 2 * rules.minimumLeafRows
  if (goesOn && isSplittable) {
    const [small, large] = middle - from < to - middle ? [left, right] : [right, left]
    small.histogram = newHistogram(growth)
    fillHistogram(growth, small.from, small.to, small.histogram)
    // What is left of the parent's histogram is the larger side's.
    large.histogram = histogram
    for (const { at, count } of ranges) {
      room.kernels.subtract(histogram + at * binBytes, small.histogram + at * binBytes, count)
    }
  }
  return [openLeaf(growth, left), openLeaf(growth, right)]
}

function markLeft(room: KernelRoom, goesLeft: number, { threshold, codes }: Found): void {
  room.u8.fill(0, goesLeft, goesLeft + 256)
  if (codes === null) room.u8.fill(1, goesLeft, goesLeft + threshold + 1)
  else for (const code of codes) room.u8[goesLeft + code] = 1
}

/** Whether a feature is split by sets of its codes. Two codes have but one set. */
function isSet({ size, isOrdered }: GrowthFeature): boolean {
  return !isOrdered && size > 2
}

function ownGain(totals: Float32Array, l2: number): number {
  return (totals[0]! ** 2 + totals[1]! ** 2 + totals[2]! ** 2) / (totals[3]! + l2)
}

/** The bins of the used features, neighbors in one range. */
function binRanges(features: readonly GrowthFeature[], used: readonly number[]) {
  const ranges: { at: number; count: number }[] = []
  for (const feature of used) {
    const { firstBin, bins } = features[feature]!
    const last = ranges.at(-1)
    if (last !== undefined && last.at + last.count === firstBin) last.count += bins
    else ranges.push({ at: firstBin, count: bins })
  }
  return ranges
}
