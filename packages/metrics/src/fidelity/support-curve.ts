import type { MetricDetails } from '@asdf/contract'
import { quantile } from './kernels/quantile.ts'

const steps = 30

/** 30 levels from 0 to 1. */
export const levels: readonly number[] = Array.from({ length: steps }, (_, i) => i / (steps - 1))

/** The radii around a center within which each level's share of the distances lies. */
export function radiiOf(distances: Float64Array): Float64Array {
  const ascending = distances.slice().sort()
  return Float64Array.from(levels, (level) => quantile(ascending, level))
}

/** The share of the rows that lie within each radius and for which `counts` holds. */
export function sharesWithin(
  distances: Float64Array,
  radii: Float64Array,
  counts: (row: number) => boolean = () => true,
): Float64Array {
  return radii.map((radius) => {
    let inside = 0
    for (let row = 0; row < distances.length; row++) if (distances[row]! <= radius && counts(row)) inside++
    return inside / distances.length
  })
}

/** One minus the area between a curve and the one that it should be, over the area below that; 1 where they agree. */
export function curveScore(ideal: ArrayLike<number>, curve: Float64Array): number {
  let [apart, area] = [0, 0]
  for (let i = 0; i < curve.length; i++) {
    apart += Math.abs(ideal[i]! - curve[i]!)
    area += ideal[i]!
  }
  return Math.max(0, 1 - apart / area)
}

/** A curve over the levels, to draw. */
export function curveDetails(xLabel: string, yLabel: string, curve: Float64Array): MetricDetails {
  return { kind: 'curve', xLabel, yLabel, x: levels, y: Array.from(curve) }
}
