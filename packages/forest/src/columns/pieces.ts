import type { SortedValues } from './sorted-values.ts'

/** A contiguous part of the sorted rows: one exact value, or values that a smooth density stands for. */
export interface Piece {
  /** First row, among the sorted. */
  readonly from: number
  /** End row, exclusive. */
  readonly to: number
  /** The value in units; `undefined` where the piece is smooth. Rare values beside it count as this one. */
  readonly exact: number | undefined
}

export interface PieceRules {
  /** Fewest rows of a piece. */
  readonly minimumRows: number
  /** A value that so many rows share always stays exact. */
  readonly heavyRows: number
}

/** More exact values than this make a model large without making it better. */
const mostExact = 1000
/** Most rows, as a share, that may be moved to a neighboring exact value because too few lie between two of them. */
const mostStranded = 0.005

/**
 * Cuts sorted rows into pieces of at least `minimumRows` rows each: exact ones for values that so many share, smooth ones
 * for what lies between. Fewer rows than that between two exact values count as the nearer of them. Where that would move
 * many rows, values need more rows to be exact. At the two ends, light exact values join the rare ones beyond them.
 */
export function findPieces(sorted: SortedValues, rules: PieceRules): Piece[] {
  const { starts, values } = sorted
  const least = exactRows(starts, rules)
  const isExact = Uint8Array.from({ length: starts.length - 1 }, (_, run) =>
    starts[run + 1]! - starts[run]! >= least ? 1 : 0,
  )
  openEnd(isExact, starts, rules, 1)
  openEnd(isExact, starts, rules, -1)
  const pieces: { from: number; to: number; exact: number | undefined }[] = []
  let gapFrom = 0
  for (let run = 0; run < isExact.length; run++) {
    if (isExact[run] === 0) continue
    const exact = values[starts[run]!]!
    let from = starts[run]!
    const last = pieces.at(-1)
    if (from - gapFrom >= rules.minimumRows) pieces.push({ from: gapFrom, to: from, exact: undefined })
    else if (last === undefined) from = gapFrom
    else from = last.to = nearerTo(values, last.exact!, exact, gapFrom, from)
    gapFrom = starts[run + 1]!
    pieces.push({ from, to: gapFrom, exact })
  }
  const last = pieces.at(-1)
  const left = values.length - gapFrom
  if (left >= rules.minimumRows || last === undefined)
    pieces.push({ from: gapFrom, to: values.length, exact: undefined })
  else last.to = values.length
  return pieces
}

/** How many rows must share a value for it to be exact. */
function exactRows(starts: Uint32Array, { minimumRows, heavyRows }: PieceRules): number {
  let least = minimumRows
  while (least < heavyRows && !isFine(starts, least, minimumRows)) least *= 2
  return Math.min(least, heavyRows)
}

function isFine(starts: Uint32Array, least: number, minimumRows: number): boolean {
  const rowCount = starts.at(-1)!
  let exact = 0
  let stranded = 0
  let gapFrom = 0
  for (let run = 0; run + 1 < starts.length; run++) {
    if (starts[run + 1]! - starts[run]! < least) continue
    const gap = starts[run]! - gapFrom
    if (exact > 0 && gap < minimumRows) stranded += gap
    exact++
    gapFrom = starts[run + 1]!
  }
  return exact <= mostExact && stranded <= mostStranded * rowCount
}

/** Makes light values at one end smooth until the rare ones beyond them are enough for a piece. */
function openEnd(
  isExact: Uint8Array,
  starts: Uint32Array,
  { minimumRows, heavyRows }: PieceRules,
  direction: 1 | -1,
): void {
  let rows = 0
  for (let run = direction === 1 ? 0 : isExact.length - 1; run >= 0 && run < isExact.length; run += direction) {
    const count = starts[run + 1]! - starts[run]!
    if (isExact[run] === 1) {
      if (rows === 0 || rows >= minimumRows || count >= heavyRows) return
      isExact[run] = 0
    }
    rows += count
  }
}

/** The first row between two exact values that is nearer to the upper one. */
function nearerTo(values: Float64Array, lower: number, upper: number, from: number, to: number): number {
  const middle = lower + (upper - lower) / 2
  let row = from
  while (row < to && values[row]! < middle) row++
  return row
}
