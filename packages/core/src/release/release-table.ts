import type { Column, Field, FitOptions, Table } from '@asdf/contract'
import type { ReleasedColumn } from './released-column.ts'
import { anObject, aTable, checkForms } from '../argument-forms.ts'
import { checkChoiceOption, checkNumberOption } from '../options.ts'
import { runSteps } from '../steps.ts'
import { releaseBooleans, releaseCategories } from './release-categories.ts'
import { releaseNumbers } from './release-numbers.ts'

/** How many training rows must share a value before a model releases it, unless its options say otherwise. */
export const releasedRows = 5

/** How a training table is made fit to learn a model from that may be given away. */
export interface ReleaseOptions extends Pick<FitOptions, 'schema'> {
  /** Fewest training rows that share a value that is released; 1 changes nothing, and the warnings say so. */
  readonly minimumRows: number
}

/** A training table that holds nothing which may not be released, but for texts and identifiers. */
export interface ReleasedTable {
  readonly table: Table
  /** What the user should know of the columns that changed. */
  readonly warnings: readonly string[]
}

/**
 * The training table as a model may learn it. A value is _released_ when at least `minimumRows` training rows share it; so
 * is a mean over as many rows. Everything else is replaced, row by row, so that no model can hold or generate it:
 *
 * - Categories of fewer rows become the category `other`; see `releaseCategories`.
 * - The outermost numbers and datetimes at either end become a smooth tail with their mean; see `releaseNumbers`. Bounds
 *   are those of the tail, rounded outward, and digits after the point that fewer rows have are rounded away.
 * - Texts and identifiers are left as they are: models replace them. The bounds of an identifier are dropped.
 *
 * With the schema `training` fields and categories stay as they are, and only tails are smoothed. Columns that cannot be
 * read, such as those with infinite numbers, stay as they are for the checks of the fit.
 */
export function releaseTable(train: Table, options: ReleaseOptions): ReleasedTable {
  checkForms('releaseTable', { train: [train, aTable], options: [options, anObject] })
  const { minimumRows, schema = 'released' } = options
  checkChoiceOption('fit', 'schema', schema, ['released', 'training'])
  checkNumberOption('fit', 'minimumRows', minimumRows, { integer: true, minimum: 1 })
  if (minimumRows < 2) return unreleased(train)
  return tableOf(
    train,
    train.columns.map((_, index) => releaseAt(train, index, { minimumRows, schema })),
  )
}

/** Does what `releaseTable` does, and gives the event loop turns between columns, so that an abort arrives. */
export async function releaseTableInTurns(
  train: Table,
  options: ReleaseOptions & Pick<FitOptions, 'signal'>,
): Promise<ReleasedTable> {
  checkForms('releaseTableInTurns', { train: [train, aTable], options: [options, anObject] })
  const { minimumRows, schema = 'released', signal } = options
  checkChoiceOption('fit', 'schema', schema, ['released', 'training'])
  checkNumberOption('fit', 'minimumRows', minimumRows, { integer: true, minimum: 1 })
  if (minimumRows < 2) return unreleased(train)
  const parts: ReleasedColumn[] = []
  await runSteps({ seed: 0, ...(signal && { signal }) }, 'release', train.columns.length, (index) => {
    parts.push(releaseAt(train, index, { minimumRows, schema }))
    return {}
  })
  return tableOf(train, parts)
}

/** The table as it is, and that nothing in it is kept to itself: an option that promises so little must not look like one that does. */
function unreleased(table: Table): ReleasedTable {
  const warning =
    'one training row is enough for a value to be released, so the model and its rows may hold values of single rows ' +
    'as they are, apart from identifiers and free texts; raise minimumRows (--privacy of asdf) to keep them back'
  return { table, warnings: [warning] }
}

function releaseAt({ schema: { fields }, columns }: Table, index: number, options: Required<ReleaseOptions>) {
  const { minimumRows, schema } = options
  const field = fields[index]!
  const released = releaseColumn(field, columns[index]!, minimumRows, schema === 'training')
  return schema === 'training' ? { ...released, field } : released
}

function tableOf({ rowCount }: Table, parts: readonly ReleasedColumn[]): ReleasedTable {
  const fields = parts.map(({ field }) => field)
  return {
    table: { schema: { fields }, rowCount, columns: parts.map(({ column }) => column) },
    warnings: parts.flatMap(({ warnings }) => warnings),
  }
}

function releaseColumn(field: Field, column: Column, minimumRows: number, keepsField: boolean): ReleasedColumn {
  const same = { field, column, warnings: [] }
  if (field.kind !== column.kind || field.kind === 'text') return same
  if (field.role === 'identifier') return { ...same, field: withoutBounds(field) }
  if (column.kind === 'numeric' || column.kind === 'datetime') {
    return releaseNumbers(field as Extract<Field, { kind: 'numeric' | 'datetime' }>, column, {
      minimumRows,
      keepsField,
    })
  }
  if (keepsField) return same
  if (field.kind === 'categorical' && column.kind === 'categorical') {
    return releaseCategories(field, column, minimumRows)
  }
  return field.kind === 'boolean' && column.kind === 'boolean' ? releaseBooleans(field, column, minimumRows) : same
}

function withoutBounds(field: Field): Field {
  if (field.kind !== 'numeric') return field
  const { minimum: _, maximum: __, ...rest } = field
  return rest
}
