import type { Evaluation } from '../evaluation.ts'
import type { Content } from '../markup/html.ts'
import { shortName } from '../markup/format.ts'
import { html } from '../markup/html.ts'

const most = 30

/** Parts of measures that could not be measured, with the reasons; what several measures say alike is said once. */
export function unmeasuredSection({ measured }: Evaluation): Content {
  const found = new Map<string, { readonly name: string; readonly reason: string; readonly labels: string[] }>()
  for (const { label, result } of measured) {
    for (const [name, reason] of Object.entries(result.unmeasured ?? {})) {
      const key = `${name}\n${reason}`
      const known = found.get(key) ?? { name, reason, labels: [] }
      known.labels.push(label)
      found.set(key, known)
    }
  }
  const all = [...found.values()]
  if (all.length === 0) return undefined
  return html`<ul>
      ${all.slice(0, most).map(
        ({ name, reason, labels }) =>
          html`<li>
            <strong><bdi>${shortName(name)}</bdi></strong
            >: ${shortName(reason, 240)}
            <span class="faint">(${labels.slice(0, 4).join(', ')}${labels.length > 4 ? ' …' : ''})</span>
          </li> `,
      )}
    </ul>
    ${all.length > most ? html`<p class="faint">And ${all.length - most} more.</p>` : undefined}`
}
