/** A whole number with a comma between thousands, the same on every machine. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A value of a metric: four decimals up to 10, four digits above, whole numbers as they are, one digit and a power of ten of what four decimals would hide. */
export function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'not measurable'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  const size = Math.abs(value)
  if (size >= 10 && Number.isInteger(value)) return signed(formatCount(value))
  if (size !== 0 && size < 0.0001) return signed(value.toExponential(0))
  return signed(size < 10 ? value.toFixed(4) : value.toPrecision(4))
}

/** A share in percent, with enough digits to tell it from 0 and from 100. */
export function formatShare(share: number): string {
  const percent = share * 100
  if (percent === 0 || percent === 100) return `${percent} %`
  const isEdge = percent < 0.1 || percent > 99.9
  return signed(isEdge && percent < 50 ? `${percent.toPrecision(1)} %` : `${percent.toFixed(isEdge ? 2 : 1)} %`)
}

/** A number at an axis or an edge: as short as it is. */
export function formatNumber(value: number): string {
  const size = Math.abs(value)
  const rounded = Number(value.toPrecision(6))
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return signed(rounded.toExponential().replace('e+', 'e'))
  return signed(size >= 10_000 && Number.isInteger(rounded) ? formatCount(rounded) : String(rounded))
}

/** A moment: its date, with the time where it is not midnight. */
export function formatMoment(milliseconds: number): string {
  const date = new Date(milliseconds)
  if (Number.isNaN(date.getTime())) return 'no moment'
  return date
    .toISOString()
    .replace(/T00:00:00\.000Z$/, '')
    .replace('T', ' ')
    .replace(/(:00)?\.\d+Z$/, '')
}

const longest = 48

/** A name short enough for a table: its beginning and its end. */
export function shortName(name: string, length = longest): string {
  const characters = [...name]
  if (characters.length <= length) return name
  const end = Math.floor(length / 4)
  return `${characters.slice(0, length - end - 1).join('')}…${characters.slice(-end).join('')}`
}

function signed(text: string): string {
  return text.replace('-', '−')
}
