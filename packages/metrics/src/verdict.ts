import type { Metric } from '@asdf/contract'

/**
 * How far synthetic rows lie from real ones that posed as synthetic, in words. `difference` is the value less its ceiling, `half`
 * half the width of its interval.
 */
export function describeDifference(goal: Metric['goal'], n: number, difference: number, half: number): string {
  const worse = goal === 'maximize' ? -difference : difference
  const rows = `real rows at n = ${String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',')}`
  if (worse - half > 0) return `worse than ${rows} by ${show(worse - half)} to ${show(worse + half)}`
  if (worse + half < 0) return `better than ${rows} by ${show(-worse - half)} to ${show(-worse + half)}`
  return `as good as ${rows}`
}

function show(value: number): string {
  return value >= 0.001 ? value.toFixed(3) : value.toPrecision(1)
}
