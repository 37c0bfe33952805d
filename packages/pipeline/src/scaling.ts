import type { Column, Field, RunOptions, Table } from '@asdf/contract'
import type { Encoder, FittedEncoder } from '@asdf/core'
import type { Preparation } from './preparation.ts'
import { checkRun, checkTable } from '@asdf/core'
import { checkPart } from './check-parts.ts'

/**
 * Scaling as a step of the pipeline: every numeric and datetime feature goes through an encoder of one number a row, such
 * as `minMaxEncoder()` of `@asdf/core`, which brings training values to [0, 1] (paper, section VI.B). Values outside the
 * training range go outside it. Impute first: nulls are refused.
 */
export function scaling(encoder: Encoder): Preparation {
  checkPart('scaling', 'encoder', encoder, 'fit', 'must be an encoder, such as minMaxEncoder()')
  return {
    id: `@asdf/pipeline/scaling/${encoder.id}`,
    async fit(train, run) {
      checkRun('scaling.fit', run)
      checkTable('scaling.fit', train)
      const encoders = new Map<string, FittedEncoder>()
      train.schema.fields.forEach((field, index) => {
        if (isScalable(field)) encoders.set(field.name, encoder.fit(field, train.columns[index]!))
      })
      return { apply: async (rows, runApply) => scaleTable(rows, encoders, runApply) }
    },
  }
}

function isScalable(field: Field): boolean {
  return (
    (field.role === 'feature' || field.role === 'sensitive') && (field.kind === 'numeric' || field.kind === 'datetime')
  )
}

function scaleTable(table: Table, encoders: ReadonlyMap<string, FittedEncoder>, run: RunOptions): Table {
  checkRun('scaling.apply', run)
  checkTable('scaling.apply', table)
  const fields: Field[] = []
  const columns: Column[] = []
  table.schema.fields.forEach((field, index) => {
    const encoder = encoders.get(field.name)
    const column = table.columns[index]!
    const { name, role } = field
    fields.push(encoder === undefined ? field : { name, role, kind: 'numeric', nullable: false, integer: false })
    columns.push(encoder === undefined ? column : { kind: 'numeric', values: encoder.encode(column) })
  })
  return { schema: { fields }, rowCount: table.rowCount, columns }
}
