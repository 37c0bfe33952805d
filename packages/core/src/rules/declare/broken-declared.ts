import type { Table } from '@asdf/contract'
import type { Rule } from '../rule.ts'
import { aTable, checkForms } from '../../argument-forms.ts'
import { columnOf } from '../../fields.ts'
import { brokenLinear } from '../broken-linear.ts'
import { brokenRows, dependencyLookUp } from '../broken-rows.ts'
import { columnsOfRule } from '../columns-of-rule.ts'
import { aRule } from '../rule-form.ts'
import { groupByKeys } from './dependency-groups.ts'

/**
 * One byte for each generated row, 1 where it breaks a declared rule. A row without a value in one of the columns keeps it.
 * Keys of a dependency of which nothing is known break it: what they decide is nowhere said.
 */
export function brokenDeclared(rule: Rule, table: Table): Uint8Array {
  checkForms('brokenDeclared', { rule: [rule, aRule], table: [table, aTable] })
  if (rule.kind !== 'dependency' || rule.presence) return brokenRows(rule, table)
  const [lookUp, spoken] = [dependencyLookUp(rule, table), spokenRows(rule, table)]
  return brokenRows(rule, table).map((isBroken, row) => {
    return spoken[row]! && Number(isBroken === 1 || lookUp(row) === undefined)
  })
}

/** One byte for each row of a real table, 1 where it breaks a declared rule. Rows of the same keys agree with most of them. */
export function brokenInTraining(rule: Rule, table: Table): Uint8Array {
  // A bound such as 0.3 * subtotal is met but for the rounding of the column that it bounds.
  if (rule.kind === 'linear') return brokenLinear(rule, table, rule.slack)
  if (rule.kind !== 'dependency' || rule.presence || rule.cases.length > 0) {
    const spoken = spokenRows(rule, table)
    return brokenRows(rule, table).map((isBroken, row) => isBroken & spoken[row]!)
  }
  const { groups, groupOf, valueOf } = groupByKeys(rule, table)
  return Uint8Array.from(groupOf, (group, row) => Number(group >= 0 && groups[group]!.value !== valueOf(row)))
}

/** One byte for each row, 1 where a declared rule speaks of it: the row has a value in each of the rule's columns. */
export function spokenRows(rule: Rule, table: Table): Uint8Array {
  const spoken = new Uint8Array(table.rowCount).fill(1)
  // Of nulls such a rule speaks too.
  if (rule.kind === 'implication' || (rule.kind === 'dependency' && rule.presence)) return spoken
  for (const name of columnsOfRule(rule)) {
    const { valid } = columnOf(table, name)
    if (valid !== undefined) for (let row = 0; row < spoken.length; row++) spoken[row]! &= valid[row]!
  }
  return spoken
}
