import type { BrokenRule, Evaluation } from '../evaluation.ts'
import type { Content, Markup } from '../markup/html.ts'
import { formatCount, formatShare, shortName } from '../markup/format.ts'
import { html } from '../markup/html.ts'

const mostRules = 50
const mostWithExamples = 10

/** Rules of the training rows that synthetic rows break, the most broken first. */
export function rulesSection({ ruleCount, brokenRules = [] }: Evaluation): Content {
  if (ruleCount === undefined && brokenRules.length === 0) return undefined
  if (ruleCount === 0) return html`<p>The training rows keep no rule between columns that could be found.</p>`
  const known = ruleCount === undefined ? '' : ` of the ${formatCount(ruleCount)} that the training rows keep`
  if (brokenRules.length === 0) return html`<p>✓ No synthetic row breaks a rule${known}.</p>`
  const [shown, rest] = [brokenRules.slice(0, mostRules), brokenRules.length - mostRules]
  return html`<p>
      ✗ Synthetic rows break ${formatCount(brokenRules.length)} rule${brokenRules.length === 1 ? '' : 's'}${known}.
      Examples are synthetic rows, cut to the columns of the rule.
    </p>
    <div class="grid">${shown.slice(0, mostWithExamples).map(oneRule)}</div>
    ${shown.length > mostWithExamples ? list(shown.slice(mostWithExamples)) : undefined}${rest > 0 ? html`<p class="faint">And ${rest} more.</p>` : undefined}`
}

function oneRule({ rule, share, holdoutShare, examples }: BrokenRule): Markup {
  const columns = [...new Set(examples.flatMap((example) => Object.keys(example)))]
  const title = shortName(rule, 160)
  const beside = holdoutShare === undefined ? '' : `, and ${formatShare(holdoutShare)} of hold-out rows`
  const said = `Broken by ${formatShare(share)} of synthetic rows${beside}.`
  return html`<div>
    <h3><code>${title}</code></h3>
    ${
      columns.length === 0
        ? html`<p>${said}</p>`
        : html`<div class="scroll" role="region" tabindex="0" aria-label="Rows that break ${title}">
            <table>
              <caption>
                ${said}
              </caption>
              <thead>
                <tr>
                  ${columns.map((column) => html`<th scope="col"><bdi>${shortName(column)}</bdi></th>`)}
                </tr>
              </thead>
              <tbody>
                ${examples.map(
                  (example) =>
                    html`<tr>
                      ${columns.map((column) => html`<td><bdi>${shortName(example[column] ?? '', 60)}</bdi></td>`)}
                    </tr> `,
                )}
              </tbody>
            </table>
          </div> `
    }
  </div>`
}

function list(rules: readonly BrokenRule[]): Markup {
  return html`<details>
    <summary>${rules.length} more rules, broken by ${formatShare(rules[0]!.share)} of rows and fewer</summary>
    <ul>
      ${rules.map(({ rule, share }) => html`<li><code>${shortName(rule, 160)}</code>: ${formatShare(share)}</li> `)}
    </ul>
  </details> `
}
