import type { Column, Field, RunOptions, Table } from '@asdf/contract'
import type { Rule } from '@asdf/core/rules'
import { checkTable, gridOf, isPresent, levelOf, toGrid } from '@asdf/core'
import { brokenRows, describeRule, findRules, productOf, ruleNumbers, sumOf } from '@asdf/core/rules'

/** A table of the training rows' columns, with more of what each row is like. */
export type DeriveFeatures = (table: Table) => Table

interface Derived {
  readonly name: string
  /** Booleans as bytes, or numbers with NaN for none. */
  readonly of: (table: Table) => Uint8Array | Float64Array
}

/**
 * What shows in no single column, as further columns for a classifier: for each rule of the training rows (`findRules` of
 * `@asdf/core/rules`) whether a row keeps it, and how far it is from it, such as `end` - `start` or the rest of a sum; for each number
 * and datetime on a grid how round it is, such as whole hundreds or days; for each column with nulls whether a row has
 * one, and how many it has. Trees do not find a sum of columns; with its rest beside them they do.
 *
 * The function that comes back takes tables with the columns of the training rows, such as synthetic ones. Cost that of
 * `findRules`, and O(rows × rules) a table.
 */
export async function derivedFeatures(
  train: Table,
  run: Pick<RunOptions, 'signal' | 'onProgress'> = {},
): Promise<DeriveFeatures> {
  checkTable('derivedFeatures', train)
  const { signal, onProgress } = run
  const watch = { ...(signal !== undefined && { signal }), ...(onProgress !== undefined && { onProgress }) }
  const features = [
    ...(await findRules(train, watch)).flatMap(({ rule }) => ofRule(rule)),
    ...train.schema.fields.flatMap((field, index) => ofSteps(field, train.columns[index]!, index)),
    ...ofNulls(train),
  ]
  return (table) => {
    const names = new Set(table.schema.fields.map(({ name }) => name))
    const fields: Field[] = [...table.schema.fields]
    const columns: Column[] = [...table.columns]
    for (const { name: wanted, of } of features) {
      let name = wanted
      while (names.has(name)) name += '_'
      names.add(name)
      const values = of(table)
      if (values instanceof Uint8Array) {
        fields.push({ kind: 'boolean', name, role: 'feature', nullable: false })
        columns.push({ kind: 'boolean', values })
        continue
      }
      fields.push({ kind: 'numeric', name, role: 'feature', nullable: true, integer: false })
      columns.push(numberColumn(values))
    }
    return { schema: { fields }, rowCount: table.rowCount, columns }
  }
}

/** Values that are not finite are nulls. */
function numberColumn(values: Float64Array): Column {
  const valid = Uint8Array.from(values, (value) => Number(Number.isFinite(value)))
  return { kind: 'numeric', values: values.map((value) => (Number.isFinite(value) ? value : 0)), valid }
}

function ofRule(rule: Rule): Derived[] {
  const name = describeRule(rule)
  if (rule.kind === 'often-equal') {
    const isEqual = (table: Table) => gap(table, rule.left, rule.right).map((rest) => Number(rest === 0))
    return [{ name: `keeps ${name}`, of: (table) => Uint8Array.from(isEqual(table)) }]
  }
  const keeps: Derived = { name: `keeps ${name}`, of: (table) => brokenRows(rule, table).map((broken) => 1 - broken) }
  const rest = restOf(rule)
  return rest === undefined ? [keeps] : [keeps, { name: `rest of ${name}`, of: rest }]
}

/** How far a row is from a rule, for rules of numbers. */
function restOf(rule: Rule): ((table: Table) => Float64Array) | undefined {
  switch (rule.kind) {
    case 'equal':
      return (table) => gap(table, rule.left, rule.right)
    case 'order':
      return (table) => gap(table, rule.low, rule.high)
    case 'sum':
      return (table) => less(sumOf(rule, numbersIn(table)), numbersIn(table)(rule.column))
    case 'product':
      return (table) => less(productOf(rule, numbersIn(table)), numbersIn(table)(rule.column))
    case 'multiple':
      return (table) => {
        const source = numbersIn(table)(rule.source)
        return numbersIn(table)(rule.column).map((value, row) => value / source[row]!)
      }
    default:
      return undefined
  }
}

function gap(table: Table, left: string, right: string): Float64Array {
  return less(numbersIn(table)(left), numbersIn(table)(right))
}

function less(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, row) => value - b[row]!)
}

function numbersIn({ schema, columns }: Table): (name: string) => Float64Array {
  return (name) => ruleNumbers(columns[schema.fields.findIndex((field) => field.name === name)]!)
}

/** The coarsest level of the column's grid that a value lies on: -1 the grid itself, -2 none. */
function ofSteps(field: Field, column: Column, index: number): Derived[] {
  if (field.kind !== 'numeric' && field.kind !== 'datetime') return []
  const values = ruleNumbers(column).filter((value) => !Number.isNaN(value))
  if (values.length === 0) return []
  const grid = gridOf(field, values)
  if (grid.step === 0) return []
  const stepOf = (value: number) => {
    if (Number.isNaN(value)) return NaN
    const [exact, units] = [value * grid.factor, Math.round(value * grid.factor)]
    const isOff = Math.abs(exact - units) > 1e-6 * Math.max(1, Math.abs(exact) * 1e-9) || toGrid(grid, units) !== units
    return isOff ? -2 : levelOf(grid.levels ?? [], units)
  }
  return [{ name: `roundness of ${field.name}`, of: ({ columns }) => ruleNumbers(columns[index]!).map(stepOf) }]
}

function ofNulls({ schema }: Table): Derived[] {
  const fields = schema.fields.flatMap(({ name, nullable }, index) => (nullable ? [{ name, index }] : []))
  if (fields.length === 0) return []
  const isNull = (table: Table, index: number) =>
    Uint8Array.from({ length: table.rowCount }, (_, row) => Number(!isPresent(table.columns[index]!, row)))
  const each = fields.map(({ name, index }): Derived => ({
    name: `${name} is null`,
    of: (table) => isNull(table, index),
  }))
  const count = (table: Table) => {
    const nulls = new Float64Array(table.rowCount)
    for (const { index } of fields) isNull(table, index).forEach((one, row) => (nulls[row]! += one))
    return nulls
  }
  return [...each, { name: 'nulls of the row', of: count }]
}
