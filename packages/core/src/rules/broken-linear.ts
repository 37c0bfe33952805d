import type { Table } from '@asdf/contract'
import type { LinearRule, LinearSide } from './rule.ts'
import { anObject, aSchema, aText, checkForms } from '../argument-forms.ts'
import { columnOf, fieldIndex } from '../fields.ts'
import { day, ruleNumbers } from './rule-columns.ts'
import { aRule } from './rule-form.ts'

/**
 * One byte for each row, 1 where it breaks the comparison. A row without a value in one of the columns keeps it. `allowance`
 * is how far an inequality may be missed: 0 by default, for real rows the slack of the rule.
 */
export function brokenLinear(rule: LinearRule, table: Table, allowance = 0): Uint8Array {
  const isDated = hasDates(rule, table)
  const [left, right] = [sideValues(rule.left, table, isDated), sideValues(rule.right, table, isDated)]
  return Uint8Array.from({ length: table.rowCount }, (_, row) => {
    const [a, b] = [left.values[row]!, right.values[row]!]
    const size = Math.max(left.sizes[row]!, right.sizes[row]!)
    // Datetimes are whole milliseconds; sums of numbers carry the rounding of doubles.
    const near = isDated ? 0.5 : 1e-9 * Math.max(Math.abs(a), Math.abs(b)) + 1e-13 * size + 1e-12
    if (rule.relation === '=') return Number(Math.abs(a - b) > rule.slack * (1 + 1e-6) + near)
    const excess = rule.relation.startsWith('<') ? a - b : b - a
    const isMet = rule.relation.endsWith('=') || allowance > 0
    return Number(isMet ? excess > allowance * (1 + 1e-6) + near : excess >= -near)
  })
}

/** Whether the rule speaks of datetimes, so that its numbers count days. */
export function hasDates(rule: LinearRule, table: Pick<Table, 'schema'>): boolean {
  checkForms('hasDates', { rule: [rule, aRule], table: [table, anObject] })
  const { left, right } = rule
  const { schema } = table
  return [left, right].some(({ terms, dates }) => {
    return dates.length > 0 || terms.some(({ column }) => isDatetime(schema, column))
  })
}

/** What one unit of a column counts in a rule: a day of a column of numbers is so many milliseconds. */
export function unitIn(schema: Table['schema'], column: string, isDated: boolean): number {
  checkForms('unitIn', { schema: [schema, aSchema], column: [column, aText] })
  return isDated && !isDatetime(schema, column) ? day : 1
}

/** What a side of a rule without its columns comes to: a number, or milliseconds. */
export function fixedPart({ constant, dates }: LinearSide, isDated: boolean): number {
  return dates.reduce((sum, { time, factor }) => sum + factor * time, constant * (isDated ? day : 1))
}

function isDatetime(schema: Table['schema'], column: string): boolean {
  return schema.fields[fieldIndex(schema, column)]!.kind === 'datetime'
}

/** The side of each row, NaN where a column is null, and how large the numbers are that make it up. */
function sideValues(side: LinearSide, table: Table, isDated: boolean) {
  const fixed = fixedPart(side, isDated)
  const values = new Float64Array(table.rowCount).fill(fixed)
  const sizes = new Float64Array(table.rowCount).fill(Math.abs(fixed))
  for (const { column, factor } of side.terms) {
    const numbers = ruleNumbers(columnOf(table, column))
    const by = factor * unitIn(table.schema, column, isDated)
    for (let row = 0; row < values.length; row++) {
      values[row]! += by * numbers[row]!
      sizes[row]! += Math.abs(by * numbers[row]!)
    }
  }
  return { values, sizes }
}
