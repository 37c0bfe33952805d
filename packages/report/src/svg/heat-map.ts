import type { Markup } from '../markup/html.ts'
import { formatValue, shortName } from '../markup/format.ts'
import { html } from '../markup/html.ts'
import { steps } from '../style/palette.ts'

export interface HeatMap {
  readonly title: string
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly values: readonly (readonly (number | null)[])[]
  /** What the lightest and the darkest cell stand for; below zero for a map of signs, whose middle is 0. */
  readonly domain: readonly [number, number]
}

const [left, top] = [138, 18]

/** A matrix as coloured squares, rows named and columns by the number of their row; cells without a value stay empty. */
export function heatMap({ title, rows, columns, values, domain }: HeatMap): Markup {
  const size = columns.length <= 12 ? 22 : columns.length <= 24 ? 15 : 12
  const [width, height] = [left + size * columns.length + 2, top + size * rows.length + 2]
  const every = columns.length <= 12 ? 1 : 5
  const letter = domain[0] < 0 ? 's' : 'a'
  const squares = squaresByStep(values, domain).map((path, step) =>
    path === '' ? undefined : html`<path class="${letter}${step}" d="${path}" />`,
  )
  return html`<svg role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
    <title>${title}</title>
    ${rows.map(
      (name, index) =>
        html`<text class="t e" x="${left - 5}" y="${top + index * size + size / 2 + 4}"
          >${shortName(name, 16)}<tspan dx="6">${index + 1}</tspan></text
        >`,
    )}${columns.map((_, index) =>
      (index + 1) % every === 0 || index === 0
        ? html`<text class="m" x="${left + index * size + size / 2}" y="${top - 6}">${index + 1}</text>`
        : undefined,
    )}
    <path class="u" d="M${left} ${top}h${size * columns.length}v${size * rows.length}h${-size * columns.length}z" />
    <g class="c" transform="translate(${left} ${top}) scale(${size})">${squares}</g>
  </svg>`
}

/** What the colours mean. */
export function heatKey([low, high]: readonly [number, number]): Markup {
  const letter = low < 0 ? 's' : 'a'
  const cells = Array.from(
    { length: steps },
    (_, step) => html`<rect class="${letter}${step}" x="${step * 14}" width="14" height="12" />`,
  )
  return html`<div class="key">
    <span>${formatValue(low)}</span
    ><svg role="img" viewBox="0 0 ${steps * 14} 12" width="${steps * 14}" height="12">
      <title>colours from ${formatValue(low)} to ${formatValue(high)}</title>
      ${cells}</svg
    ><span>${formatValue(high)}</span>
  </div>`
}

/** One path for all squares of a colour, runs of a row joined, in units of a square: a tenth of the bytes of elements. */
function squaresByStep(values: HeatMap['values'], [low, high]: readonly [number, number]): readonly string[] {
  const paths = new Array<string>(steps).fill('')
  const stepOf = (value: number | null | undefined) => {
    if (value === null || value === undefined || Number.isNaN(value)) return -1
    const share = (value - low) / (high - low || 1)
    return Math.round(Math.min(1, Math.max(0, share)) * (steps - 1))
  }
  values.forEach((row, i) => {
    for (let j = 0; j < row.length;) {
      const [step, start] = [stepOf(row[j]), j]
      while (j < row.length && stepOf(row[j]) === step) j++
      if (step >= 0) paths[step] += `M${start} ${i}h${j - start}v1H${start}z`
    }
  })
  return paths
}
