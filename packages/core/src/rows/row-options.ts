import type { Schema } from '@asdf/contract'
import type { InferOptions } from '../csv/csv-options.ts'
import type { InferRules } from '../infer/infer-rules.ts'
import { AsdfError } from '@asdf/contract'
import { checkInferOptions, marksOf } from '../csv/csv-options.ts'
import { rulesOf } from '../csv/parse-csv.ts'
import { checkOptionNames, optionError } from '../options.ts'

/** How to read plain rows or columns of values. */
export interface RowOptions extends Omit<InferOptions, 'quotedNulls'> {
  /**
   * What the columns must be, such as the schema of the training table for rows to predict. Nothing is inferred then, and
   * a value that does not fit is an error. Columns that no row has are left out when they are a target, an identifier or a
   * weight.
   */
  readonly schema?: Schema
}

const knownOptions: Readonly<Record<keyof RowOptions, true>> = {
  schema: true,
  target: true,
  roles: true,
  kinds: true,
  nulls: true,
  strays: true,
  dateFormats: true,
  decimalMark: true,
  onRemark: true,
  showOption: true,
}

/** Checks the options and says by which rules texts are read. */
export function rulesOfRows(where: string, options: RowOptions): InferRules {
  checkOptionNames(where, options, knownOptions)
  checkInferOptions(where, options)
  for (const option of ['target', 'roles', 'kinds'] as const) {
    if (options.schema === undefined || options[option] === undefined) continue
    throw optionError(where, option, options[option], `cannot be combined with 'schema', which says it already`)
  }
  return { ...rulesOf(options, marksOf(options)), where }
}

/** Refuses names that are not the schema's, and gives the fields whose columns are there. */
export function fieldsOf(where: string, { fields }: Schema, names: ReadonlySet<string>) {
  const extra = [...names].find((name) => !fields.some((field) => field.name === name))
  if (extra !== undefined) throw mismatch(where, extra, 'a column of the schema', `'${extra}'`)
  const mayLack: readonly string[] = ['target', 'identifier', 'weight']
  return fields.filter(({ name, role, nullable }) => {
    if (names.has(name)) return true
    if (nullable || mayLack.includes(role)) return nullable && !mayLack.includes(role)
    throw mismatch(where, name, `a column '${name}'`, 'none')
  })
}

function mismatch(where: string, column: string, expected: string, received: string): AsdfError {
  return new AsdfError(
    'ASDF_SCHEMA_MISMATCH',
    `${where}: needs ${expected}, got ${received}; give rows the keys of the schema`,
    { column, expected, received },
  )
}
