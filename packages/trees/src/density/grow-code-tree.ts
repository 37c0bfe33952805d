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
  readonly histogram: number
  readonly totals: Float32Array
  readonly found: Found | null
  /** Where its number stands in `children`, or -1 for the root. */
  readonly link: number
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
  const grower = createGrower(room, places, features, used, rules)
  const draft = createDraft()
  const gains = new Float64Array(features.length)
  const leaves = [grower.root(count)]
  while (leaves.length < rules.leaves) {
    let best = -1
    for (const [index, { found }] of leaves.entries()) {
      if (found !== null && (best < 0 || found.gain > leaves[best]!.found!.gain)) best = index
    }
    if (best < 0) break
    const leaf = leaves[best]!
    if (leaf.link >= 0) draft.children[leaf.link] = draft.features.length
    const [left, right] = grower.split(leaf, 2 * draft.features.length, leaves.length + 1 < rules.leaves)
    addNode(draft, leaf.found!, best, leaves.length)
    gains[leaf.found!.feature]! += leaf.found!.gain
    leaves[best] = left
    leaves.push(right)
  }
  return leaves.length === 1 ? null : { tree: finishTree(draft), gains }
}

export interface GrownCodeTree {
  readonly tree: CodeTree
  /** What each feature's splits have gained. */
  readonly gains: Float64Array
}

const binBytes = 16

/** A gain below this is rounding. */
const leastGain = 1e-3

function createGrower(
  room: KernelRoom,
  places: GrowthPlaces,
  features: readonly GrowthFeature[],
  used: readonly number[],
  rules: GrowthRules,
) {
  const { kernels } = room
  const last = features.at(-1)!
  const binCount = last.firstBin + last.bins
  const ranges = binRanges(features, used)
  const minimum = rules.minimumLeafRows
  let slots = 0
  for (const [index, feature] of used.entries()) {
    const { firstBin, bins } = features[feature]!
    room.u16[(places.columns >> 1) + index] = 2 * feature
    room.i32.set([firstBin * binBytes, bins, Number(isSet(features[feature]!)), 0], (places.searched >> 2) + 4 * index)
  }

  function fill(from: number, to: number, histogram: number): void {
    const { bins, rowBytes, columns, sketches, rows } = places
    for (const { at, count } of ranges) room.u8.fill(0, histogram + at * binBytes, histogram + (at + count) * binBytes)
    kernels.fillHistogram(rows + 4 * from, to - from, bins, rowBytes, columns, used.length, sketches, histogram)
  }

  function slot(): number {
    return places.histograms + slots++ * binCount * binBytes
  }

  function search(histogram: number, totals: Float32Array): Found | null {
    const { searched, found, order, sortScratch } = places
    const at = found >> 2
    const own = ownGain(totals, rules.l2)
    room.f32.set(totals, places.totals >> 2)
    room.f32[at] = own + leastGain
    const index = kernels.searchNode(
      histogram,
      searched,
      used.length,
      places.totals,
      minimum,
      rules.l2,
      found,
      order,
      sortScratch,
    )
    if (index < 0) return null
    const feature = used[index]!
    const bin = room.i32[at + 1]!
    return {
      gain: room.f32[at]! - own,
      feature,
      threshold: features[feature]!.lastCodes?.[bin] ?? bin,
      codes: isSet(features[feature]!) ? room.u8.slice(order, order + bin) : null,
      left: room.f32.slice(at + 4, at + 8),
    }
  }

  function leaf(from: number, to: number, histogram: number, totals: Float32Array, link: number): OpenLeaf {
    const found = histogram > 0 && to - from >= 2 * minimum ? search(histogram, totals) : null
    return { from, to, histogram, totals, found, link }
  }

  return {
    root(count: number): OpenLeaf {
      const histogram = slot()
      fill(0, count, histogram)
      const first = features[used[0]!]!
      kernels.sumBins(histogram + first.firstBin * binBytes, first.bins, places.totals)
      return leaf(0, count, histogram, room.f32.slice(places.totals >> 2, (places.totals >> 2) + 4), -1)
    },

    /** Parts a leaf's rows. Unless `goesOn`, its sides are not looked at, for they will not be split. */
    split(parent: OpenLeaf, link: number, goesOn: boolean): readonly [left: OpenLeaf, right: OpenLeaf] {
      const { from, to, histogram, found } = parent
      markLeft(room, places.goesLeft, found!)
      const codes = places.codes + found!.feature * places.stride
      const rows = places.rows + 4 * from
      const middle = from + kernels.partition(rows, to - from, codes, places.goesLeft, places.rowScratch)
      const leftTotals = found!.left
      const rightTotals = parent.totals.map((sum, s) => sum - leftTotals[s]!)
      const largest = Math.max(middle - from, to - middle)
      if (!goesOn || largest < 2 * minimum) {
        return [leaf(from, middle, 0, leftTotals, link), leaf(middle, to, 0, rightTotals, link + 1)]
      }
      const isLeftSmall = middle - from < to - middle
      const small = slot()
      if (isLeftSmall) fill(from, middle, small)
      else fill(middle, to, small)
      for (const { at, count } of ranges) kernels.subtract(histogram + at * binBytes, small + at * binBytes, count)
      return [
        leaf(from, middle, isLeftSmall ? small : histogram, leftTotals, link),
        leaf(middle, to, isLeftSmall ? histogram : small, rightTotals, link + 1),
      ]
    },
  }
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
