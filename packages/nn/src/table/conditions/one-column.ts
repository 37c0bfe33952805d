import type { Rng } from '@asdf/contract'
import type { RowLayout } from '../row-layout.ts'
import type { CategoryRows } from './category-rows.ts'
import type { ConditionSource } from './condition-source.ts'
import { checkForms, permutation, uniformInteger } from '@asdf/core'
import { weightedDraw } from '@asdf/core/statistics'
import { aLayout, categoryRows } from '../argument-forms.ts'

/**
 * Training by sampling (Xu et al. 2019, section 4.3): a condition names one discrete column, each as often as the others,
 * and one of its categories by the logarithm of its frequency, so that rare ones are learned too; a real row is then any
 * that has the category.
 */
export function oneColumnConditions(layout: RowLayout, known: CategoryRows, logFrequency: boolean): ConditionSource {
  checkForms('oneColumnConditions', { layout: [layout, aLayout], known: [known, categoryRows] })
  const { blocks, discreteCount, conditionWidth } = layout
  const draws = blocks.slice(0, discreteCount).map(({ start, width }) => {
    const counts = Array.from({ length: width }, (_, i) => known.starts[start + i + 1]! - known.starts[start + i]!)
    return weightedDraw(logFrequency ? counts.map((count) => Math.log(count + 1)) : counts)
  })

  /** A place of the condition vector. */
  function drawPlace(rng: Rng): number {
    const column = uniformInteger(rng, discreteCount)
    return blocks[column]!.start + draws[column]!(rng)
  }

  return {
    drawBatch(rng, { condition, realCondition, rows }) {
      const count = rows.length
      const places = Uint32Array.from({ length: count }, () => drawPlace(rng))
      const order = permutation(count, rng)
      condition.fill(0)
      realCondition.fill(0)
      for (let i = 0; i < count; i++) {
        condition[i * conditionWidth + places[i]!] = 1
        const place = places[order[i]!]!
        realCondition[i * conditionWidth + place] = 1
        const start = known.starts[place]!
        rows[i] = known.rows[start + uniformInteger(rng, known.starts[place + 1]! - start)]!
      }
    },
    drawConditions(rng, condition) {
      condition.fill(0)
      for (let start = 0; start < condition.length; start += conditionWidth) condition[start + drawPlace(rng)] = 1
    },
  }
}
