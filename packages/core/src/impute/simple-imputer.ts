import type { Column, Field, RunOptions, Table } from '@asdf/contract'
import type { Filling } from './complete.ts'
import type { FittedImputer, Imputer } from './imputer.ts'
import { checkRun } from '../check-run.ts'
import { checkTable } from '../check-table.ts'
import { cellOf } from '../linear/design.ts'
import { columnLength, isPresent } from '../table.ts'
import { completeTable } from './complete.ts'
import { matchingSources, textWarnings, trainingSources } from './sources.ts'

const id = '@asdf/core/simple-imputer'

/**
 * Fills nulls with the median of a numeric or datetime feature and the most frequent value of a categorical or boolean
 * one, of the training rows. For comparison: it narrows distributions and ignores all other columns; `mice` does not. The
 * median may be the value of a single row; see `Imputer` for what that means for privacy.
 */
export function simpleImputer(): Imputer {
  return {
    id,
    options: {},
    async fit(train: Table, run: RunOptions): Promise<FittedImputer> {
      checkRun('simpleImputer.fit', run)
      checkTable('simpleImputer.fit', train)
      const { fields, columns } = trainingSources('simpleImputer.fit', train, false)
      const constants = columns.map((column, index) => typicalValue(column, fields[index]!))
      run.onProgress?.({ phase: 'impute', step: 1, totalSteps: 1 })
      return {
        warnings: textWarnings(train),
        async impute(table, runImpute) {
          checkRun('simpleImputer.impute', runImpute)
          checkTable('simpleImputer.impute', table)
          const { missing } = matchingSources('simpleImputer.impute', fields, table)
          const fillings = fields.map((field, index): [string, Filling] => {
            const rows = missing[index]!
            return [field.name, { rows, values: new Float64Array(rows.length).fill(constants[index]!) }]
          })
          return completeTable(table, new Map(fillings))
        },
      }
    },
  }
}

function typicalValue(column: Column, field: Field): number {
  const present: number[] = []
  for (let row = 0; row < columnLength(column); row++) if (isPresent(column, row)) present.push(cellOf(column, row))
  const sorted = Float64Array.from(present).sort()
  return field.kind === 'numeric' || field.kind === 'datetime' ? median(field, sorted) : mode(sorted)
}

/** The middle value; between two, their mean, or the lower one where a mean could leave the column's grid. */
function median(field: Field, sorted: Float64Array): number {
  const low = sorted[(sorted.length - 1) >> 1]!
  const isFree = field.kind === 'numeric' && !field.integer && field.decimals === undefined
  return isFree ? low / 2 + sorted[sorted.length >> 1]! / 2 : low
}

/** The most frequent value, the lowest of equals. */
function mode(sorted: Float64Array): number {
  let best = sorted[0]!
  let bestCount = 0
  for (let start = 0; start < sorted.length;) {
    let end = start
    while (end < sorted.length && sorted[end] === sorted[start]) end++
    if (end - start > bestCount) {
      best = sorted[start]!
      bestCount = end - start
    }
    start = end
  }
  return best
}
