import type { SampleOptions } from '@asdf/contract'
import type { Condition } from '@asdf/core'
import { readConditions as readWith } from '@asdf/core'
import type { TableCoder } from './table-coder.ts'

/** What `where` asks for, by the codes of a table coder: the errors are those of `readConditions` in core. */
export function readConditions(name: string, coder: TableCoder, asked: SampleOptions['where']): Condition[] {
  return readWith(name, coder.schema, asked, (column, value) => coder.coders[column]?.codeOf(value))
}
