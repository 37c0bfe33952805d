import type { Rng } from '@asdf/contract'
import type { RowLayout } from '../row-layout.ts'
import type { CategoryRows } from './category-rows.ts'
import type { ConditionSource } from './condition-source.ts'
import { checkForms, uniformInteger } from '@asdf/core'
import { weightedDraw } from '@asdf/core/statistics'
import { aLayout, anObject, categoryRows } from '../argument-forms.ts'

export interface LabelConditionOptions {
  /** Number of the target among the discrete columns; -1 without one. */
  readonly target: number
  /** How often each class is drawn; by its rows when absent. */
  readonly classWeights?: ArrayLike<number>
  /** In how many of the rows one more column is named. */
  readonly revealShare: number
}

/**
 * Conditions as real rows have them: the class of a row always, and in some rows the category of one more column, so that
 * any single category can be asked for later. Made rows get the conditions of the real ones.
 */
export function labelConditions(
  layout: RowLayout,
  known: CategoryRows,
  options: LabelConditionOptions,
): ConditionSource {
  checkForms('labelConditions', {
    layout: [layout, aLayout],
    known: [known, categoryRows],
    options: [options, anObject],
  })
  const { target, classWeights, revealShare } = options
  const { blocks, discreteCount, conditionWidth } = layout
  const others = Array.from({ length: discreteCount }, (_, column) => column).filter((column) => column !== target)
  const drawClass = classWeights === undefined || target < 0 ? undefined : weightedDraw(classWeights)

  function drawRow(rng: Rng): number {
    if (drawClass === undefined) return uniformInteger(rng, known.rowCount)
    const place = blocks[target]!.start + drawClass(rng)
    const start = known.starts[place]!
    return known.rows[start + uniformInteger(rng, known.starts[place + 1]! - start)]!
  }

  function reveal(rng: Rng, row: number, condition: Float32Array, at: number): void {
    const show = (column: number) => {
      condition[at + blocks[column]!.start + known.codes[column * known.rowCount + row]!] = 1
    }
    if (target >= 0) show(target)
    if (others.length > 0 && revealShare > 0 && rng.next() < revealShare)
      show(others[uniformInteger(rng, others.length)]!)
  }

  return {
    drawBatch(rng, { condition, realCondition, rows }) {
      condition.fill(0)
      for (let i = 0; i < rows.length; i++) {
        rows[i] = drawRow(rng)
        reveal(rng, rows[i]!, condition, i * conditionWidth)
      }
      realCondition.set(condition)
    },
    drawConditions(rng, condition) {
      condition.fill(0)
      for (let at = 0; at < condition.length; at += conditionWidth) reveal(rng, drawRow(rng), condition, at)
    },
  }
}
