/** Two bits of each cell of the first rows: whether its level is in the upper half, and whether it is in the outer half. */
export interface PackedHalves {
  /** How many rows there are. */
  readonly rows: number
  /** [columns × 2 × words] The words of a column's upper half, then those of its outer half; 32 rows a word. */
  readonly halves: Int32Array
  /** [columns × 2] How many rows each half has. */
  readonly sizes: Int32Array
  /** [columns × 2] One over the product of the rows in the half and of those that are not; 0 for a half of none or all. */
  readonly weights: Float64Array
}

const bits = 32
/** Levels run from 0 to 7. */
const middle = 3.5

/** Room for so many columns, into which `packColumn` writes. */
export function createPackedHalves(columns: number, rows: number): PackedHalves {
  const words = Math.ceil(rows / bits)
  return {
    rows,
    halves: new Int32Array(2 * words * columns),
    sizes: new Int32Array(2 * columns),
    weights: new Float64Array(2 * columns),
  }
}

/** Packs the first rows of a column's levels. */
export function packColumn({ rows, halves, sizes, weights }: PackedHalves, column: number, levels: Uint8Array): void {
  const words = Math.ceil(rows / bits)
  const at = 2 * words * column
  for (let row = 0; row < rows; row++) {
    const away = levels[row]! - middle
    const word = at + (row >> 5)
    const bit = 1 << (row & 31)
    if (away > 0) halves[word]! |= bit
    if (Math.abs(away) > 2) halves[word + words]! |= bit
  }
  for (let half = 0; half < 2; half++) {
    const size = countOnes(halves, at + half * words, words)
    sizes[2 * column + half] = size
    weights[2 * column + half] = size % rows === 0 ? 0 : 1 / (size * (rows - size))
  }
}

/**
 * The `count` columns of `all`, which ascend, whose upper or outer half agrees most with that of `target`, or least,
 * ascending: a fast look at many columns, in place of counting all pairs of levels. Agreement is measured against what
 * chance alone makes of the sizes of the halves.
 */
export function likelyFeatures(
  { rows, halves, sizes, weights }: PackedHalves,
  target: number,
  all: readonly number[],
  count: number,
): readonly number[] {
  const words = Math.ceil(rows / bits)
  const scores = new Float64Array(all.length)
  const both = new Int32Array(4)
  for (let place = 0; place < all.length; place++) {
    const column = all[place]!
    countCommon(halves, 2 * words * target, 2 * words * column, words, both)
    let most = 0
    for (let pair = 0; pair < 4; pair++) {
      const own = 2 * target + (pair >> 1)
      const half = 2 * column + (pair & 1)
      const beyond = rows * both[pair]! - sizes[own]! * sizes[half]!
      const score = beyond * beyond * weights[own]! * weights[half]!
      if (score > most) most = score
    }
    scores[place] = most
  }
  return highest(all, scores, count)
}

/** The `count` columns with the highest scores, in their order; of equal ones the first. */
export function highest(columns: readonly number[], scores: Float64Array, count: number): readonly number[] {
  if (columns.length <= count) return columns
  const least = leastOfHighest(scores, count)
  let ties = count
  for (const score of scores) if (score > least) ties--
  return columns.filter((_, i) => scores[i]! > least || (scores[i] === least && ties-- > 0))
}

/** The least of the `count` highest scores, which a heap holds while it goes through them. */
function leastOfHighest(scores: Float64Array, count: number): number {
  const heap = scores.slice(0, count).sort()
  for (let i = count; i < scores.length; i++) {
    const score = scores[i]!
    if (score <= heap[0]!) continue
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child + 1 < count && heap[child + 1]! < heap[child]!) child++
      if (child >= count || heap[child]! >= score) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = score
  }
  return heap[0]!
}

function countOnes(halves: Int32Array, from: number, words: number): number {
  let sum = 0
  for (let i = from; i < from + words; i++) sum += sumOfBytes(bitsByByte(halves[i]!))
  return sum
}

/** Writes how many rows the upper and the outer half of one column share with each of those of another to `out`. */
function countCommon(halves: Int32Array, own: number, other: number, words: number, out: Int32Array): void {
  out.fill(0)
  for (let i = 0; i < words;) {
    // Four sums side by side in each, none above 255.
    let [a, b, c, d] = [0, 0, 0, 0]
    for (const end = Math.min(words, i + 31); i < end; i++) {
      const upper = halves[own + i]!
      const outer = halves[own + words + i]!
      const otherUpper = halves[other + i]!
      const otherOuter = halves[other + words + i]!
      a = (a + bitsByByte(upper & otherUpper)) | 0
      b = (b + bitsByByte(upper & otherOuter)) | 0
      c = (c + bitsByByte(outer & otherUpper)) | 0
      d = (d + bitsByByte(outer & otherOuter)) | 0
    }
    out[0]! += sumOfBytes(a)
    out[1]! += sumOfBytes(b)
    out[2]! += sumOfBytes(c)
    out[3]! += sumOfBytes(d)
  }
}

/** How many bits are set in each byte of a word. */
function bitsByByte(word: number): number {
  const pairs = (word - ((word >>> 1) & 0x5555_5555)) | 0
  const fours = ((pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333)) | 0
  return (fours + (fours >>> 4)) & 0x0f0f_0f0f
}

function sumOfBytes(word: number): number {
  const halves = (word & 0x00ff_00ff) + ((word >>> 8) & 0x00ff_00ff)
  return (halves & 0xffff) + (halves >>> 16)
}
