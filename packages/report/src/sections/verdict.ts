import type { Evaluation } from '../evaluation.ts'
import type { Content, Markup } from '../markup/html.ts'
import { html } from '../markup/html.ts'
import { gradeSteps } from '../read/standing.ts'
import { verdictOf } from '../read/verdict.ts'

/** The verdict in words, with what must be known before believing it. */
export function verdictSection(evaluation: Evaluation): Markup {
  const { isBad, lead, points } = verdictOf(evaluation)
  return html`<section class="verdict${isBad ? ' bad' : ''}" aria-labelledby="verdict">
      <h2 id="verdict">Verdict</h2>
      <p class="lead">${lead}</p>
      <ul>
        ${points.map(
          (point) => html`<li>${point.isBad ? '✗ ' : ''}<strong>${point.title}:</strong> ${point.text}</li> `,
        )}
      </ul>
    </section>
    <p class="faint">
      “Slightly worse” is less than ${gradeSteps.worse * 100} % of the way from what real rows reach to the worst value
      there can be, “much worse” at least ${gradeSteps.muchWorse * 100} %. A measure is only called worse where its 95 %
      interval says so.
    </p>
    ${listed('Before you believe a number', evaluation.warnings)}${listed('What holds by construction', evaluation.promises)}`
}

function listed(title: string, texts: readonly string[] = []): Content {
  if (texts.length === 0) return undefined
  return html`<h3>${title}</h3>
    <ul>
      ${texts.map((text) => html`<li>${text}</li>`)}
    </ul> `
}
