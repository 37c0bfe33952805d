import type {
  BooleanField,
  CategoricalField,
  Column,
  DatetimeColumn,
  DatetimeField,
  Field,
  NumericColumn,
  NumericField,
} from '@asdf/contract'
import type { CoderOptions, ColumnCoder } from './coder.ts'
import { AsdfError } from '@asdf/contract'
import { checkNumberOption, classCodes, classNames, columnLength } from '@asdf/core'
import { categoryCoder, notACategory } from './category-coder.ts'
import { fitCategories, uniformCategories } from './category-model.ts'
import { checkKind } from './checks.ts'
import { numberCoder } from './number-coder.ts'
import { fitNumbers } from './number-model.ts'

const mostCodes = 255

/**
 * Learns the codes of a column. What it keeps is shared by `minimumRows` rows or more: values, and means of as many
 * neighbors. Fewer rows in the column are an `ASDF_TOO_FEW_ROWS`; a column of fewer values than that gives out null only,
 * and says so in its warnings. Texts and identifiers are an `ASDF_UNSUPPORTED`: they are made anew, not modeled.
 */
export function fitCoder(field: Field, column: Column, options: CoderOptions): ColumnCoder {
  checkNumberOption('fitCoder', 'minimumRows', options.minimumRows, { integer: true, minimum: 1 })
  checkNumberOption('fitCoder', 'bins', options.bins, { integer: true, minimum: 2, maximum: 200 })
  checkKind(field, column)
  if (field.kind === 'text' || field.role === 'identifier') {
    throw new AsdfError(
      'ASDF_UNSUPPORTED',
      `fitCoder: column '${field.name}' is ${field.kind === 'text' ? 'text' : 'an identifier'}, which has no codes; leave it out`,
      { feature: field.kind === 'text' ? 'text columns' : 'identifiers' },
    )
  }
  const rowCount = columnLength(column)
  if (rowCount < options.minimumRows) {
    throw new AsdfError(
      'ASDF_TOO_FEW_ROWS',
      `fitCoder: column '${field.name}' has ${rowCount} rows, and no value may be given out that fewer than ${options.minimumRows} share; give it more rows or lower minimumRows`,
      { required: options.minimumRows, received: rowCount },
    )
  }
  const missing = column.valid?.indexOf(0) ?? -1
  if (missing >= 0 && !field.nullable)
    throw dataError(field, missing, 'has no value, but its field is not nullable; impute it')
  if (field.kind === 'numeric' || field.kind === 'datetime') return fitNumberCoder(field, column, options)
  if (field.kind === 'categorical' || field.kind === 'boolean') return fitCategoryCoder(field, column, options)
  throw new TypeError(`fitCoder: column '${field.name}' is ${field.kind}`)
}

function fitNumberCoder(field: NumericField | DatetimeField, column: Column, options: CoderOptions): ColumnCoder {
  const { values, valid } = column as NumericColumn | DatetimeColumn
  const present = valid === undefined ? values : values.filter((_, row) => valid[row] !== 0)
  checkFinite(field, values, valid)
  const hasNull = present.length < values.length
  const model = fitNumbers(field, present, options, hasNull ? mostCodes - 1 : mostCodes)
  const isLost = present.length > 0 && model.lows.length === 0
  return numberCoder(field, model, hasNull, isLost ? [onlyNull(field, present.length, options)] : [])
}

function fitCategoryCoder(field: CategoricalField | BooleanField, column: Column, options: CoderOptions): ColumnCoder {
  const counts = new Uint32Array(classNames(field).length)
  let nulls = 0
  classCodes(column).forEach((category, row) => {
    if (column.valid?.[row] === 0) nulls++
    else if (category >= 0 && category < counts.length) counts[category]!++
    else throw notACategory(field, row, category)
  })
  const isOrdered = field.kind === 'categorical' && field.ordered
  const room = nulls > 0 ? mostCodes - 1 : mostCodes
  const { model, rare, shared, isTooRare } = fitCategories(counts, isOrdered, options, room)
  if (!isTooRare) return categoryCoder(field, model, nulls > 0, poolWarnings(field, rare, shared, options))
  if (field.nullable) return categoryCoder(field, model, true, [onlyNull(field, columnLength(column) - nulls, options)])
  return categoryCoder(field, uniformCategories(counts.length), false, [onlyChance(field, options)])
}

function checkFinite(field: Field, values: Float64Array, valid: Uint8Array | undefined): void {
  for (let row = 0; row < values.length; row++) {
    if (Number.isFinite(values[row]!) || valid?.[row] === 0) continue
    throw dataError(field, row, `is not a finite number, got ${values[row]}; remove or replace it`)
  }
}

/** The error for a row, counted from 0. */
function dataError({ name }: Field, row: number, fault: string): AsdfError {
  return new AsdfError('ASDF_DATA_INVALID', `fitCoder: column '${name}', row ${row + 1} ${fault}`, {
    column: name,
    row: row + 1,
  })
}

function onlyNull({ name }: Field, present: number, { minimumRows }: CoderOptions): string {
  return `column '${name}' has no value that ${minimumRows} rows share (${present} rows have any), so it gives out null only; drop it, or read it as an identifier or text`
}

function onlyChance({ name }: Field, { minimumRows }: CoderOptions): string {
  return `column '${name}' has no category that ${minimumRows} rows share, so it gives out any category of its schema, whatever the rest of the row; drop it, or read it as an identifier or text`
}

function poolWarnings({ name }: Field, rare: number, shared: number, { minimumRows }: CoderOptions): string[] {
  const warnings: string[] = []
  if (rare > 0) {
    const what = rare === 1 ? 'a category' : `${rare} categories`
    warnings.push(`column '${name}' has ${what} that fewer than ${minimumRows} rows share, never given out`)
  }
  if (shared > 0) {
    warnings.push(
      `column '${name}' has too many categories: ${shared} of them share a code and are told apart by their shares only; merge categories, or read it as an identifier or text`,
    )
  }
  return warnings
}
