import type { Table } from '@asdf/contract'
import type { RuleViolations } from '@asdf/core/rules'

/** Rules that a user writes on the command line. */
export interface RuleOptions {
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
