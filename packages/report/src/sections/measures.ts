import type { Evaluation } from '../evaluation.ts'
import type { Markup } from '../markup/html.ts'
import { formatValue } from '../markup/format.ts'
import { html } from '../markup/html.ts'
import { standingOf } from '../read/standing.ts'

export function measuresTable({ measured }: Evaluation): Markup {
  return html`<table>
    <caption>
      Each measure beside what real rows reach
    </caption>
    <thead>
      <tr>
        <th scope="col">measure</th>
        <th scope="col">value</th>
        <th scope="col">verdict</th>
      </tr>
    </thead>
    <tbody>
      ${measured.map(
        (one) =>
          html`<tr>
            <th scope="row">${one.label}</th>
            <td>${formatValue(one.result.value)}</td>
            <td>${standingOf(one).words}</td>
          </tr> `,
      )}
    </tbody>
  </table>`
}
