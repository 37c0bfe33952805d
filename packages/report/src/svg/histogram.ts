import type { NumberMarginals } from '../evaluation.ts'
import type { Content, Markup } from '../markup/html.ts'
import { formatMoment, formatNumber, formatShare } from '../markup/format.ts'
import { html } from '../markup/html.ts'
import { linearScale } from './scale.ts'

const [width, height, floor, ceiling] = [300, 132, 114, 14]

/** The distributions of a column of numbers: training rows as an area, synthetic ones as a line, hold-out as a dashed one. */
export function histogram(column: NumberMarginals, title: string): Markup {
  const { edges, shares, nulls, kind } = column
  const hasNulls = nulls.train > 0 || nulls.synthetic > 0
  const right = hasNulls ? width - 42 : width
  const bounds = boundsOf(edges)
  const x = linearScale([bounds[0]!, bounds.at(-1)!], [0, right])
  const places = bounds.map(x)
  // Bins of a width of their own are drawn as high as many rows lie in a width of the usual bin.
  const usual = Math.min(...bounds.slice(1).map((bound, bin) => bound - bounds[bin]!))
  const heights = (values: readonly (number | null)[]) =>
    values.map((share, bin) => ((share ?? 0) * usual) / (bounds[bin + 1]! - bounds[bin]!))
  const lines = [shares.train, shares.synthetic, shares.holdout ?? []].map(heights)
  const top = Math.max(...lines.flat(), hasNulls ? nulls.train : 0, hasNulls ? nulls.synthetic : 0) || 1
  const y = linearScale([0, top], [floor, ceiling])
  const path = (values: readonly number[]) =>
    `M${places[0]} ${floor}${values.map((value, bin) => `V${y(value)}H${places[bin + 1]}`).join('')}V${floor}`
  const write = kind === 'datetime' ? formatMoment : formatNumber
  return html`<svg role="img" viewBox="0 0 ${width} ${height}">
    <title>${title}</title>
    <text x="0" y="10">${formatShare(top)}</text>
    <path class="r" d="${path(lines[0]!)}" />
    ${shares.holdout === undefined ? undefined : html`<path class="o" d="${path(lines[2]!)}" />`}
    <path class="y" d="${path(lines[1]!)}" />
    <path class="x" d="M0 ${floor}H${right}" />
    ${labels(edges, x, right, write)}${hasNulls ? nullBars(nulls.train, nulls.synthetic, y) : undefined}
  </svg>`
}

/** The edges with ends for the open bins, which are drawn as wide as the bin beside them. */
function boundsOf(edges: readonly number[]): number[] {
  const [first, last] = [edges[0], edges.at(-1)]
  if (first === undefined || last === undefined) return [0, 1]
  const width = (at: number) => (edges.length < 2 ? 1 : edges[at + 1]! - edges[at]!)
  return [first - width(0), ...edges, last + width(edges.length - 2)]
}

function labels(
  edges: readonly number[],
  x: (value: number) => number,
  right: number,
  write: (value: number) => string,
): Content {
  const shown = edges.length < 3 ? edges : [edges[0]!, edges[edges.length >> 1]!, edges.at(-1)!]
  let free = 0
  return shown.map((edge, index) => {
    const text = write(edge)
    const length = text.length * 6.2
    const end = index > 0 && x(edge) + length / 2 > right
    const place = end ? right : Math.max(length / 2, x(edge))
    const start = end ? right - length : place - length / 2
    if (index > 0 && start < free + 6) return undefined
    free = end ? right : place + length / 2
    return html`<text class="${end ? 'e' : 'm'}" x="${Math.round(place)}" y="${height - 4}">${text}</text>`
  })
}

function nullBars(train: number, synthetic: number, y: (value: number) => number): Markup {
  const left = width - 34
  return html`<rect class="r" x="${left}" y="${y(train)}" width="30" height="${floor - y(train)}" /><path
      class="y"
      d="M${left} ${floor}V${y(synthetic)}h30V${floor}"
    /><path class="x" d="M${left - 2} ${floor}h34" /><text class="m" x="${left + 15}" y="${height - 4}">null</text>`
}
