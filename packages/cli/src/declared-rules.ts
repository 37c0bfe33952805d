import type { Table } from '@asdf/contract'
import type { RuleViolations } from '@asdf/core/rules'
import type { ModelSettings } from './models.ts'
import { usageError } from './usage-error.ts'

/** What the command line says of rules. */
export interface RuleOptions {
  /** False with --no-rules: then rows keep none but those of `rule`. */
  readonly rules?: boolean
  /** Each `--rule`. */
  readonly rule?: readonly string[]
  /** What to do about rows of the file that break one: an error unless this says otherwise. */
  readonly ruleViolations?: Exclude<RuleViolations, 'error'>
}

const advice = 'correct them, or say --rule-violations drop to leave them out, or keep to learn from them'

/** Refuses rules that the rows of the file do not keep, before rows are left out: an error names rows of the file. */
export async function checkRules({ rule, ruleViolations }: RuleOptions, table: Table): Promise<void> {
  if (rule === undefined) return
  const { declareRules } = await import('@asdf/core/rules')
  declareRules(rule, table, { where: '--rule', advice, ...(ruleViolations && { violations: ruleViolations }) })
}

/** Refuses `--rule-violations` without a rule. */
export function checkRuleOptions(command: string, { rule, ruleViolations }: RuleOptions): void {
  if (ruleViolations !== undefined && rule === undefined)
    throw usageError(command, '--rule-violations', ruleViolations, 'needs --rule')
}

/** What the options say of rules, for `createModel`. */
export function ruleSettings({ rules, rule, ruleViolations }: RuleOptions): Pick<ModelSettings, 'rules' | 'declared'> {
  const violations = ruleViolations === undefined ? {} : { violations: ruleViolations }
  return { rules: rules !== false, ...(rule === undefined ? {} : { declared: { rules: rule, ...violations } }) }
}

/**
 * The same for rows in which missing values have been filled in. Rows of the file have been held to the rules before; one
 * that breaks a rule by what was filled in is learned from.
 */
export function ruleSettingsOfParts(options: RuleOptions): Pick<ModelSettings, 'rules' | 'declared'> {
  return ruleSettings({ ruleViolations: 'keep', ...options })
}
