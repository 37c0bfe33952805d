/** How likely each mode made a value: 1 for one that is exactly it, else the normal densities of those that reach it. */
export function modeShares(
  value: number,
  modes: readonly { readonly center: number; readonly width: number; readonly share: number }[],
  limit: number,
): number[] {
  const exact = modes.findIndex(({ center, width }) => width === 0 && center === value)
  if (exact >= 0) return modes.map((_, k) => (k === exact ? 1 : 0))
  const densities = modes.map(({ center, width, share }) => {
    if (width === 0 || Math.abs(value - center) > limit * width) return 0
    const deviation = width / 4
    return (share / deviation) * Math.exp(-0.5 * ((value - center) / deviation) ** 2)
  })
  const sum = densities.reduce((total, density) => total + density, 0)
  return densities.map((density) => (sum > 0 ? density / sum : 0))
}
