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
  /** Four i32 for each used feature, as the kernels want them. */
  readonly used: number
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
  readonly left: Sums
}

/** A bin: the sums of three sketches, and the number of rows. */
type Sums = readonly [number, number, number, number]

interface OpenLeaf {
  readonly from: number
  readonly to: number
  /** Byte offset of its histogram, or 0 when it will not be split. */
  readonly histogram: number
  readonly totals: Sums
  /** Where its number stands in the draft's `children`, or -1 for the root. */
  readonly link: number
  readonly found: Found | null
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
  const growth: Growth = { room, places, features, used, rules, histograms: 0 }
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
    const at = (places.used >> 2) + 4 * index
    room.i32[at] = firstBin * binBytes
    room.i32[at + 1] = bins
    room.i32[at + 2] = isSet(features[feature]!) ? 1 : 0
    room.i32[at + 3] = 2 * feature
  }
}

function newHistogram(growth: Growth): number {
  const { firstBin, bins } = growth.features.at(-1)!
  return growth.places.histograms + growth.histograms++ * (firstBin + bins) * binBytes
}

function fillHistogram({ room, places, used }: Growth, from: number, to: number, histogram: number): void {
  const { bins, rowBytes, sketches, rows } = places
  room.kernels.fillHistogram(rows + 4 * from, to - from, bins, rowBytes, places.used, used.length, sketches, histogram)
}

function sumsAt({ f32 }: KernelRoom, at: number): Sums {
  return [f32[at >> 2]!, f32[(at >> 2) + 1]!, f32[(at >> 2) + 2]!, f32[(at >> 2) + 3]!]
}

function difference(a: Sums, b: Sums): Sums {
  return [Math.fround(a[0] - b[0]), Math.fround(a[1] - b[1]), Math.fround(a[2] - b[2]), Math.fround(a[3] - b[3])]
}

function rootLeaf(growth: Growth, count: number): OpenLeaf {
  const { room, places, features, used } = growth
  const histogram = newHistogram(growth)
  fillHistogram(growth, 0, count, histogram)
  const { firstBin, bins } = features[used[0]!]!
  room.kernels.sumBins(histogram + firstBin * binBytes, bins, places.totals)
  const totals = sumsAt(room, places.totals)
  const found = count >= 2 * growth.rules.minimumLeafRows ? searchSplit(growth, histogram, totals) : null
  return { from: 0, to: count, histogram, totals, link: -1, found }
}

function searchSplit(growth: Growth, histogram: number, totals: Sums): Found | null {
  const { room, places, features, used, rules } = growth
  const { found, order, sortScratch } = places
  const { minimumLeafRows, l2 } = rules
  const at = found >> 2
  const own = ownGain(totals, l2)
  for (let s = 0; s < 4; s++) room.f32[(places.totals >> 2) + s] = totals[s]!
  room.f32[at] = own + leastGain
  const index = room.kernels.searchNode(
    histogram,
    places.used,
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
    left: sumsAt(room, found + 16),
  }
}

/** Parts a leaf's rows. Unless `goesOn`, its sides are not looked at, for they will not be split. */
function splitLeaf(
  growth: Growth,
  parent: OpenLeaf,
  link: number,
  goesOn: boolean,
): readonly [left: OpenLeaf, right: OpenLeaf] {
  const { room, places, rules, used } = growth
  const { from, to, histogram, totals, found } = parent
  const { feature, left } = found!
  markLeft(room, places.goesLeft, found!)
  const codes = places.codes + feature * places.stride
  const rows = places.rows + 4 * from
  const middle = from + room.kernels.partition(rows, to - from, codes, places.goesLeft, places.rowScratch)
  const right = difference(totals, left)
  const least = 2 * rules.minimumLeafRows
  if (!goesOn || Math.max(middle - from, to - middle) < least) {
    return [
      { from, to: middle, histogram: 0, totals: left, link, found: null },
      { from: middle, to, histogram: 0, totals: right, link: link + 1, found: null },
    ]
  }
  const isLeftSmall = middle - from < to - middle
  const small = newHistogram(growth)
  if (isLeftSmall) fillHistogram(growth, from, middle, small)
  else fillHistogram(growth, middle, to, small)
  // What is left of the parent's histogram is the larger side's.
  room.kernels.subtract(histogram, small, places.used, used.length)
  const leftHistogram = isLeftSmall ? small : histogram
  const rightHistogram = isLeftSmall ? histogram : small
  const leftFound = middle - from < least ? null : searchSplit(growth, leftHistogram, left)
  const rightFound = to - middle < least ? null : searchSplit(growth, rightHistogram, right)
  return [
    { from, to: middle, histogram: leftHistogram, totals: left, link, found: leftFound },
    { from: middle, to, histogram: rightHistogram, totals: right, link: link + 1, found: rightFound },
  ]
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

function ownGain(totals: Sums, l2: number): number {
  return (totals[0] ** 2 + totals[1] ** 2 + totals[2] ** 2) / (totals[3] + l2)
}
