import type { Table } from '@asdf/contract'
import type { LinearRule, LinearSide, Rule } from '../rule.ts'
import { columnOf, fieldIndex } from '../../fields.ts'
import { hasDates, unitIn } from '../broken-linear.ts'
import { columnStep } from '../rule-columns.ts'
import { dependencyCases } from './dependency-groups.ts'

/**
 * The rules with what only a table tells: the digits that a product is rounded to, how far the sides of a sum may lie
 * apart since a column is rounded, and what the keys of a dependency decide. A dependency on a column of which few rows
 * share a value is an `ASDF_OPTION_INVALID` in the name of `where`.
 */
export function settleRules(where: string, rules: readonly Rule[], table: Table): readonly Rule[] {
  return rules.map((rule) => {
    if (rule.kind === 'product' && rule.decimals < 0) {
      return { ...rule, decimals: stepIn(table, rule.column).decimals }
    }
    if (rule.kind === 'dependency' && !rule.presence && rule.cases.length === 0) {
      return { ...rule, cases: dependencyCases(where, rule, table) }
    }
    return rule.kind === 'linear' && rule.relation === '=' ? { ...rule, slack: slackOf(rule, table) } : rule
  })
}

/**
 * Half a step of the column that the rule gives: the one alone on a side. Where there is none, of the coarsest column that
 * is not multiplied, or of the coarsest at all.
 */
function slackOf(rule: LinearRule, table: Table): number {
  const isDated = hasDates(rule, table)
  const terms = [...rule.left.terms, ...rule.right.terms].map(({ column, factor }) => {
    const { unit, decimals } = stepIn(table, column)
    const step = decimals < 0 ? 0 : unit * 10 ** -decimals * unitIn(table.schema, column, isDated)
    return { column, isWhole: Math.abs(factor) === 1, size: 0.5 * step * Math.abs(factor) }
  })
  const alone = [rule.right, rule.left].find(isAlone)?.terms[0]!.column
  const given = terms.find(({ column }) => column === alone)
  if (given !== undefined) return given.size
  const plain = terms.filter(({ isWhole }) => isWhole)
  return Math.max(...(plain.length > 0 ? plain : terms).map(({ size }) => size))
}

/** Whether a side is one column and nothing else. */
export function isAlone({ terms, constant, dates }: LinearSide): boolean {
  return terms.length === 1 && terms[0]!.factor === 1 && constant === 0 && dates.length === 0
}

function stepIn(table: Table, name: string) {
  return columnStep(table.schema.fields[fieldIndex(table.schema, name)]!, columnOf(table, name))
}
