import type { Piece } from './pieces.ts'
import type { SortedValues } from './sorted-values.ts'
import { toGridEdge } from '@asdf/core'
import { firstRowFrom } from './sorted-values.ts'

/** A piece, or part of one, inside a code, with the limits that its density must keep. */
export interface Part extends Piece {
  readonly low: Limit
  readonly high: Limit
}

/** How a part ends: at an edge where the next density goes on, before an exact value, or at an end of the column. */
export interface Limit {
  readonly kind: 'edge' | 'wall' | 'open'
  /** In units; infinite where open. */
  readonly at: number
}

/** One code: an atom has a single exact part. */
export interface NumberCode {
  readonly parts: readonly Part[]
  /** Lowest number of the code in units, -Infinity for the first; what is below belongs to the code before. */
  readonly edge: number
}

export interface CodeRules {
  readonly minimumRows: number
  readonly bins: number
  /** Most codes. */
  readonly room: number
}

/** Up to so many exact values have a code each, however few rows share them. */
const mostLightAtoms = 150
/** Intervals at the two ends go down to this many rows, or `minimumRows` if that is more. */
const smallestTail = 8

/** Groups pieces, in ascending order, into at most `room` codes: heavy exact values alone, the rest cut into intervals. */
export function assignCodes(sorted: SortedValues, pieces: readonly Piece[], rules: CodeRules): NumberCode[] {
  const rowCount = sorted.values.length
  const parts = pieces.map((piece, index) => toPart(sorted, pieces, piece, index))
  const stretches = splitAtAtoms(parts, chooseAtoms(parts, rowCount, rules))
  const loose = stretches.reduce((sum, { isAtom, parts }) => sum + (isAtom ? 0 : rowsOf(parts)), 0)
  const smallest = Math.max(rules.minimumRows, smallestTail)
  let size = Math.max(loose / rules.bins, rowCount / (4 * rules.bins), smallest)
  for (;;) {
    const ranks = size < rowCount ? cutRanks(rowCount, size, smallest) : []
    const codes = stretches.flatMap(({ parts, isAtom }) =>
      isAtom ? [parts] : cutStretch(sorted, parts, ranks, rules.minimumRows),
    )
    if (codes.length <= rules.room) return withEdges(codes)
    size *= 1.3
  }
}

/**
 * Codes for some values, which ascend; nothing else is drawn, and other numbers count as the nearest. Where there are more than
 * `room`, neighbors of few rows share a code and are told apart by their shares alone.
 */
export function exactCodes({ values: sorted, grid }: SortedValues, values: Float64Array, room: number): NumberCode[] {
  const parts = Array.from(values, (value): Part => {
    const exact = value * grid.factor
    const limit = wall(exact)
    return {
      from: firstRowFrom(sorted, exact),
      to: firstRowFrom(sorted, nextUp(exact)),
      exact,
      low: limit,
      high: limit,
    }
  })
  return groupParts(parts, room).map((group, index, groups) => ({
    parts: group,
    edge: index === 0 ? -Infinity : middle(groups[index - 1]!.at(-1)!.exact!, group[0]!.exact!),
  }))
}

/** A number between two, above the lower one though they be neighbors. */
function middle(below: number, above: number): number {
  return Math.max(nextUp(below), below + (above - below) / 2)
}

/** At most `room` groups of neighbors, of about equally many rows where one value has not more. */
function groupParts(parts: readonly Part[], room: number): Part[][] {
  const smallest = rowsOf(parts) / Math.max(1, room)
  for (let size = parts.length <= room ? 0 : smallest; ; size *= 1.1) {
    const groups: Part[][] = []
    let rows = size
    for (const part of parts) {
      const own = rowsOf([part])
      if (rows >= size || own >= size) {
        groups.push([])
        rows = 0
      }
      groups.at(-1)!.push(part)
      rows += own
    }
    if (groups.length <= room) return groups
  }
}

interface Stretch {
  readonly isAtom: boolean
  readonly parts: readonly Part[]
}

function toPart(sorted: SortedValues, pieces: readonly Piece[], piece: Piece, index: number): Part {
  const { step } = sorted.grid
  const below = pieces[index - 1]?.exact
  const above = pieces[index + 1]?.exact
  if (piece.exact !== undefined) return { ...piece, low: wall(piece.exact), high: wall(piece.exact) }
  return {
    ...piece,
    low: below === undefined ? { kind: 'open', at: -Infinity } : wall(step === 0 ? nextUp(below) : below + step / 2),
    high: above === undefined ? { kind: 'open', at: Infinity } : wall(above - step / 2),
  }
}

function wall(at: number): Limit {
  return { kind: 'wall', at }
}

/** Which parts have a code of their own. Every atom splits a stretch, so the lightest give way where codes run out. */
function chooseAtoms(parts: readonly Part[], rowCount: number, { bins, room }: CodeRules): Set<Part> {
  const exact = parts.filter((part) => part.exact !== undefined)
  const heavy = exact.filter((part) => part.to - part.from >= rowCount / (4 * bins))
  const chosen = exact.length <= mostLightAtoms ? exact : heavy
  const lightestFirst = [...chosen].sort((a, b) => a.to - a.from - (b.to - b.from) || b.from - a.from)
  const atoms = new Set(chosen)
  for (const part of lightestFirst) {
    if (atoms.size <= mostLightAtoms && splitAtAtoms(parts, atoms).length <= room) break
    atoms.delete(part)
  }
  return atoms
}

