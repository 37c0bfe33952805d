import type { Evaluation } from '../evaluation.ts'
import type { Content, Markup } from '../markup/html.ts'
import type { PairMaps } from '../read/pair-maps.ts'
import { formatValue, shortName } from '../markup/format.ts'
import { html } from '../markup/html.ts'
import { pairMapsOf } from '../read/pair-maps.ts'
import { heatKey, heatMap } from '../svg/heat-map.ts'

/** Matrices of pairs of columns: the worst pairs in words, then the maps. */
export function pairsSection(evaluation: Evaluation): Content {
  return pairMapsOf(evaluation).map(oneMeasure)
}

function oneMeasure({ label, names, left, maps, worst }: PairMaps): Markup {
  return html`<h3>${label}</h3>
    ${left === 0 ? undefined : html`<p class="faint">Of ${left + names.length} columns the ${names.length} whose pairs are worst.</p>`}
    ${maps.length > 1 ? worstTable(label, worst) : undefined}
    <div class="beside">
      ${maps.length > 1 ? undefined : worstTable(label, worst)}${maps.map(
        (map) =>
          html`<figure>
            <figcaption>${map.title}</figcaption>
            <div class="scroll" role="region" tabindex="0" aria-label="${map.title}">${heatMap(map)}</div>
            ${heatKey(map.domain)}
          </figure> `,
      )}
    </div> `
}

function worstTable(label: string, worst: PairMaps['worst']): Content {
  if (worst.length === 0) return undefined
  const isTrio = worst[0]!.values.length === 2
  const titles = isTrio ? ['real', 'synthetic', 'difference'] : ['score']
  return html`<div>
    <table>
      <caption>
        The worst pairs of columns by ${label}
      </caption>
      <thead>
        <tr>
          <th scope="col">columns</th>
          ${titles.map((title) => html`<th scope="col" class="n">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${worst.map(({ names: [a, b], values }) => {
          const [real, made] = values
          const shown = isTrio ? [real!, made!, made! - real!] : values
          return html`<tr>
            <th scope="row"><bdi>${shortName(a, 40)}</bdi> × <bdi>${shortName(b, 40)}</bdi></th>
            ${shown.map((value) => html`<td class="n">${formatValue(value)}</td>`)}
          </tr> `
        })}
      </tbody>
    </table>
  </div>`
}
