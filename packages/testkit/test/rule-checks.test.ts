import type { FittedSynthesizer, Synthesizer, Table } from '@asdf/contract'
import { describeRule, findRules } from '@asdf/core/rules'
import { ruleChecks, steeredBootstrap } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { mapNumbers } from './support/change-table.ts'

/** Gives training rows again, which keep all rules, changed by `change`. */
function bootstrapWith(
  change: (rows: Table) => Table,
  names: (texts: string[]) => string[] = (texts) => texts,
): Synthesizer {
  const { start: _, ...base } = steeredBootstrap()
  return {
    ...base,
    async fit(train, run) {
      const model = await steeredBootstrap().fit(train, run)
      const rules = names((await findRules(train)).map(({ rule }) => describeRule(rule)))
      const sample: FittedSynthesizer['sample'] = async (count, options) => change(await model.sample(count, options))
      return { ...model, sample, report: { ...model.report, rules } }
    },
  }
}

async function broken(synthesizer: Synthesizer): Promise<string> {
  const [first] = ruleChecks({ create: () => synthesizer, load: (artifact) => steeredBootstrap.load(artifact) })
  try {
    await first!.run()
  } catch (error) {
    return String(error)
  }
  return ''
}

describe('ruleChecks', () => {
  it('lets rows of the training table pass', async () => {
    expect(await broken(bootstrapWith((rows) => rows))).toBe('')
  })

  it('catches a broken sum, and a rule that the report does not name', async () => {
    const off = bootstrapWith((rows) => mapNumbers(rows, 'total', (total) => total + 1))
    expect(await broken(off)).toMatch(/rows break net \+ tax = total, and no warning says so/)
    const silent = bootstrapWith(
      (rows) => rows,
      () => [],
    )
    expect(await broken(silent)).toMatch(/the report should name/)
  })
})
