import type { MultipleRule, ProductRule, SumRule } from './rule.ts'
import { roundTo } from './rule-columns.ts'

/** The numbers of a column, NaN where null. */
export type NumbersOf = (column: string) => Float64Array

/** What the rule says its column is, NaN where an addend is null. */
export function sumOf(
  { terms, constant, decimals, unit = 1 }: Omit<SumRule, 'kind' | 'column'>,
  numbers: NumbersOf,
): Float64Array {
  const columns = terms.map(({ column, factor }) => ({ values: numbers(column), factor }))
  const out = new Float64Array(columns[0]?.values.length ?? 0).fill(constant)
  for (const { values, factor } of columns)
    for (let row = 0; row < out.length; row++) out[row]! += factor * values[row]!
  for (let row = 0; row < out.length; row++) out[row] = roundToUnit(out[row]!, unit, decimals)
  return out
}

/** To a multiple of `unit` times ten to the power of minus `decimals`, again without the digits that multiplying adds. */
function roundToUnit(value: number, unit: number, decimals: number): number {
  return unit === 1 ? roundTo(value, decimals) : roundTo(unit * roundTo(value / unit, decimals), decimals)
}

/** What the rule says its column is, NaN where a factor is null or a divisor 0. */
export function productOf(rule: Omit<ProductRule, 'kind' | 'column'>, numbers: NumbersOf): Float64Array {
  const [left, right] = [numbers(rule.left), numbers(rule.right)]
  return left.map((value, row) => {
    const raw = rule.divides ? (value / right[row]!) * rule.factor : value * right[row]! * rule.factor
    return Number.isFinite(raw) ? roundTo(raw, rule.decimals) : Number.NaN
  })
}

/** What the rule says its column is before it is rounded: halves may be rounded either way. */
export function rawProductOf(rule: Omit<ProductRule, 'kind' | 'column'>, numbers: NumbersOf): Float64Array {
  return productOf({ ...rule, decimals: -1 }, numbers)
}

/** Which factor of the rule each row uses; -1 where none fits, or a cell is null. */
export function multipleOf(rule: MultipleRule, numbers: NumbersOf): Int32Array {
  const [source, column] = [numbers(rule.source), numbers(rule.column)]
  return Int32Array.from(source, (value, row) =>
    rule.factors.findIndex((factor) => fits(rule, factor, value, column[row]!)),
  )
}

/** Whether `value` times `factor`, rounded, is `received`, with halves rounded either way. */
export function fits(
  { decimals }: { readonly decimals: number },
  factor: number,
  value: number,
  received: number,
): boolean {
  const half = decimals < 0 ? 0 : 0.5 * 10 ** -decimals
  return Math.abs(value * factor - received) <= half * (1 + 1e-6) + 1e-9 * Math.abs(received)
}
