import type { CategoryMarginals, ColumnMarginals, Evaluation, NumberMarginals } from '../evaluation.ts'
import type { Content, Markup } from '../markup/html.ts'
import type { ColumnRanking, RankedColumn } from '../read/column-ranking.ts'
import type { MarginalRow } from '../read/marginal-rows.ts'
import { formatShare, formatValue, shortName } from '../markup/format.ts'
import { html } from '../markup/html.ts'
import { rankColumns } from '../read/column-ranking.ts'
import { largestDifference, marginalRows } from '../read/marginal-rows.ts'
import { categoryBars } from '../svg/category-bars.ts'
import { histogram } from '../svg/histogram.ts'

/** Columns whose distributions are drawn; the others stand in a table. */
export const mostDrawn = 40
/** Columns shown without being opened: so many, and all that are as bad as `openBadness`. */
const fewestOpen = 9
const openBadness = 0.1
const mostBars = 10

/** The columns, the worst first: scores as a heat map, and distributions. */
export function columnsSection(evaluation: Evaluation): Content {
  const ranking = rankColumns(evaluation)
  const { columns, measures } = ranking
  if (columns.length === 0) return undefined
  const shown = columns.slice(0, mostDrawn)
  const rest = columns.slice(mostDrawn)
  return [
    measures.length === 0
      ? undefined
      : heatTable(
          ranking,
          shown,
          `The ${shown.length === columns.length ? '' : `${shown.length} worst `}columns, worst first. Darker is further from the best value.`,
        ),
    marginals(shown),
    rest.length === 0
      ? undefined
      : html`<details>
          <summary>The other ${rest.length} columns, which are better than these</summary>
          ${heatTable(ranking, rest, `The other ${rest.length} columns, worst first`)}
        </details> `,
  ]
}

function heatTable({ measures }: ColumnRanking, columns: readonly RankedColumn[], caption: string): Markup {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">
    <table class="heat">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">column</th>
          ${measures.map(
            ({ label, goal }) =>
              html`<th scope="col" class="n">
                ${label}<br />${goal === 'maximize' ? 'high is good' : 'low is good'}
              </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${columns.map(
          ({ name, scores }) =>
            html`<tr>
              <th scope="row"><bdi>${shortName(name)}</bdi></th>
              ${scores.map((score) =>
                score === undefined
                  ? html`<td>–</td>`
                  : html`<td class="h${heatOf(score.badness)}">${formatValue(score.value)}</td>`,
              )}
            </tr> `,
        )}
      </tbody>
    </table>
  </div> `
}

/** Distances from the best value from which on a cell is darker. */
const heatSteps = [0.01, 0.03, 0.1, 0.3]

function heatOf(badness: number): number {
  return heatSteps.filter((step) => badness >= step).length
}

function marginals(columns: readonly RankedColumn[]): Content {
  const drawn = columns.filter(({ marginals }) => marginals !== undefined)
  if (drawn.length === 0) return undefined
  const isOpen = ({ badness }: RankedColumn, place: number) => place < fewestOpen || badness >= openBadness
  const open = drawn.filter(isOpen)
  const folded = drawn.slice(open.length)
  return html`<h3>Distributions, the worst columns first</h3>
    <ul class="legend">
      <li>
        <svg width="30" height="12" viewBox="0 0 30 12" aria-hidden="true">
          <rect class="r" width="30" height="12" /></svg
        >training rows
      </li>
      <li>
        <svg width="30" height="12" viewBox="0 0 30 12" aria-hidden="true"><path class="y" d="M0 6H30" /></svg>synthetic
        rows
      </li>
      <li>
        <svg width="30" height="12" viewBox="0 0 30 12" aria-hidden="true"><path class="o" d="M0 6H30" /></svg>hold-out
        rows
      </li>
    </ul>
    <p class="faint">
      Heights are shares of rows; the first and the last bin are open. Bins and categories speak of no fewer than 5
      training rows.
    </p>
    <div class="grid">${open.map(oneFigure)}</div>
    ${
      folded.length === 0
        ? undefined
        : html`<details>
            <summary>${folded.length} more columns, from ${folded[0]!.name} on: none is worse than those above</summary>
            <div class="grid">${folded.map(oneFigure)}</div>
          </details> `
    }`
}

function oneFigure({ name, marginals, scores }: RankedColumn): Markup {
  const column = marginals!
  const [score] = scores
  const rows = marginalRows(column)
  const said = largestDifference(rows)
  return html`<figure>
    <figcaption>
      <strong><bdi>${shortName(name)}</bdi></strong
      >${score === undefined ? undefined : ` ${formatValue(score.value)}`}<br />${said}
    </figcaption>
    ${drawing(column, rows, `Distributions of ${shortName(name)}`)}${rows.length === 0 ? undefined : table(rows, name)}
  </figure> `
}

/** The caption above it says in words where the distributions differ. */
function drawing(column: ColumnMarginals, rows: readonly MarginalRow[], title: string): Content {
  if (isNumbers(column)) return histogram(column, title)
  if (isCategories(column)) return categoryBars(mostDifferent(rows), title)
  return html`<p class="faint">Values of kind ${column.kind} are not counted.</p>`
}

function isNumbers(column: ColumnMarginals): column is NumberMarginals {
  return column.kind === 'numeric' || column.kind === 'datetime'
}

function isCategories(column: ColumnMarginals): column is CategoryMarginals {
  return column.kind === 'categorical' || column.kind === 'boolean'
}

/** The rows with the largest shares, in their order. */
function mostDifferent(rows: readonly MarginalRow[]): readonly MarginalRow[] {
  const bySize = [...rows].sort((a, b) => sizeOf(b) - sizeOf(a)).slice(0, mostBars)
  return rows.filter((row) => bySize.includes(row))
}

function sizeOf({ train, synthetic }: MarginalRow): number {
  return Math.max(train ?? 0, synthetic)
}

function table(rows: readonly MarginalRow[], name: string): Markup {
  const hasHoldout = rows.some(({ holdout }) => holdout !== undefined)
  const cell = (share: number | null | undefined) =>
    html`<td class="n">${share === null || share === undefined ? 'few' : formatShare(share)}</td>`
  return html`<details>
    <summary>Numbers</summary>
    <table>
      <caption>
        <bdi>${shortName(name)}</bdi
        >, shares of rows
      </caption>
      <thead>
        <tr>
          <th scope="col">value</th>
          <th scope="col" class="n">train</th>
          <th scope="col" class="n">synthetic</th>
          ${hasHoldout ? html`<th scope="col" class="n">hold-out</th>` : undefined}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row"><bdi>${shortName(row.name, 32)}</bdi></th>
              ${cell(row.train)}${cell(row.synthetic)}${hasHoldout ? cell(row.holdout) : undefined}
            </tr> `,
        )}
      </tbody>
    </table>
  </details>`
}
