import type { Table } from '@asdf/contract'
import type { LinearRule, LinearSide, Rule, Term } from '../rule.ts'
import { columnOf, fieldIndex } from '../../fields.ts'
import { brokenLinear, fixedPart, hasDates, unitIn } from '../broken-linear.ts'
import { coarseStep, columnStep, stepSize } from '../rule-columns.ts'
import { dependencyCases } from './dependency-groups.ts'

/**
 * The rules with what only a table tells: the digits that a product is rounded to, how far the sides of a sum may lie
 * apart since a column is rounded, and what the keys of a dependency decide. A dependency on a column of which few rows
 * share a value is an `ASDF_OPTION_INVALID` in the name of `where`.
 */
export function settleRules(where: string, rules: readonly Rule[], table: Table): readonly Rule[] {
  return rules.map((rule) => {
    if (rule.kind === 'product' && rule.decimals < 0) {
      const field = table.schema.fields[fieldIndex(table.schema, rule.column)]!
      return { ...rule, decimals: columnStep(field, columnOf(table, rule.column)).decimals }
    }
    if (rule.kind === 'dependency' && !rule.presence && rule.cases.length === 0) {
      return { ...rule, cases: dependencyCases(where, rule, table) }
    }
    return rule.kind === 'linear' ? { ...rule, slack: slackOf(rule, table) } : rule
  })
}

/**
 * Half a step of the column that the rule gives: the one alone on a side. Of an equality where there is none, of the coarsest
 * column that is not multiplied, or of the coarsest at all. Sides that sit on the steps of the column need no rounding:
 * an inequality gets none then. The column's coarse step counts, such as thousands, where rows show that it is rounded to.
 */
function slackOf(rule: LinearRule, table: Table): number {
  if (rule.relation === '<' || rule.relation === '>') return 0
  const isDated = hasDates(rule, table)
  const sizesBy = (stepOf: typeof columnStep) =>
    [...rule.left.terms, ...rule.right.terms].map(({ column, factor }): SizedTerm => {
      const step = stepSize(stepOf(table.schema.fields[fieldIndex(table.schema, column)]!, columnOf(table, column)))
      return { column, factor, size: Math.abs(factor) * step * unitIn(table.schema, column, isDated) }
    })
  const fine = sizesBy(columnStep)
  const given = givenTerm(rule, fine)
  const fixed = [rule.left, rule.right].map((side) => fixedPart(side, isDated))
  const isOnSteps = [...fine.map(({ size }) => size), ...fixed].every((size) => isWhole(size / given.size))
  const isEquality = rule.relation === '='
  if (isOnSteps || given.size === 0) return isEquality ? 0.5 * given.size : 0
  if (!isEquality && given.column !== aloneColumn(rule)) return 0
  const coarse = sizesBy(coarseStep).find(({ column }) => column === given.column)!
  const slacks = [...(isEquality ? [] : [0]), 0.5 * given.size, 0.5 * coarse.size]
  const brokenWith = (slack: number) =>
    brokenLinear({ ...rule, slack }, table, slack).reduce((sum, one) => sum + one, 0)
  const counts = slacks.map(brokenWith)
  return slacks[counts.indexOf(Math.min(...counts))]!
}

interface SizedTerm extends Term {
  /** A step of the column in the rule. */
  readonly size: number
}

function givenTerm(rule: LinearRule, terms: readonly SizedTerm[]): SizedTerm {
  const alone = aloneColumn(rule)
  const given = terms.find(({ column }) => column === alone)
  if (given !== undefined) return given
  const plain = terms.filter(({ factor }) => Math.abs(factor) === 1)
  return (plain.length > 0 ? plain : terms).reduce((most, one) => (one.size > most.size ? one : most))
}

function aloneColumn({ left, right }: LinearRule): string | undefined {
  return [right, left].find(isAlone)?.terms[0]!.column
}

/** Whether a side is one column and nothing else. */
function isAlone({ terms, constant, dates }: LinearSide): boolean {
  return terms.length === 1 && terms[0]!.factor === 1 && constant === 0 && dates.length === 0
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-9 * Math.max(1, Math.abs(value))
}
