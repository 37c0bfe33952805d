/** The number of fewest digits from `one` to `other`, in either order. */
export function shortestBetween(one: number, other: number): number {
  const [low, high] = one < other ? [one, other] : [other, one]
  if (low <= 0 && high >= 0) return 0
  const middle = low / 2 + high / 2
  for (let digits = 1; digits < 15; digits++) {
    const rounded = Number(middle.toPrecision(digits))
    if (rounded >= low && rounded <= high) return rounded
  }
  return middle
}

/** The number from `low` to `high` that people would write: one of few digits, or one divided by such a number. */
export function plainestBetween(low: number, high: number): number {
  const direct = shortestBetween(low, high)
  if (!(low > 0 || high < 0) || !Number.isFinite(low) || !Number.isFinite(high)) return direct
  const divisor = shortestBetween(1 / high, 1 / low)
  return digitsOf(divisor) < digitsOf(direct) ? 1 / divisor : direct
}

function digitsOf(value: number): number {
  return value.toExponential().split('e')[0]!.replace(/[-.]/g, '').length
}
