import type { Table } from '@asdf/contract'
import { sequentialTrees } from '@asdf/forest'
import { canaryAudit, shadowPoolAttack } from '@asdf/privacy'
import { expectAsdfError, metricChecks, mixedTable, steeredBootstrap } from '@asdf/testkit'
import { gradientBoosting } from '@asdf/trees'
import { describe, expect, it } from 'vitest'

const [train, holdout, synthetic] = [1, 2, 3].map((seed) => mixedTable(400, seed)) as [Table, Table, Table]
const boosted = gradientBoosting({ rounds: 10, minimumRowsPerLeaf: 2, threads: 1 })
const careful = sequentialTrees({ threads: 1, maximumRounds: 10 })
const run = { seed: 1 }
const input = { train, holdout, synthetic }

describe('canaries', () => {
  it('show in what repeats rows, and prove a loss', async () => {
    const { value, verdict } = await canaryAudit(steeredBootstrap()).compute(input, run)
    expect(value).toBeGreaterThan(1)
    expect(verdict).toMatch(
      /^ε is at least \d\.\d\d, and \d\.\d\d if noise is Gaussian: \d+ of \d+ guesses were right$/,
    )
  })

  it('do not show in trees with many rows behind every leaf', async () => {
    const { value } = await canaryAudit(careful).compute(input, run)
    expect(value).toBeLessThan(0.3)
  })
})

describe('a shadow pool', () => {
  it('tells in which generators a row was that repeat rows', async () => {
    const result = await shadowPoolAttack(steeredBootstrap(), boosted, { shadows: 32, targets: 4 }).compute(input, run)
    expect(result.value).toBeGreaterThan(0.75)
    expect(result.breakdown!['worst row']).toBeGreaterThanOrEqual(result.breakdown!['mean over rows']!)
  })

  it('cannot where a row is one of many behind a leaf', async () => {
    const result = await shadowPoolAttack(careful, boosted, { shadows: 16, targets: 8, rows: 300 }).compute(input, run)
    expect(result.interval![0]).toBeLessThan(0.6)
  })
})

// They look at the synthesizer and not at the rows.
const aside = [
  'worse rows score worse',
  'rows score worse the more of them are worse ones',
  'rows score no better the more of their cells are exchanged',
  'copies of the training rows score best, but where a defect of a reference is kept',
  'the order of the rows does not matter',
]
const metrics = [
  canaryAudit(steeredBootstrap()),
  shadowPoolAttack(steeredBootstrap(), boosted, { shadows: 16, targets: 2 }),
]
describe.each(metrics.map((metric) => [metric.id, metric] as const))('%s', (_, metric) => {
  const checks = metricChecks({ metric, worse: () => synthetic }).filter(({ name }) => !aside.includes(name))
  it.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run())

  it('refuses what is no synthesizer', async () => {
    await expectAsdfError(() => canaryAudit({} as never), 'ASDF_OPTION_INVALID', 'no synthesizer')
    await expectAsdfError(() => shadowPoolAttack({} as never, boosted), 'ASDF_OPTION_INVALID', 'no synthesizer')
    await expectAsdfError(() => shadowPoolAttack(careful, {} as never), 'ASDF_OPTION_INVALID', 'no classifier')
  })

  it.each([{ shadows: 4 }, { targets: 1 }, { rows: 1 }, { shadows: NaN }, { pool: 4 }])(
    'refuses %o',
    async (options) => {
      const configure = () => shadowPoolAttack(careful, boosted, options)
      await expectAsdfError(configure, 'ASDF_OPTION_INVALID', 'odd options')
    },
  )
})
