import type { Rule } from './rule.ts'
import { checkForms } from '../argument-forms.ts'
import { aRule } from './rule-form.ts'

/** The columns that a rule speaks of, each once. */
export function columnsOfRule(rule: Rule): readonly string[] {
  checkForms('columnsOfRule', { rule: [rule, aRule] })
  return [...new Set(named(rule))]
}

function named(rule: Rule): readonly string[] {
  switch (rule.kind) {
    case 'equal':
    case 'often-equal':
      return [rule.left, rule.right]
    case 'order':
      return [rule.low, rule.high]
    case 'sum':
      return [...rule.terms.map(({ column }) => column), rule.column]
    case 'linear':
      return [...rule.left.terms, ...rule.right.terms].map(({ column }) => column)
    case 'product':
      return [rule.left, rule.right, rule.column]
    case 'multiple':
      return [rule.source, rule.column, ...(rule.by?.keys ?? []).map(({ column }) => column)]
    case 'bin':
      return [rule.source, rule.column]
    case 'dependency':
      return [...rule.keys.map(({ column }) => column), rule.column]
    case 'one-of':
      return rule.columns
    case 'implication':
      return [rule.when.column, rule.then.column]
  }
}
