/** The weighted mean of some numbers; every weight is 1 when `weights` is null. */
export function meanOf(values: Float64Array, weights: Float64Array | null): number {
  let sum = 0
  let total = 0
  for (let i = 0; i < values.length; i++) {
    const weight = weights === null ? 1 : weights[i]!
    sum += weight * values[i]!
    total += weight
  }
  return sum / total
}
