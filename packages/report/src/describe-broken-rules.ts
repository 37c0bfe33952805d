import type { Column, Field, MetricInput, RunOptions, Table } from '@asdf/contract'
import type { Rule } from '@asdf/core/rules'
import type { BrokenRule } from './evaluation.ts'
import {
  checkNumberOption,
  checkOptionNames,
  checkRun,
  compareTables,
  fieldIndex,
  formatDatetime,
  isPresent,
  optionError,
} from '@asdf/core'
import { brokenRows, columnsOfRule, describeRule, findRules } from '@asdf/core/rules'

const where = 'describeBrokenRules'

export interface BrokenRulesOptions {
  /** Largest share of the training rows that may break what counts as a rule. */
  readonly tolerance: number
  /** Synthetic rows shown for each rule. */
  readonly examples: number
}

const defaults: BrokenRulesOptions = { tolerance: 0, examples: 3 }

/** What the search for broken rules found. */
export interface RuleBreaches {
  /** Rules that the training rows keep. */
  readonly ruleCount: number
  /** Those that synthetic rows break, the most broken first. */
  readonly brokenRules: readonly BrokenRule[]
}

/**
 * The rules of the training rows that synthetic rows break, each with the first synthetic rows that break it, cut to the
 * columns of the rule. See `findRules` of `@asdf/core/rules`.
 *
 * Errors: those of `compareTables` of `@asdf/core`, `ASDF_OPTION_INVALID`.
 */
export async function describeBrokenRules(
  input: Pick<MetricInput, 'train' | 'synthetic' | 'holdout'>,
  options: Partial<BrokenRulesOptions> = {},
  run: Pick<RunOptions, 'signal'> = {},
): Promise<RuleBreaches> {
  if (typeof run !== 'object' || run === null) throw optionError(where, 'run', run, 'must be an object with a signal')
  checkRun(where, { ...run, seed: 0 })
  checkOptionNames(where, options, defaults)
  const { tolerance, examples } = { ...defaults, ...options }
  checkNumberOption(where, 'tolerance', tolerance, { minimum: 0, maximum: 0.1 })
  checkNumberOption(where, 'examples', examples, { integer: true, minimum: 0, maximum: 100 })
  const { signal } = run
  const { train, synthetic, holdout } = compareTables(where, input)
  const rules = await findRules(train, { tolerance, ...(signal !== undefined && { signal }) })
  const broken = rules.flatMap(({ rule }) => describeBroken(rule, synthetic, holdout, examples))
  return { ruleCount: rules.length, brokenRules: broken.sort((a, b) => b.share - a.share) }
}

function describeBroken(rule: Rule, synthetic: Table, holdout: Table | undefined, examples: number): BrokenRule[] {
  const rows: number[] = []
  let count = 0
  brokenRows(rule, synthetic).forEach((isBroken, row) => {
    if (isBroken === 0) return
    if (count++ < examples) rows.push(row)
  })
  if (count === 0) return []
  const broken = {
    rule: describeRule(rule),
    share: count / synthetic.rowCount,
    examples: rows.map((row) => cellsOfRow(rule, synthetic, row)),
  }
  if (holdout === undefined) return [broken]
  const breaches = brokenRows(rule, holdout).reduce((sum, one) => sum + one, 0)
  return [{ ...broken, holdoutShare: breaches / holdout.rowCount }]
}

function cellsOfRow(rule: Rule, { schema, columns }: Table, row: number): Record<string, string> {
  const cells = columnsOfRule(rule).map((name): [string, string] => {
    const index = fieldIndex(schema, name)
    return [name, cellText(schema.fields[index]!, columns[index]!, row)]
  })
  return Object.fromEntries(cells)
}

function cellText(field: Field, column: Column, row: number): string {
  if (!isPresent(column, row)) return 'null'
  if (column.kind === 'numeric') return String(column.values[row])
  if (column.kind === 'datetime' && field.kind === 'datetime') return formatDatetime(column.values[row]!, field.format)
  if (column.kind === 'categorical' && field.kind === 'categorical') return field.categories[column.codes[row]!]!
  if (column.kind === 'boolean' && field.kind === 'boolean')
    return (field.labels ?? ['false', 'true'])[column.values[row]!]!
  return ''
}
