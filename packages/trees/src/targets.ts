import type { Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { checkFinite, checkNoNulls, checkRowCount, classCodes, classNames, readWeights, targetIndex } from '@asdf/core'

/** What the rows of a training table say about the target, ready for a kernel. */
export interface Targets {
  /** Column name of the target. */
  readonly name: string
  /** Class code of each row, or the number itself in a regression. */
  readonly values: Float64Array
  /** Weight of each row, or `null` when every row weighs 1. */
  readonly weights: Float64Array | null
}

export interface ClassTargets extends Targets {
  readonly classes: readonly string[]
}

/** The class of each row of a table that `checkTable` found sound. `expectedClasses` are those of an earlier table that this one must agree with. */
export function classTargets(where: string, table: Table, expectedClasses?: readonly string[]): ClassTargets {
  if (expectedClasses === undefined) checkRowCount(where, table, 2)
  const index = targetIndex(table.schema, where)
  const field = table.schema.fields[index]!
  const classes = classNames(field)
  checkNoNulls(where, table, [index])
  const values = Float64Array.from(classCodes(table.columns[index]!))
  const weights = readWeights(where, table) ?? null
  if (expectedClasses === undefined) checkTwoClasses(where, field.name, classes, values, weights)
  else checkSameClasses(where, field.name, expectedClasses, classes)
  return { name: field.name, classes, values, weights }
}

/** The number each row is to be predicted as, of a table that `checkTable` found sound. */
export function numberTargets(where: string, table: Table): Targets {
  checkRowCount(where, table, 2)
  const index = targetIndex(table.schema, where)
  const field = table.schema.fields[index]!
  const column = table.columns[index]!
  if (column.kind !== 'numeric') {
    throw new AsdfError(
      'ASDF_SCHEMA_MISMATCH',
      `${where}: target column '${field.name}' must be numeric, got ${field.kind}; use a classifier for classes`,
      { column: field.name, expected: 'numeric', received: field.kind },
    )
  }
  checkNoNulls(where, table, [index])
  checkFinite(where, table, [index])
  return { name: field.name, values: column.values, weights: readWeights(where, table) ?? null }
}

function checkTwoClasses(
  where: string,
  column: string,
  classes: readonly string[],
  codes: Float64Array,
  weights: Float64Array | null,
): void {
  const isPresent = new Uint8Array(classes.length)
  for (let i = 0; i < codes.length; i++) if (weights === null || weights[i]! > 0) isPresent[codes[i]!] = 1
  const present = classes.filter((_, code) => isPresent[code] === 1)
  if (present.length >= 2) return
  throw new AsdfError(
    'ASDF_DATA_INVALID',
    `${where}: target column '${column}' needs rows of at least two classes, got only '${present[0]}'`,
    { column, row: 0 },
  )
}

function checkSameClasses(
  where: string,
  column: string,
  expected: readonly string[],
  received: readonly string[],
): void {
  if (expected.length === received.length && expected.every((name, code) => name === received[code])) return
  throw new AsdfError(
    'ASDF_SCHEMA_MISMATCH',
    `${where}: target column '${column}' must have the classes ${expected.slice(0, 10).join(', ')}, as in the training rows, got ${received.slice(0, 10).join(', ')}`,
    { column, expected: expected.join(', '), received: received.join(', ') },
  )
}
