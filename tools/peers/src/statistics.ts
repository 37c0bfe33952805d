import type { ProgramResult } from './result.ts'

export interface Summary {
  readonly median: number
  readonly minimum: number
  readonly maximum: number
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new TypeError('median: no values')
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function summarize(values: readonly number[]): Summary {
  return { median: median(values), minimum: Math.min(...values), maximum: Math.max(...values) }
}

/** The seconds a round is judged by: those of its warm calls, or of the cold one where there are no others. */
export function judgedSeconds({ cold, warm }: ProgramResult): readonly number[] {
  return warm.length === 0 ? [cold] : warm
}

export interface Ratios {
  /** Median of all our calls over the median of all the peer's. */
  readonly ofMedians: number
  /** Median over the rounds of our median over the peer's in that round. */
  readonly byRound: number
  /** Our fastest call over the peer's fastest: what other work on the machine disturbs least. */
  readonly ofFastest: number
  /** The same as `ofMedians` for the first call in each process. */
  readonly cold: number
}

/** How many times the peer's time we take; below one we are faster. Both sides have the same number of rounds. */
export function compareTimes(ours: readonly ProgramResult[], theirs: readonly ProgramResult[]): Ratios {
  if (ours.length !== theirs.length) throw new TypeError(`compareTimes: ${ours.length} and ${theirs.length} rounds`)
  const perRound = ours.map((round, i) => median(judgedSeconds(round)) / median(judgedSeconds(theirs[i]!)))
  const our = summarize(ours.flatMap(judgedSeconds))
  const their = summarize(theirs.flatMap(judgedSeconds))
  return {
    ofMedians: our.median / their.median,
    byRound: median(perRound),
    ofFastest: our.minimum / their.minimum,
    cold: median(ours.map(({ cold }) => cold)) / median(theirs.map(({ cold }) => cold)),
  }
}

/** The median over the rounds of one figure of quality; NaN when a round lacks it. */
export function medianQuality(rounds: readonly ProgramResult[], name: string): number {
  const values = rounds.map(({ quality }) => quality[name] ?? Number.NaN)
  return values.some(Number.isNaN) ? Number.NaN : median(values)
}
