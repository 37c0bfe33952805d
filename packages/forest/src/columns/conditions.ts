import type { SampleOptions } from '@asdf/contract'
import type { Condition } from '@asdf/core'
import type { TableCoder } from './table-coder.ts'
import { readConditions as readWith } from '@asdf/core'

/** What `where` asks for, by the codes of a table coder: the errors are those of `readConditions` in core. */
export function readConditions(name: string, coder: TableCoder, asked: SampleOptions['where']): Condition[] {
  return readWith(name, coder.schema, asked, (column, value) => coder.coders[column]?.codeOf(value))
}

/**
 * Conditions that each hold for some rows are refused together when they would hold for less than `leastRows` rows among as
 * many as were trained on, and come together less than `leastLift` times as often as if they had nothing to do with one
 * another: what never occurs has a small share too, because shares are smoothed.
 */
export const leastRows = 0.5
export const leastLift = 0.05
