import type { WeightedValues } from './weighted-values.ts'
import { fitMixture } from './mixture.ts'
import { scalarLimit } from './plans.ts'
import { fewestRows, findSpikes } from './spikes.ts'
import { binValues } from './weighted-values.ts'

export interface Mode {
  readonly center: number
  /** Four standard deviations; 0 for an exact value. */
  readonly width: number
  /** Of the rows that have a value. */
  readonly share: number
}

/** Components of no larger share are left out, as in CTGAN. */
const leastShare = 0.005
/** At most about twice as many points stand for the values of a column while its mixture is fitted. */
const bins = 256

/**
 * The modes of a column in ascending order: its spikes; the components of a mixture of normal distributions over all other
 * values; and where those leave a training value out of reach, which CTGAN clips, a wide mode for the values there. So
 * every training value lies within `scalarLimit` widths of a mode.
 */
export function findModes(all: WeightedValues, most: number): Mode[] {
  const rows = all.counts.reduce((sum, count) => sum + count, 0)
  const spikes = findSpikes(all, most)
  const modes = spikes.map((i): Mode => ({ center: all.values[i]!, width: 0, share: all.counts[i]! / rows }))
  const isSpike = new Set(spikes)
  const rest = {
    values: all.values.filter((_, i) => !isSpike.has(i)),
    counts: all.counts.filter((_, i) => !isSpike.has(i)),
  }
  const restRows = rest.counts.reduce((sum, count) => sum + count, 0)
  const isFew = spikes.length > 0 && restRows > 0 && restRows < fewestRows
  const ends = endsAmong(
    spikes.map((i) => all.values[i]!),
    all.values,
  )
  modes.push(...(isFew ? [betweenSpikes(rest.values, ends, restRows / rows)] : componentsOf(rest, most, rows, ends)))
  return modes.sort((a, b) => a.center - b.center)
}

/** Where a mode may end, so that too few rows to share its end do not show: at a spike, or at the end of the column. */
interface Ends {
  below(value: number): number
  above(value: number): number
}

function endsAmong(spikes: readonly number[], values: Float64Array): Ends {
  return {
    below: (value) => spikes.findLast((spike) => spike < value) ?? values[0]!,
    above: (value) => spikes.find((spike) => spike > value) ?? values.at(-1)!,
  }
}

/** A mode for the few rows beside the spikes, which are too few to be the center of one. */
function betweenSpikes(values: Float64Array, ends: Ends, share: number): Mode {
  return spanning(ends.below(values[0]!), ends.above(values.at(-1)!), share)
}

function componentsOf(rest: WeightedValues, most: number, rows: number, ends: Ends): Mode[] {
  const { values, counts } = rest
  if (values.length === 0) return []
  const restShare = counts.reduce((sum, count) => sum + count, 0) / rows
  if (values.length === 1) return [{ center: values[0]!, width: 0, share: restShare }]
  const { weights, means, deviations } = fitMixture(binValues(rest, bins), most)
  const all = Array.from(weights, (weight, k): Mode => {
    return { center: means[k]!, width: 4 * deviations[k]!, share: weight * restShare }
  }).filter(({ width }) => width > 0)
  const largest = Math.max(...all.map(({ share }) => share))
  const kept = all.filter(({ share }) => (share > leastShare && share * rows >= fewestRows) || share === largest)
  return [...kept, ...fillGaps(rest, kept, rows, ends)]
}

/** A mode for each stretch of values that no other reaches, from the end of one mode's reach to the start of the next's. */
function fillGaps({ values, counts }: WeightedValues, kept: readonly Mode[], rows: number, ends: Ends): Mode[] {
  const gaps: Mode[] = []
  let first = 0
  while (first < values.length) {
    const value = values[first]!
    if (kept.some((mode) => reaches(mode, value))) {
      first++
      continue
    }
    const { below, above } = edgesAround(kept, value)
    let last = first
    let count = 0
    for (; last < values.length && values[last]! < above; last++) count += counts[last]!
    const low = below === -Infinity ? ends.below(value) : below
    const high = above === Infinity ? ends.above(values.at(-1)!) : above
    gaps.push(spanning(low, high, count / rows))
    first = last
  }
  return gaps
}

function spanning(low: number, high: number, share: number): Mode {
  const half = (high - low) / 2
  return { center: low + half, width: half / scalarLimit, share }
}

function reaches({ center, width }: Mode, value: number): boolean {
  return Math.abs(value - center) <= scalarLimit * width
}

/** Where the reach of the modes around a value ends below and starts above it. */
function edgesAround(modes: readonly Mode[], value: number): { readonly below: number; readonly above: number } {
  const ends = modes.map(({ center, width }) => center + scalarLimit * width).filter((end) => end < value)
  const starts = modes.map(({ center, width }) => center - scalarLimit * width).filter((start) => start > value)
  return { below: Math.max(-Infinity, ...ends), above: Math.min(Infinity, ...starts) }
}
