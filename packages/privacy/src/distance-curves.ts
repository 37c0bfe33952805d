import type { MetricDetails } from '@asdf/contract'

const steps = 60

/**
 * For each set of distances the share of them that are at most as large, at 61 places from 0 to what 99 % of all of them
 * are below: cumulative curves of equal axes, to be drawn over each other.
 */
export function distanceCurves(sets: Readonly<Record<string, Float64Array>>): Record<string, MetricDetails> {
  const all = Float64Array.from(Object.values(sets).flatMap((distances) => [...distances])).sort()
  const end = all[Math.ceil(0.99 * all.length) - 1] ?? 0
  const x = end > 0 ? Array.from({ length: steps + 1 }, (_, step) => (end * step) / steps) : [0]
  const curves = Object.entries(sets).map(([name, distances]): [string, MetricDetails] => {
    const y = sharesUpTo(distances.slice().sort(), x)
    return [name, { kind: 'curve', xLabel: 'distance', yLabel: 'share of synthetic rows as near', x, y }]
  })
  return Object.fromEntries(curves)
}

/** `sorted` and `places` ascend. */
function sharesUpTo(sorted: Float64Array, places: readonly number[]): number[] {
  let count = 0
  return places.map((place) => {
    while (count < sorted.length && sorted[count]! <= place) count++
    return count / sorted.length
  })
}
