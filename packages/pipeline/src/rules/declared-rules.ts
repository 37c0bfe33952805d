import type { Table } from '@asdf/contract'
import type { DeclaredRules, Rule, RuleViolations } from '@asdf/core/rules'
import { checkChoiceOption, optionError } from '@asdf/core'
import { declareRules, describeRule } from '@asdf/core/rules'
import { isSoundRule } from './sound-rules.ts'

const expectation = "must be a list of texts such as 'start <= end', or of rules between columns of the table"

/** Rules that a user wrote for `withRules`. */
export interface DeclaredOptions {
  /**
   * Rules that every generated row must keep, beside those that are found: texts that `parseRule` of `@asdf/core/rules`
   * reads, such as `start <= end`, or values. A row without a value in one of the columns keeps a rule. None by default.
   */
  readonly rules?: readonly (string | Rule)[]
  /** What to do about training rows that break a declared rule: 'error' (default), 'drop' them or 'keep' them in training. */
  readonly violations?: RuleViolations
}

/** Refuses options of another form, before there is a table. */
export function checkDeclared({ rules = [], violations = 'error' }: DeclaredOptions): void {
  checkChoiceOption('withRules', 'violations', violations, ['error', 'drop', 'keep'])
  const isRule = (one: unknown) => typeof one === 'string' || (typeof one === 'object' && one !== null)
  if (!Array.isArray(rules) || !rules.every(isRule)) throw optionError('withRules', 'rules', rules, expectation)
}

/** The declared rules as texts. */
export function writtenRules({ rules = [] }: DeclaredOptions): readonly string[] {
  return rules.map((rule) => (typeof rule === 'string' ? rule : describeRule(rule)))
}

/** The rules that the options declare, and the rows to learn from. */
export function readDeclared({ rules = [], violations = 'error' }: DeclaredOptions, train: Table): DeclaredRules {
  for (const rule of rules) {
    if (typeof rule === 'string' || (isSoundRule(rule, train.schema) && rule.kind !== 'often-equal')) continue
    throw optionError('withRules', 'rules', rule, expectation)
  }
  return declareRules(rules, train, { where: 'withRules', violations })
}
