import type { Evaluation, Measured } from '../evaluation.ts'
import type { Content, Markup } from '../markup/html.ts'
import { formatValue } from '../markup/format.ts'
import { html } from '../markup/html.ts'
import { partTables } from '../read/part-tables.ts'
import { standingOf } from '../read/standing.ts'
import { intervalStrip } from '../svg/interval-strip.ts'
import { badge } from './badge.ts'
import { partTable } from './parts.ts'

/** The composite scores, each with its interval, its ceiling and its parts. */
export function scoreSection({ measured }: Evaluation): Content {
  return measured.filter(({ group }) => group === 'composite').map(oneScore)
}

function oneScore(measure: Measured): Markup {
  const { value, interval, ceiling, breakdown } = measure.result
  const { grade, note } = standingOf(measure)
  return html`<h3>${measure.label}</h3>
    <div class="score">
      <span class="big">${value.toFixed(3)}</span
      ><span
        >${
          interval === undefined ? undefined : `95 %: ${formatValue(interval[0])} to ${formatValue(interval[1])}. `
        }${ceiling === undefined ? undefined : `Real rows reach ${formatValue(ceiling.value)}. `}${badge(grade)}
        ${note}</span
      >${intervalStrip(measure)}
    </div>
    <div class="beside">
      ${breakdown === undefined ? undefined : partBars(measure, breakdown)}${partTables(measure, false).map(partTable)}
    </div>`
}

const [width, row, left] = [340, 26, 96]

/** The parts of a score from 0 to 1. */
function partBars({ label }: Measured, parts: Readonly<Record<string, number>>): Markup {
  const names = Object.keys(parts)
  const height = names.length * row
  const title = `Parts of ${label}: ${names.map((name) => `${name} ${formatValue(parts[name]!)}`).join(', ')}`
  return html`<figure>
    <svg role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
      <title>${title}</title>
      ${names.map((name, index) => {
        const length = Math.round(Math.min(1, Math.max(0, parts[name]!)) * (width - left - 56))
        return html`<text class="t e" x="${left - 8}" y="${index * row + 17}">${name}</text
          ><rect class="yb" x="${left}" y="${index * row + 6}" width="${length}" height="14" /><text
            x="${left + length + 6}"
            y="${index * row + 17}"
            >${formatValue(parts[name]!)}</text
          >`
      })}
      <path class="x" d="M${left} 0V${height}" />
    </svg>
    <figcaption>Parts of ${label}, each from 0 to 1.</figcaption>
  </figure>`
}
