import type { Figure, Series } from '../evaluation.ts'
import type { Content, Markup } from '../markup/html.ts'
import type { Scale } from './scale.ts'
import { formatNumber } from '../markup/format.ts'
import { html } from '../markup/html.ts'
import { extentOf, linearScale, ticksOf } from './scale.ts'

const [width, height, left, bottom] = [340, 258, 44, 218]
const [right, top] = [width - 8, 10]

export const mostLines = 8

/** The lines of a figure in one pair of axes, in colours and dashes of their own. No more than a point a place is drawn. */
export function lineChart(figure: Figure): Markup {
  const series = figure.series.slice(0, mostLines)
  const isUnit = figure.kind === 'roc' || figure.kind === 'calibration'
  const xs = isUnit ? ([0, 1] as const) : extentOf(series.flatMap(({ x }) => x))
  const ys = isUnit
    ? ([0, 1] as const)
    : extentOf(series.flatMap(({ y }) => y).concat(figure.kind === 'distances' ? [0] : []))
  const x = linearScale(xs, [left, right])
  const y = linearScale(ys, [bottom, top])
  return html`<svg role="img" viewBox="0 0 ${width} ${height}">
    <title>${titleOf(figure)}</title>
    ${axes(figure, xs, ys, x, y)}${
      isUnit ? html`<path class="dots" d="M${left} ${bottom}L${right} ${top}" />` : undefined
    }${series.map((one, index) => html`<path class="line l${index}" d="${pathOf(one, x, y)}" />`).reverse()}
  </svg>`
}

/** Names beside samples of their lines. */
export function lineLegend(series: readonly Series[]): Markup {
  return html`<ul class="legend">
    ${series.slice(0, mostLines).map(
      ({ label }, index) =>
        html`<li>
          <svg width="34" height="8" viewBox="0 0 34 8" aria-hidden="true">
            <path class="line l${index}" d="M0 4H34" /></svg
          >${label}
        </li>`,
    )}
  </ul>`
}

function titleOf({ label, xLabel, yLabel, series }: Figure): string {
  const names = series.slice(0, mostLines).map((one) => one.label)
  return `${label}: ${yLabel} over ${xLabel}, for ${names.join(', ') || 'nothing'}`
}

function axes(
  { xLabel, yLabel }: Figure,
  xs: readonly [number, number],
  ys: readonly [number, number],
  x: Scale,
  y: Scale,
): Content {
  return [
    html`<path class="x" d="M${left} ${top}V${bottom}H${right}" />`,
    ticksOf(xs, 5).map(
      (tick) =>
        html`<path class="x" d="M${x(tick)} ${bottom}v4" /><text class="m" x="${x(tick)}" y="${bottom + 16}"
            >${formatNumber(tick)}</text
          >`,
    ),
    ticksOf(ys, 5).map(
      (tick) =>
        html`<path class="x" d="M${left} ${y(tick)}h-4" /><text class="e" x="${left - 7}" y="${y(tick) + 4}"
            >${formatNumber(tick)}</text
          >`,
    ),
    html`<text class="m t" x="${(left + right) / 2}" y="${height - 8}">${xLabel}</text>`,
    html`<text class="m t" transform="translate(10 ${(top + bottom) / 2}) rotate(-90)">${yLabel}</text>`,
  ]
}

function pathOf({ x: xs, y: ys }: Series, x: Scale, y: Scale): string {
  let path = ''
  let [last, pen] = ['', 'M']
  for (let point = 0; point < Math.min(xs.length, ys.length); point++) {
    if (!Number.isFinite(xs[point]) || !Number.isFinite(ys[point])) {
      pen = 'M'
      continue
    }
    const place = `${x(xs[point]!)} ${y(ys[point]!)}`
    if (place === last && pen === 'L') continue
    path += pen + place
    ;[last, pen] = [place, 'L']
  }
  return path
}
