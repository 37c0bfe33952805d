/** Maps numbers of a domain to places of a drawing, rounded to whole units. */
export type Scale = (value: number) => number

export function linearScale(domain: readonly [number, number], places: readonly [number, number]): Scale {
  const width = domain[1] - domain[0]
  // Divided before it is scaled: a domain may be as wide as numbers go.
  return (value) => Math.round(places[0] + (width === 0 ? 0.5 : (value - domain[0]) / width) * (places[1] - places[0]))
}

/** About `count` round numbers within a domain. */
export function ticksOf([low, high]: readonly [number, number], count: number): number[] {
  const width = (high - low) / count
  if (!(width > 0) || !Number.isFinite(width)) return [low]
  const power = 10 ** Math.floor(Math.log10(width))
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= width * (1 - 1e-9)) ?? 10)
  const first = Math.ceil(low / step - 1e-9)
  const ticks: number[] = []
  for (let k = first; k * step <= high + step * 1e-9 && ticks.length <= 2 * count; k++) {
    ticks.push(Number((k * step).toPrecision(12)))
  }
  return ticks
}

/** The least and the largest of numbers, without NaN and infinities; 0 to 1 where there are none. */
export function extentOf(values: Iterable<number>): [number, number] {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  return low > high ? [0, 1] : [low, high]
}
