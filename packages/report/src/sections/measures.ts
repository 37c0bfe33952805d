import type { Evaluation } from '../evaluation.ts'
import type { Content, Markup } from '../markup/html.ts'
import type { Standings } from '../read/verdict.ts'
import { formatCount, formatValue } from '../markup/format.ts'
import { html } from '../markup/html.ts'
import { groupTitles, standingsOf } from '../read/verdict.ts'
import { intervalStrip } from '../svg/interval-strip.ts'
import { badge } from './badge.ts'

/** Every measure beside what real rows reach, by group, the worst first in each. */
export function measuresSection(evaluation: Evaluation): Content {
  return [
    html`<p class="faint">
      Each value (● above) beside what real rows that the synthesizer never saw reach when they pose as synthetic (◆
      below). Bars are 95 % intervals. Each scale ends where its values end, and right is always better.
    </p> `,
    (['fidelity', 'diversity', 'utility', 'privacy'] as const).map((group) => {
      const all = standingsOf(evaluation, group)
      return all.length === 0 ? undefined : groupTable(groupTitles[group], all)
    }),
  ]
}

function groupTable(title: string, all: readonly Standings[]): Markup {
  return html`<h3>${title}</h3>
    <table class="measures" role="table">
      <caption>
        ${title}: ${all.length === 1 ? 'one measure' : `${all.length} measures, the worst first`}
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          ${['measure', 'value', 'real rows', '● value, ◆ real rows', 'verdict'].map(
            (name) => html`<th role="columnheader" scope="col">${name}</th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${all.map(oneRow)}
      </tbody>
    </table> `
}

function oneRow({ measure, standing }: Standings): Markup {
  const { label, goal, result } = measure
  const { value, interval, ceiling, n, mode } = result
  const notes = [
    goal === 'maximize' ? 'high is good' : 'low is good',
    ...(n === undefined ? [] : [`n = ${formatCount(n)}`]),
    ...(mode === 'compat' ? ['repeats a defect of the reference'] : []),
  ]
  const under = (ends: readonly [number, number] | undefined): Content =>
    ends === undefined ? undefined : html` <small>${formatValue(ends[0])} to ${formatValue(ends[1])}</small>`
  return html`<tr role="row">
    <th role="rowheader" scope="row">${label} <small>${notes.join(', ')}</small></th>
    <td role="cell" data-label="value">${formatValue(value)}${under(interval)}</td>
    <td role="cell" data-label="real rows">
      ${ceiling === undefined ? '–' : [formatValue(ceiling.value), under(ceiling.interval)]}
    </td>
    <td role="cell">${intervalStrip(measure)}</td>
    <td role="cell">${badge(standing.grade)} ${standing.note}</td>
  </tr> `
}
