import type { Metric } from '@asdf/contract'

/**
 * How far synthetic rows lie from real ones that posed as synthetic, in words. `difference` is the value less its ceiling, `half`
 * half the width of its interval, which is cut where the metric's range ends.
 */
export function describeDifference(
  { goal, range }: Pick<Metric, 'goal' | 'range'>,
  n: number,
  difference: number,
  half: number,
): string {
  const worse = goal === 'maximize' ? -difference : difference
  const most = range[1] - range[0]
  const between = (low: number, high: number) => `${show(low)} to ${show(Math.min(high, most))}`
  const rows = `real rows at n = ${String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',')}`
  if (worse - half > 0) return `worse than ${rows} by ${between(worse - half, worse + half)}`
  if (worse + half < 0) return `better than ${rows} by ${between(-worse - half, -worse + half)}`
  return `as good as ${rows}`
}

function show(value: number): string {
  return value >= 0.001 ? value.toFixed(3) : value.toPrecision(1)
}
