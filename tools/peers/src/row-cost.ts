import type { Quality } from './result.ts'

/**
 * What a further row costs between each size and the next, in microseconds, and `growth`: by what factor that rises at
 * most from one step to the next. Work in proportion to the rows, after a start of any constant length, has a growth of 1.
 */
export function rowCost(sizes: readonly number[], seconds: readonly number[]): Quality {
  const costs = sizes.slice(1).map((size, i) => (1e6 * (seconds[i + 1]! - seconds[i]!)) / (size - sizes[i]!))
  const ratios = costs.slice(1).map((cost, i) => cost / costs[i]!)
  const named = Object.fromEntries(costs.map((cost, i) => [`microsecondsPerRowTo${sizes[i + 1]}`, cost]))
  return { ...named, growth: Math.max(...ratios) }
}
