import type { ConditionSource } from './condition-source.ts'
import { uniformInteger } from '@asdf/core'

/** Any rows, without conditions. */
export function noConditions(rowCount: number): ConditionSource {
  return {
    drawBatch(rng, { rows }) {
      for (let i = 0; i < rows.length; i++) rows[i] = uniformInteger(rng, rowCount)
    },
    drawConditions() {},
  }
}
