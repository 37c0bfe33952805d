/** Linear between the two nearest of ascending values, as NumPy's default. */
export function quantile(ascending: Float64Array, share: number): number {
  const place = share * (ascending.length - 1)
  const below = Math.floor(place)
  const [low, high] = [ascending[below]!, ascending[Math.min(below + 1, ascending.length - 1)]!]
  return low + (high - low) * (place - below)
}