function splitAtAtoms(parts: readonly Part[], atoms: ReadonlySet<Part>): Stretch[] {
  const stretches: { isAtom: boolean; parts: Part[] }[] = []
  for (const part of parts) {
    const isAtom = atoms.has(part)
    const last = stretches.at(-1)
    if (isAtom || last === undefined || last.isAtom) stretches.push({ isAtom, parts: [part] })
    else last.parts.push(part)
  }
  return stretches
}

/** Ranks to cut at: every `size` rows, and ever closer to the two ends, where intervals shrink to `smallest` rows. */
function cutRanks(rowCount: number, size: number, smallest: number): number[] {
  const lower: number[] = []
  let rank = 0
  for (;;) {
    rank += Math.min(size, Math.max(smallest, rank))
    if (rank > rowCount / 2 - size / 4) break
    lower.push(Math.round(rank))
  }
  const upper = lower.map((cut) => rowCount - cut).reverse()
  return [...lower, Math.round(rowCount / 2), ...upper]
}

/** Cuts smooth parts near the ranks, then starts a code at the boundary of parts that is nearest to each rank. */
function cutStretch(
  sorted: SortedValues,
  parts: readonly Part[],
  ranks: readonly number[],
  minimumRows: number,
): Part[][] {
  const start = parts[0]!.from
  const end = parts.at(-1)!.to
  const inside = ranks.filter((rank) => rank > start && rank < end)
  const cut: Part[] = []
  for (let part of parts) {
    for (const rank of inside) {
      if (rank <= part.from || rank >= part.to) continue
      const halves = cutPart(sorted, part, rank, minimumRows)
      if (halves === undefined) continue
      cut.push(halves[0])
      part = halves[1]
    }
    cut.push(part)
  }
  const starts = new Set(inside.map((rank) => nearestStart(cut, rank)))
  const codes: Part[][] = []
  cut.forEach((part, index) => {
    if (index === 0 || starts.has(index)) codes.push([part])
    else codes.at(-1)!.push(part)
  })
  return codes
}

/** Index of the part, after the first, that starts nearest to the rank; 0 when there is but one. */
function nearestStart(parts: readonly Part[], rank: number): number {
  let best = 0
  for (let i = 1; i < parts.length; i++) {
    if (best === 0 || Math.abs(parts[i]!.from - rank) < Math.abs(parts[best]!.from - rank)) best = i
  }
  return best
}

/** A smooth part as two of at least `minimumRows` rows each, near the rank; `undefined` where it cannot be cut. */
function cutPart(
  sorted: SortedValues,
  part: Part,
  rank: number,
  minimumRows: number,
): readonly [Part, Part] | undefined {
  if (part.exact !== undefined || part.to - part.from < 2 * minimumRows) return undefined
  const { values, spread, grid } = sorted
  const edge = toGridEdge(grid, meanAround(spread, rank, minimumRows, part))
  const row = firstRowFrom(values, edge)
  if (row - part.from < minimumRows || part.to - row < minimumRows) return undefined
  const limit: Limit = { kind: 'edge', at: edge }
  return [
    { ...part, to: row, high: limit },
    { ...part, from: row, low: limit },
  ]
}

/** The mean of `width` neighboring values around a row of the part. */
export function meanAround(
  values: Float64Array,
  row: number,
  width: number,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const first = Math.max(from, Math.min(to - width, row - (width >> 1)))
  return meanOf(values, first, Math.min(to, first + width))
}

export function meanOf(values: Float64Array, from: number, to: number): number {
  let sum = 0
  for (let i = from; i < to; i++) sum += values[i]!
  const mean = sum / (to - from)
  // Rounding must not put a mean outside its values.
  return Math.min(values[to - 1]!, Math.max(values[from]!, mean))
}

function withEdges(codes: readonly (readonly Part[])[]): NumberCode[] {
  return codes.map((parts, index) => ({
    parts,
    edge: index === 0 ? -Infinity : edgeBetween(codes[index - 1]!.at(-1)!, parts[0]!),
  }))
}

function edgeBetween(below: Part, above: Part): number {
  if (below.exact !== undefined && above.exact !== undefined) {
    return middle(below.exact, above.exact)
  }
  // Beside a smooth part, the wall tells where it ends.
  return below.exact === undefined ? below.high.at : above.low.at
}

const bits = new DataView(new ArrayBuffer(8))

/** The next double above a finite one. */
export function nextUp(value: number): number {
  if (value === 0) return Number.MIN_VALUE
  bits.setFloat64(0, value)
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n))
  return bits.getFloat64(0)
}

/** The next double below a finite one. */
export function nextDown(value: number): number {
  return -nextUp(-value)
}

function rowsOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { from, to }) => sum + to - from, 0)
}
