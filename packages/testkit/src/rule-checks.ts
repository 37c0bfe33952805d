import type { Artifact, FittedSynthesizer, SteerableSynthesizer, Synthesizer, Table } from '@asdf/contract'
import type { Rule } from '@asdf/core/rules'
import type { Check } from './check.ts'
import assert from 'node:assert/strict'
import { decodeArtifact, encodeArtifact } from '@asdf/core'
import { brokenRows, describeRule, findRules } from '@asdf/core/rules'
import { ruledTable } from './synthesizer/ruled-table.ts'

/** A synthesizer that keeps the rules of its training table, such as one from `withRules` of `@asdf/pipeline`. */
export interface RuleSubject {
  /** A synthesizer of options small enough that checks take seconds. */
  readonly create: () => Synthesizer & Partial<SteerableSynthesizer>
  /** Restores what it saves. */
  readonly load: (artifact: Artifact) => FittedSynthesizer
}

const rowCount = 120

/**
 * That rules without an exception in the training table hold in every sampled row, of a fitted model, of a loaded one and of a
 * session. A rule between columns that the model merely learns may be given up with a warning that names it; a copy, sum,
 * product, multiple, group of flags or interval may not. Knows nothing of test runners.
 */
export function ruleChecks({ create, load }: RuleSubject): readonly Check[] {
  const { traits, start } = create()
  const train = ruledTable(traits.kinds, traits.nulls === 'modelled')
  let found: Promise<readonly Rule[]> | undefined
  const find = () => (found ??= exactRules(train))
  let fitted: Promise<FittedSynthesizer> | undefined
  const fit = () => (fitted ??= create().fit(train, { seed: 1 }))
  const checks: Check[] = [
    {
      name: 'rules without exception in the training table hold in samples',
      async run() {
        const rules = await find()
        assert.ok(rules.length > 0, 'the training table should have rules')
        const model = await fit()
        expectKept(await find(), await model.sample(rowCount, { seed: 2 }), model)
      },
    },
    {
      name: 'rules hold in samples of a model that was saved and loaded, which says the same of them',
      async run() {
        const model = await fit()
        const loaded = load(decodeArtifact(encodeArtifact(model.save())))
        assert.deepEqual(loaded.report, model.report, 'a loaded model should report what the fitted one does')
        expectKept(await find(), await loaded.sample(rowCount, { seed: 2 }), loaded)
      },
    },
  ]
  if (start === undefined) return checks
  const run = async () => {
    const session = await start(train, { seed: 1 })
    try {
      await session.train(2, { classes: ['no', 'yes'], errors: Float64Array.of(0.5, 0.5) })
      const model = session.finish()
      expectKept(await find(), await model.sample(rowCount, { seed: 2 }), model)
    } finally {
      await session.close()
    }
  }
  return [...checks, { name: 'rules hold in samples of a model that a session gives', run }]
}

/** The rules that no row of the table breaks. */
async function exactRules(table: Table): Promise<readonly Rule[]> {
  const found = await findRules(table)
  return found.flatMap(({ rule, exceptions }) => (exceptions === 0 && rule.kind !== 'often-equal' ? [rule] : []))
}

const computed: readonly Rule['kind'][] = ['equal', 'sum', 'product', 'multiple', 'one-of', 'bin']

function expectKept(rules: readonly Rule[], rows: Table, { report }: FittedSynthesizer): void {
  for (const rule of rules) {
    const text = describeRule(rule)
    const isGivenUp = !computed.includes(rule.kind) && report.warnings.some((warning) => warning.includes(`'${text}'`))
    const count = brokenRows(rule, rows).reduce((sum, one) => sum + one, 0)
    assert.ok(isGivenUp || count === 0, `${count} of ${rows.rowCount} rows break ${text}, and no warning says so`)
    if (!isGivenUp) assert.ok(report.rules?.includes(text), `the report should name ${text}`)
  }
}
