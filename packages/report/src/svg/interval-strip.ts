import type { Measured } from '../evaluation.ts'
import type { Content, Markup } from '../markup/html.ts'
import type { Scale } from './scale.ts'
import { formatValue } from '../markup/format.ts'
import { html } from '../markup/html.ts'
import { extentOf, linearScale } from './scale.ts'

const [width, height] = [200, 38]

/**
 * A value above its ceiling, each with its interval, on a scale of their own that ends where they end. Right is better.
 * Nothing is drawn of a value alone.
 */
export function intervalStrip({ goal, label, result }: Measured): Markup | undefined {
  const { value, interval = [value, value], ceiling } = result
  if (ceiling === undefined && result.interval === undefined) return undefined
  const best = ceiling?.interval ?? (ceiling === undefined ? [] : [ceiling.value, ceiling.value])
  const all = [value, ...interval, ...best]
  if (!all.every(Number.isFinite)) return undefined
  const [low, high] = extentOf(all)
  const room = (high - low) * 0.08 || Math.abs(low) * 0.02 || 0.01
  const ends: [number, number] = goal === 'maximize' ? [low - room, high + room] : [high + room, low - room]
  const x = linearScale(ends, [0, width])
  const said = [`${label}: ${saidOf(value, result.interval)}`]
  if (ceiling !== undefined) said.push(`real rows ${saidOf(ceiling.value, ceiling.interval)}`)
  const [left, right] = goal === 'maximize' ? [low, high] : [high, low]
  return html`<svg role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
    <title>${said.join('; ')}</title>
    <path class="x" d="M0 ${height - 13}H${width}" />
    ${bar(x, interval, 8, 'yb')}
    <circle class="yb" cx="${x(value)}" cy="8" r="4.5" />
    ${ceiling === undefined ? undefined : [bar(x, best, 18, 'rb'), diamond(x(ceiling.value), 18)]}
    <text x="${x(left)}" y="${height - 2}">${formatValue(left)}</text>
    ${left === right ? undefined : html`<text class="e" x="${x(right)}" y="${height - 2}">${formatValue(right)}</text>`}
  </svg>`
}

function saidOf(value: number, interval: readonly [number, number] | undefined): string {
  if (interval === undefined) return formatValue(value)
  return `${formatValue(value)}, 95 % interval ${formatValue(interval[0])} to ${formatValue(interval[1])}`
}

function bar(x: Scale, ends: readonly number[], y: number, colour: string): Content {
  const [from, to] = [x(ends[0]!), x(ends.at(-1)!)].sort((a, b) => a - b) as [number, number]
  return to === from
    ? undefined
    : html`<rect class="${colour}" x="${from}" y="${y - 1.5}" width="${to - from}" height="3" />`
}

function diamond(x: number, y: number): Markup {
  return html`<path class="rb" d="M${x} ${y - 5}l5 5-5 5-5-5z" />`
}
