import type { Evaluation } from '../evaluation.ts'
import type { Markup } from '../markup/html.ts'
import { html } from '../markup/html.ts'
import { glossaryOf } from '../read/glossary.ts'

/** What each measure means, and when to believe it. */
export function glossarySection(evaluation: Evaluation): Markup {
  return html`<dl>
    ${glossaryOf(evaluation).map(
      ({ term, means, believe }) =>
        html`<dt>${term}</dt>
          <dd>${means}</dd>
          <dd class="faint">When to believe it: ${believe}</dd> `,
    )}
  </dl>`
}
