import type { RunOptions } from '@asdf/contract'
import type { RuleModel } from './rule-model.ts'
import { createRng } from '@asdf/core'
import { brokenRows, describeRule } from '@asdf/core/rules'
import { decodeRows } from './decode-rows.ts'

const pilotRows = 400
/** Fewer kept rows than this would cost more than five draws for a row, and change what the model has learned. */
const leastKept = 0.2

/**
 * The model without the rules that too few of its rows keep by themselves: a coincidence of a small table, or a model that
 * did not learn them. Those that most rows break go first. The report warns of each.
 */
export async function withReachableRules(model: RuleModel, { seed, signal }: RunOptions): Promise<RuleModel> {
  if (model.checks.length === 0) return model
  const rng = createRng(seed).fork('reachable rules')
  const pilot = await model.base.sample(pilotRows, { seed: rng.nextUint32(), ...(signal && { signal }) })
  const { table } = decodeRows(pilot, model.recipes, model.schema, rng.fork('values'))
  const tried = model.checks.map((rule) => ({ rule, broken: brokenRows(rule, table) }))
  const kept = [...tried]
  while (kept.length > 0 && keptShare(kept, table.rowCount) < leastKept) {
    const counts = kept.map(({ broken }) => broken.reduce((sum, one) => sum + one, 0))
    kept.splice(counts.indexOf(Math.max(...counts)), 1)
  }
  if (kept.length === tried.length) return model
  const dropped = tried.filter((one) => !kept.includes(one)).map(({ rule }) => describeRule(rule))
  const warnings = dropped.map((text) => `the rule '${text}' is not kept: too few rows of the model agree with it`)
  const { report } = model.base
  return {
    ...model,
    base: { ...model.base, report: { ...report, warnings: [...report.warnings, ...warnings] } },
    checks: kept.map(({ rule }) => rule),
    rules: model.rules.filter((text) => !dropped.includes(text)),
  }
}

function keptShare(rules: readonly { readonly broken: Uint8Array }[], rowCount: number): number {
  let kept = 0
  for (let row = 0; row < rowCount; row++) if (rules.every(({ broken }) => broken[row] === 0)) kept++
  return kept / rowCount
}
