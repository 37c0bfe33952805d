import type { RunOptions, Table } from '@asdf/contract'
import type { Rule } from '@asdf/core/rules'
import type { RuleModel } from './rule-model.ts'
import { AsdfError } from '@asdf/contract'
import { createRng } from '@asdf/core'
import { brokenDeclared, brokenRows, describeRule } from '@asdf/core/rules'
import { decodeRows } from './decode-rows.ts'

const pilotRows = 400
/** Fewer kept rows than this would cost more than five draws for a row, and change what the model has learned. */
const leastKept = 0.2
/** Of declared rules, which must hold: 50 draws for a row. */
const leastDeclared = 0.02

/**
 * The model without the rules that too few of its rows keep by themselves: a coincidence of a small table, or a model that
 * did not learn them. Those that most rows break go first. The report warns of each. Declared rules stay: where too few rows
 * keep them, this fails with an `ASDF_CONDITION_UNREACHABLE`.
 */
export async function withReachableRules(model: RuleModel, { seed, signal }: RunOptions): Promise<RuleModel> {
  if (model.checks.length === 0 && model.declared.length === 0) return model
  const rng = createRng(seed).fork('reachable rules')
  const pilot = await model.base.sample(pilotRows, { seed: rng.nextUint32(), ...(signal && { signal }) })
  const { table } = decodeRows(pilot, model.recipes, model.schema, rng.fork('values'))
  const declared = model.declared.map((rule): TriedRule => ({ rule, broken: brokenDeclared(rule, table) }))
  const base = keptShare(declared, table.rowCount)
  if (base < leastDeclared) throw outOfReach(declared, base, table)
  const tried = model.checks.map((rule): TriedRule => ({ rule, broken: brokenRows(rule, table) }))
  const kept = [...tried]
  while (kept.length > 0 && keptShare([...declared, ...kept], table.rowCount) < leastKept * base) {
    const counts = kept.map(({ broken }) => brokenCount(broken))
    kept.splice(counts.indexOf(Math.max(...counts)), 1)
  }
  if (kept.length === tried.length) return model
  const dropped = tried.filter((one) => !kept.includes(one)).map(({ rule }) => describeRule(rule))
  const warnings = dropped.map((text) => `the rule '${text}' is not kept: too few rows of the model agree with it`)
  return {
    ...model,
    warnings: [...model.warnings, ...warnings],
    checks: kept.map(({ rule }) => rule),
    rules: model.rules.filter((text) => !dropped.includes(text)),
  }
}

interface TriedRule {
  readonly rule: Rule
  readonly broken: Uint8Array
}

function outOfReach(declared: readonly TriedRule[], share: number, { rowCount }: Table): AsdfError {
  const percent = (part: number) => `${Number((100 * part).toPrecision(2))} %`
  const each = declared.map(
    ({ rule, broken }) => `'${describeRule(rule)}' ${percent(1 - brokenCount(broken) / rowCount)}`,
  )
  return new AsdfError(
    'ASDF_CONDITION_UNREACHABLE',
    `withRules: about ${percent(share)} of the rows that the model draws keep the declared rules, too few to find ` +
      `(${each.join(', ')}); take another model, train it for longer, or leave a rule out`,
    { share },
  )
}

function brokenCount(broken: Uint8Array): number {
  return broken.reduce((sum, one) => sum + one, 0)
}

function keptShare(rules: readonly TriedRule[], rowCount: number): number {
  let kept = 0
  for (let row = 0; row < rowCount; row++) if (rules.every(({ broken }) => broken[row] === 0)) kept++
  return kept / rowCount
}
