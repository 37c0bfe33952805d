import type { MultipleRule, ProductRule, SumRule } from './rule.ts'
import { aFunction, anObject, checkForms } from '../argument-forms.ts'
import { roundTo } from './rule-columns.ts'
import { aRule } from './rule-form.ts'

/** The numbers of a column, NaN where null. */
export type NumbersOf = (column: string) => Float64Array

/** What the rule says its column is, NaN where an addend is null. */
export function sumOf(rule: Omit<SumRule, 'kind' | 'column'>, numbers: NumbersOf): Float64Array {
  checkForms('sumOf', { rule: [rule, anObject], numbers: [numbers, aFunction] })
  const { decimals, unit = 1 } = rule
  return rawSumOf(rule, numbers).map((value) => roundToUnit(value, unit, decimals))
}

/** To a multiple of `unit` times ten to the power of minus `decimals`, again without the digits that multiplying adds. */
function roundToUnit(value: number, unit: number, decimals: number): number {
  return unit === 1 ? roundTo(value, decimals) : roundTo(unit * roundTo(value / unit, decimals), decimals)
}

/** The sum before it is rounded. */
export function rawSumOf({ terms, constant }: Pick<SumRule, 'terms' | 'constant'>, numbers: NumbersOf): Float64Array {
  const columns = terms.map(({ column, factor }) => ({ values: numbers(column), factor }))
  const out = new Float64Array(columns[0]?.values.length ?? 0).fill(constant)
  for (const { values, factor } of columns)
    for (let row = 0; row < out.length; row++) out[row]! += factor * values[row]!
  return out
}

/** What the rule says its column is, NaN where a factor is null or a divisor 0. */
export function productOf(rule: Omit<ProductRule, 'kind' | 'column'>, numbers: NumbersOf): Float64Array {
  checkForms('productOf', { rule: [rule, anObject], numbers: [numbers, aFunction] })
  return rounded(rawProductOf(rule, numbers), rule.decimals)
}

/** The product before it is rounded. */
export function rawProductOf(
  { left, right, divides, factor, squares }: Omit<ProductRule, 'kind' | 'column' | 'decimals'>,
  numbers: NumbersOf,
): Float64Array {
  const others = numbers(right)
  return numbers(left).map((value, row) => {
    const other = squares === true ? others[row]! ** 2 : others[row]!
    const raw = divides ? (value / other) * factor : value * other * factor
    return Number.isFinite(raw) ? raw : Number.NaN
  })
}

function rounded(values: Float64Array, decimals: number): Float64Array {
  for (let row = 0; row < values.length; row++) values[row] = roundTo(values[row]!, decimals)
  return values
}

/** Which factor of the rule each row uses; -1 where none fits, or a cell is null. */
export function multipleOf(rule: MultipleRule, numbers: NumbersOf): Int32Array {
  checkForms('multipleOf', { rule: [rule, aRule], numbers: [numbers, aFunction] })
  const [source, column] = [numbers(rule.source), numbers(rule.column)]
  return Int32Array.from(source, (value, row) =>
    rule.factors.findIndex((factor) => fits(rule, factor, value, column[row]!)),
  )
}

/** Whether a sum, rounded, is `received`, with halves rounded either way. */
export function fitsSum(
  { decimals, unit = 1 }: Pick<SumRule, 'decimals' | 'unit'>,
  raw: number,
  received: number,
): boolean {
  return fits({ decimals }, 1, raw / unit, received / unit)
}

/** Whether `value` times `factor`, rounded, is `received`, with halves rounded either way. */
export function fits(
  { decimals }: { readonly decimals: number },
  factor: number,
  value: number,
  received: number,
): boolean {
  const half = decimals < 0 ? 0 : 0.5 * 10 ** -decimals
  // Where digits are counted only the rounding of doubles is left.
  const noise = decimals < 0 ? 1e-9 : 1e-12
  return Math.abs(value * factor - received) <= half * (1 + 1e-6) + noise * Math.abs(received)
}
