import type { Content, Markup } from '../markup/html.ts'
import type { PartTable } from '../read/part-tables.ts'
import { formatValue, shortName } from '../markup/format.ts'
import { html } from '../markup/html.ts'

/** Numbers by part as a table, which scrolls where it is wider than the page. */
export function partTable({ caption, columns, rows, left }: PartTable): Markup {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">
      <table>
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            <th scope="col">part</th>
            ${columns.map((column) => html`<th scope="col" class="n">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ name, values, reason }) =>
              html`<tr>
                <th scope="row">${shortName(name, 80)}</th>
                ${values.map(
                  (value, index) => html`<td class="n">${valueText(value, index === 0 ? reason : undefined)}</td>`,
                )}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    ${left === 0 ? undefined : html`<p class="faint">And ${left} more.</p>`}`
}

function valueText(value: number | undefined, reason: string | undefined): Content {
  if (value !== undefined) return formatValue(value)
  return reason === undefined ? '–' : `not measured: ${reason}`
}
