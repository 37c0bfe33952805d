import type { Evaluation } from '../evaluation.ts'
import type { Content } from '../markup/html.ts'
import { formatCount } from '../markup/format.ts'
import { html } from '../markup/html.ts'

/** Command, versions, seeds and numbers of rows: what it takes to get the same report again. */
export function provenanceSection({ command, versions = {}, seeds = {}, rows, created }: Evaluation): Content {
  const facts: [string, string][] = [
    ['training rows', formatCount(rows.train)],
    ...(rows.holdout === undefined ? [] : [['hold-out rows', formatCount(rows.holdout)] as [string, string]]),
    ['synthetic rows', formatCount(rows.synthetic)],
    ...Object.entries(seeds).map(([name, seed]): [string, string] => [`seed of ${name}`, String(seed)]),
    ...Object.entries(versions).map(([name, version]): [string, string] => [`version of ${name}`, version]),
    ...(created === undefined ? [] : [['made', created] as [string, string]]),
  ]
  return html`${command === undefined ? undefined : html`<pre><code>${command}</code></pre> `}
    <table>
      <caption>
        What it takes to get this report again
      </caption>
      <tbody>
        ${facts.map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${value}</td>
            </tr> `,
        )}
      </tbody>
    </table>`
}
