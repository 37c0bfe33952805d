import type { Evaluation, Measured } from '../evaluation.ts'
import type { Content } from '../markup/html.ts'
import type { PlacedFigure } from '../read/figures.ts'
import { html } from '../markup/html.ts'
import { isByColumn } from '../read/column-ranking.ts'
import { partTables } from '../read/part-tables.ts'
import { lineChart, lineLegend } from '../svg/line-chart.ts'
import { partTable } from './parts.ts'

/** Figures in a grid, each with the names of its lines. */
export function figureGrid(figures: readonly PlacedFigure[]): Content {
  if (figures.length === 0) return undefined
  return html`<div class="grid wide">
    ${figures.map(
      (figure) =>
        html`<figure>
          <figcaption><strong>${figure.label}</strong>${noteOf(figure)}</figcaption>
          ${lineChart(figure)}${lineLegend(figure.series)}
        </figure> `,
    )}
  </div> `
}

function noteOf({ kind }: PlacedFigure): string {
  if (kind === 'roc') return '. The dotted diagonal is a guess.'
  return kind === 'calibration' ? '. On the dotted diagonal, what is foretold comes true.' : ''
}

/** Tables of the parts of measures, such as attacks, classes and groups; columns and rules have sections of their own. */
export function partsOf(evaluation: Evaluation, measures: readonly Measured[]): Content {
  const columns = new Map((evaluation.columns ?? []).map((column) => [column.name, column]))
  const tables = measures.flatMap((measure) => {
    const isElsewhere = measure.id.endsWith('/broken-rules') || isByColumn(measure, columns)
    return partTables(measure, !isElsewhere)
  })
  return tables.length === 0 ? undefined : html`<div class="beside">${tables.map(partTable)}</div>`
}
