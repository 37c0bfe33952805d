import type { Markup } from '../markup/html.ts'
import type { Grade } from '../read/standing.ts'
import { html } from '../markup/html.ts'

/** A grade in words, with a sign and a border that say the same. */
export function badge(grade: Grade): Markup {
  if (grade === 'unknown') return html`<span class="badge">no comparison</span>`
  if (grade === 'as good') return html`<span class="badge as">✓ as good</span>`
  return html`<span class="badge bad">✗ ${grade}</span>`
}
