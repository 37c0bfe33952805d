import type { Metric, MetricFactory, MetricInput, MetricResult, RunOptions, Table } from '@asdf/contract'
import type { Rule } from '@asdf/core/rules'
import { checkNumberOption, checkOptionNames, checkRun, compareTables, runSteps } from '@asdf/core'
import { brokenRows, describeRule, findRules } from '@asdf/core/rules'

const where = 'brokenRules'
const id = '@asdf/metrics/broken-rules'

export interface BrokenRulesOptions {
  /** Largest share of the training rows that may break what counts as a rule. */
  readonly tolerance: number
}

const defaults: BrokenRulesOptions = { tolerance: 0 }

/**
 * The share of synthetic rows that break at least one rule that the training rows keep, such as `start <= end` or
 * `quantity * price = subtotal`: rows that no distance between distributions notices. `breakdown` has the share for each
 * rule. 0 where training rows have no rules. For the rules see `findRules` of `@asdf/core/rules`.
 *
 * Errors: those of `columnShapes`, and `ASDF_OPTION_INVALID` when configured.
 */
export const brokenRules: MetricFactory<BrokenRulesOptions> = Object.assign(
  (options: Partial<BrokenRulesOptions> = {}): Metric => {
    checkOptionNames(where, options, defaults)
    const { tolerance } = { ...defaults, ...options }
    checkNumberOption(where, 'tolerance', tolerance, { minimum: 0, maximum: 0.1 })
    // One training table is measured against many times.
    const known = new WeakMap<Table, readonly Rule[]>()
    const rulesOf = async (given: Table, train: Table, { signal }: RunOptions) => {
      const search = { tolerance, ...(signal !== undefined && { signal }) }
      const rules = known.get(given) ?? (await findRules(train, search)).map(({ rule }) => rule)
      known.set(given, rules)
      return rules
    }
    return {
      specVersion: 1,
      id,
      label: 'rows that break a rule',
      group: 'fidelity',
      goal: 'minimize',
      range: [0, 1],
      needsHoldout: false,
      needsTarget: false,
      compute: (input, run) => computeBroken(input, run, (train) => rulesOf(input.train, train, run)),
    }
  },
  { id, defaults },
)

async function computeBroken(
  input: MetricInput,
  run: RunOptions,
  rulesOf: (train: Table) => Promise<readonly Rule[]>,
): Promise<MetricResult> {
  checkRun(where, run)
  run.signal?.throwIfAborted()
  const { train, synthetic } = compareTables(where, input)
  const rules = await rulesOf(train)
  const isBroken = new Uint8Array(synthetic.rowCount)
  const breakdown: Record<string, number> = {}
  await runSteps(run, where, Math.max(1, rules.length), (index) => {
    const rule = rules[index]
    if (rule === undefined) return {}
    const broken = brokenRows(rule, synthetic)
    let count = 0
    for (let row = 0; row < broken.length; row++) {
      if (broken[row] === 0) continue
      count++
      isBroken[row] = 1
    }
    breakdown[describeRule(rule)] = count / broken.length
    return {}
  })
  const value = isBroken.reduce((sum, one) => sum + one, 0) / synthetic.rowCount
  return { value, n: synthetic.rowCount, breakdown }
}
