const bins = 20
const day = 86_400_000

/**
 * About 20 bins between two values: inner edges, ascending, at round numbers, so that no edge is the value of a row. Empty
 * where the numbers are too large or too close for any.
 */
export function roundEdges(low: number, high: number, integer: boolean): number[] {
  // Divided first: the range may exceed the largest number.
  const width = low === high ? Math.abs(low) / bins || 1 : high / bins - low / bins
  const step = Math.max(roundStep(width), integer ? 1 : 0)
  return multiples(low, high, step, (k) => Number((k * step).toPrecision(12)))
}

/** As `roundEdges` for moments in milliseconds: whole days, months or years where they fit. */
export function roundMoments(low: number, high: number): number[] {
  const width = low === high ? 1000 : (high - low) / bins
  if (width > 20 * day) {
    const months = roundMonths(width / (30.436875 * day))
    const monthOf = (value: number) => new Date(value).getUTCFullYear() * 12 + new Date(value).getUTCMonth()
    return multiples(monthOf(low), monthOf(high), months, (k) => monthStart(k * months))
  }
  const step = units.find((unit) => unit >= width) ?? 20 * day
  return multiples(low, high, step, (k) => k * step)
}

const second = 1000
const units = [1, 2, 5, 10, 15, 30]
  .flatMap((count) => [count * second, count * 60 * second])
  .concat([1, 2, 3, 6, 12].map((count) => count * 3600 * second))
  .concat([1, 2, 5, 10, 20].map((count) => count * day))
  .sort((a, b) => a - b)

function roundMonths(months: number): number {
  const fitting = [1, 2, 3, 6].find((count) => count >= months)
  return fitting ?? 12 * Math.max(1, roundStep(months / 12))
}

function monthStart(month: number): number {
  const date = new Date(0)
  return date.setUTCFullYear(Math.floor(month / 12), ((month % 12) + 12) % 12, 1)
}

/** The smallest 1, 2 or 5 times a power of ten that is at least `width`. */
function roundStep(width: number): number {
  const power = Math.floor(Math.log10(width))
  const scaled = width / 10 ** power
  const factor = [1, 2, 5, 10].find((one) => one >= scaled * (1 - 1e-9)) ?? 10
  return Number(`${factor}e${power}`)
}

/** The multiples of `step` from below `low` to above `high`. */
function multiples(low: number, high: number, step: number, edgeOf: (multiple: number) => number): number[] {
  const [first, last] = [Math.floor(low / step), Math.floor(high / step) + 1]
  if (!(last - first < 10 * bins)) return []
  const edges = Array.from({ length: last - first + 1 }, (_, index) => edgeOf(first + index))
  return edges.filter((edge, index) => Number.isFinite(edge) && (index === 0 || edge > edges[index - 1]!))
}
