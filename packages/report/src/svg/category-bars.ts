import type { Content, Markup } from '../markup/html.ts'
import { formatShare, shortName } from '../markup/format.ts'
import { html } from '../markup/html.ts'
import { linearScale } from './scale.ts'

export interface CategoryBar {
  readonly name: string
  readonly train: number | null
  readonly synthetic: number
  readonly holdout: number | null
}

const [width, row, left] = [300, 17, 112]

/** Shares by category: training rows as a bar, synthetic ones as a line that ends in a dot, hold-out as a tick. */
export function categoryBars(bars: readonly CategoryBar[], title: string): Markup {
  const most = Math.max(...bars.flatMap(({ train, synthetic, holdout }) => [train ?? 0, synthetic, holdout ?? 0])) || 1
  const x = linearScale([0, most], [left, width - 44])
  const height = bars.length * row + 4
  return html`<svg role="img" viewBox="0 0 ${width} ${height}">
    <title>${title}</title>
    ${bars.map((bar, index) => oneBar(bar, index * row, x))}
    <path class="x" d="M${left} 0V${height - 4}" />
  </svg>`
}

function oneBar({ name, train, synthetic, holdout }: CategoryBar, top: number, x: (share: number) => number): Content {
  const [middle, end] = [top + 8, x(synthetic)]
  return html`<text class="t e" x="${left - 5}" y="${top + 12}">${shortName(name, 17)}</text>${
      train === null || train === 0
        ? undefined
        : html`<rect class="r" x="${left}" y="${top + 2}" width="${Math.max(1, x(train) - left)}" height="12" />`
    }${holdout === null ? undefined : html`<path class="k" d="M${x(holdout)} ${top + 1}v14" />`}<path
      class="y"
      d="M${left} ${middle}H${end}"
    /><circle class="yb" cx="${end}" cy="${middle}" r="3.5" /><text
      x="${Math.max(end, x(Math.max(train ?? 0, holdout ?? 0))) + 7}"
      y="${top + 12}"
      >${formatShare(synthetic)}</text
    >`
}
