/** What `packHalves` made of so many rows of every column. */
export interface PackedHalves {
  readonly rows: number
  readonly halves: Uint32Array
}

const bits = 32
/** Levels run from 0 to 7. */
const middle = 3.5

/**
 * Two bits of each cell, packed by column: whether its level is in the upper half, and whether it is in the outer half. The
 * words of the upper half of a column come first, then those of the outer half; after all columns, how many rows each half
 * of each column has.
 */
export function packHalves(levels: Uint8Array, rows: number): Uint32Array {
  const words = Math.ceil(rows / bits)
  const columns = levels.length / rows
  const out = new Uint32Array((2 * words + 2) * columns)
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      const away = levels[column * rows + row]! - middle
      const word = 2 * words * column + (row >> 5)
      const bit = 1 << (row & 31)
      if (away > 0) out[word]! |= bit
      if (Math.abs(away) > 2) out[word + words]! |= bit
    }
    for (let half = 0; half < 2; half++)
      out[2 * words * columns + 2 * column + half] = ones(out, (2 * column + half) * words, words)
  }
  return out
}

/**
 * The `count` columns of `all`, which ascend, whose upper or outer half agrees most with that of `target`, or least,
 * ascending: a fast look at many columns, in place of counting all pairs of levels. Agreement is measured against what
 * chance alone makes of the sizes of the halves.
 */
export function likelyFeatures(
  { rows, halves }: PackedHalves,
  target: number,
  all: readonly number[],
  count: number,
): readonly number[] {
  const words = Math.ceil(rows / bits)
  const sizes = halves.subarray((halves.length / (2 * words + 2)) * 2 * words)
  const shares = [0, 1].map((half) => sizes[2 * target + half]! / rows)
  const scores = Float64Array.from(all, (column) => {
    let most = 0
    for (let half = 0; half < 2; half++) {
      const at = (2 * column + half) * words
      const share = sizes[2 * column + half]! / rows
      for (let own = 0; own < 2; own++) {
        const spread = share * (1 - share) * shares[own]! * (1 - shares[own]!)
        if (spread === 0) continue
        const both = common(halves, (2 * target + own) * words, at, words) / rows
        most = Math.max(most, (both - share * shares[own]!) ** 2 / spread)
      }
    }
    return most
  })
  return highest(all, scores, count)
}

/** The `count` columns with the highest scores, in their order; of equal ones the first. */
export function highest(columns: readonly number[], scores: Float64Array, count: number): readonly number[] {
  if (columns.length <= count) return columns
  const least = scores.slice().sort()[scores.length - count]!
  let ties = count
  for (const score of scores) if (score > least) ties--
  return columns.filter((_, i) => scores[i]! > least || (scores[i] === least && ties-- > 0))
}

function ones(words: Uint32Array, from: number, count: number): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += bitCount(words[from + i]!)
  return sum
}

function common(words: Uint32Array, a: number, b: number, count: number): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += bitCount(words[a + i]! & words[b + i]!)
  return sum
}

/** How many bits of a 32-bit word are set. */
function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555)
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24
}
