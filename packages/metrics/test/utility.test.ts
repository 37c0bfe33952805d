import type { Metric, Table } from '@asdf/contract'
import { createTable, headRows, takeRows, withRole } from '@asdf/core'
import {
  augmentationGain,
  expectedCalibrationErrorMetric,
  groupGaps,
  groupShares,
  importanceAgreement,
  macroF1Metric,
  minorityRecallMetric,
  rocAucMetric,
  rSquared,
  rSquaredMetric,
  trainRealTestSynthetic,
  trainSyntheticTestReal,
  utilityMetrics,
  withCeiling,
} from '@asdf/metrics'
import { mixedTable } from '@asdf/testkit'
import { describeMetric, describePredictionMetric } from '@asdf/testkit/vitest'
import { gradientBoosting, gradientBoostingRegressor } from '@asdf/trees'
import { describe, expect, it } from 'vitest'

const boosted = gradientBoosting({ rounds: 20 })
const quick = { repeats: 2 }
/** One row over and over. */
const worse = ({ synthetic }: { synthetic: Table }) => takeRows(synthetic, new Uint32Array(synthetic.rowCount))
/** Features that say nothing of the target. */
const unrelated = ({ synthetic }: { synthetic: Table }) => shuffledTarget(synthetic)

describePredictionMetric(minorityRecallMetric)
describeMetric({ metric: trainSyntheticTestReal(boosted, quick), worse, orderTolerance: 0.1 })
describeMetric({ metric: trainRealTestSynthetic(boosted, quick), worse: unrelated, orderTolerance: 0.1 })
describeMetric({ metric: augmentationGain(boosted, quick), worse: unrelated, orderTolerance: 0.1 })
describeMetric({ metric: importanceAgreement(boosted), worse: unrelated, orderTolerance: 0.6 })

const [train, holdout, synthetic] = [1, 2, 3].map((seed) => mixedTable(600, seed, { classes: 'two' })) as [
  Table,
  Table,
  Table,
]
const input = { train, holdout, synthetic }
const compute = (metric: Metric, given: Partial<typeof input> = {}) =>
  metric.compute({ ...input, ...given }, { seed: 1 })

function shuffledTarget(table: Table): Table {
  const turned = takeRows(
    table,
    Uint32Array.from({ length: table.rowCount }, (_, row) => (row * 7 + 3) % table.rowCount),
  )
  const target = table.schema.fields.findIndex(({ role }) => role === 'target')
  return { ...table, columns: table.columns.map((column, at) => (at === target ? turned.columns[at]! : column)) }
}

describe('trainSyntheticTestReal', () => {
  it('finds fresh rows as good as training rows, and unrelated ones worse', async () => {
    const fresh = await compute(trainSyntheticTestReal(boosted))
    expect(fresh.verdict).toBe('as good as real rows at n = 600')
    expect(fresh.ceiling?.n).toBe(600)
    const bad = await compute(trainSyntheticTestReal(boosted), { synthetic: shuffledTarget(synthetic) })
    expect(bad.verdict).toMatch(/^worse than real rows at n = 600/)
  })

  it('is its own ceiling for the training rows', async () => {
    const { value, ceiling } = await compute(trainSyntheticTestReal(boosted), { synthetic: train })
    expect(value).toBe(ceiling!.value)
  })

  it('learns from as many rows of each side', async () => {
    const { n, ceiling } = await compute(trainSyntheticTestReal(boosted, quick), {
      synthetic: headRows(synthetic, 100),
    })
    expect([n, ceiling?.n]).toEqual([100, 100])
  })

  it('answers for rows of one class, which say nothing', async () => {
    const { value } = await compute(trainSyntheticTestReal(boosted, quick), { synthetic: worse(input) })
    expect(value).toBe(0.5)
  })

  it('leaves out rows without a target, and classes that no row has', async () => {
    const more = withHoles(holdout)
    const { value } = await compute(trainSyntheticTestReal(boosted, quick), { holdout: more })
    const known = takeRows(
      holdout,
      Uint32Array.from({ length: 300 }, (_, row) => 2 * row + 1),
    )
    expect(value).toBe((await compute(trainSyntheticTestReal(boosted, quick), { holdout: known })).value)
  })

  it('refuses a hold-out of one class, few rows, a table without a target, and a score of another kind', async () => {
    const failing = (given: Partial<typeof input>, metric = trainSyntheticTestReal(boosted, quick)) =>
      expect(compute(metric, given)).rejects
    await failing({ holdout: worse(input) }).toMatchObject({ code: 'ASDF_METRIC_UNDEFINED' })
    await failing({ synthetic: headRows(synthetic, 3) }).toMatchObject({ code: 'ASDF_METRIC_UNDEFINED' })
    const bare = withRole(train, 'outcome', 'feature')
    await failing({ train: bare }).toMatchObject({ code: 'ASDF_SCHEMA_MISMATCH' })
    const numbers = trainSyntheticTestReal(boosted, { ...quick, score: rSquaredMetric })
    await failing({}, numbers).toMatchObject({ code: 'ASDF_OPTION_INVALID' })
  })

  it.each([
    [null, {}],
    [gradientBoosting, {}],
    [boosted, { repeats: -1 }],
    [boosted, { score: 'auc' }],
    [boosted, { halves: 3 }],
  ])('refuses %o with %o', (learner, options) => {
    expect(() => trainSyntheticTestReal(learner as never, options as never)).toThrow(
      expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }),
    )
  })
})

function withHoles(table: Table): Table {
  const target = table.schema.fields.findIndex(({ role }) => role === 'target')
  const valid = Uint8Array.from({ length: table.rowCount }, (_, row) => row % 2)
  return createTable(
    { fields: table.schema.fields.map((field, at) => (at === target ? { ...field, nullable: true } : field)) },
    table.columns.map((column, at) => (at === target ? { ...column, valid } : column)),
  )
}

describe('numbers as the target', () => {
  const numbers = (table: Table) => withRole(withRole(table, 'outcome', 'feature'), 'amount', 'target')

  it('takes a regressor and R²', async () => {
    const metric = trainSyntheticTestReal(gradientBoostingRegressor({ rounds: 20 }), { score: rSquaredMetric })
    const { value, ceiling, verdict } = await metric.compute(
      { train: numbers(train), holdout: numbers(holdout), synthetic: numbers(synthetic) },
      { seed: 1 },
    )
    expect(value).toBeLessThan(1)
    expect(Math.abs(value - ceiling!.value)).toBeLessThan(0.2)
    expect(verdict).toBeDefined()
  })

  it('R² is that of scikit-learn', () => {
    // r2_score([3, -0.5, 2, 7], [2.5, 0, 2, 8]), of its documentation.
    expect(rSquared([3, -0.5, 2, 7], [2.5, 0, 2, 8])).toBeCloseTo(0.9486081370449679, 14)
    expect(() => rSquared([1, 1], [1, 2])).toThrow(expect.objectContaining({ code: 'ASDF_METRIC_UNDEFINED' }))
    expect(() => rSquared([1, 2], [1])).toThrow(expect.objectContaining({ code: 'ASDF_SHAPE_MISMATCH' }))
  })
})

describe('augmentationGain', () => {
  it('is small where there are enough rows, and large where there are few', async () => {
    const few = headRows(train, 40)
    const gain = async (given: Partial<typeof input>) => (await compute(augmentationGain(boosted, quick), given)).value
    expect(await gain({ train: few })).toBeGreaterThan(0)
    expect(await gain({ synthetic: shuffledTarget(synthetic) })).toBeLessThan(0)
  })

  it('turns scores of which less is better, and says both', async () => {
    const metric = augmentationGain(boosted, { ...quick, score: expectedCalibrationErrorMetric })
    const { value, n, details } = await compute(metric)
    const { values } = details!['scores'] as { values: Record<string, number> }
    expect(value).toBeCloseTo(values['training rows']! - values['with synthetic rows']!, 12)
    expect(n).toBe(300)
  })

  it('has the gain of fresh real rows as its ceiling', async () => {
    const { verdict } = await compute(augmentationGain(boosted))
    expect(verdict).toBe('as good as real rows at n = 300')
  })
})

describe('importanceAgreement', () => {
  it('is 1 for the training rows, and needs three features', async () => {
    expect((await compute(importanceAgreement(boosted), { synthetic: train })).value).toBe(1)
    const narrow = (table: Table): Table => {
      const kept = table.schema.fields.flatMap(({ name }, at) => (['amount', 'outcome'].includes(name) ? [at] : []))
      return {
        ...table,
        schema: { fields: kept.map((at) => table.schema.fields[at]!) },
        columns: kept.map((at) => table.columns[at]!),
      }
    }
    const given = { train: narrow(train), holdout: narrow(holdout), synthetic: narrow(synthetic) }
    await expect(compute(importanceAgreement(boosted), given)).rejects.toMatchObject({ code: 'ASDF_METRIC_UNDEFINED' })
  })
})

describe('groups', () => {
  const byRegion = { column: 'region' }

  it('finds the gap that synthetic rows open', async () => {
    const fair = await compute(groupGaps(boosted, byRegion))
    expect(fair.verdict).toBe('as good as real rows at n = 600')
    expect(Object.keys(fair.breakdown!).length).toBeGreaterThan(1)
    expect(fair.details).toHaveProperty(['groups for real rows'])
  })

  it('says which groups are too small', async () => {
    const metric = groupGaps(boosted, { ...byRegion, minimumRows: 10_000 })
    await expect(compute(metric)).rejects.toMatchObject({
      code: 'ASDF_METRIC_UNDEFINED',
      message: expect.stringMatching(/has \d+ hold-out rows of the 10000 that it takes/) as string,
    })
  })

  it('groups numbers by quarters of the training rows', async () => {
    const { breakdown } = await compute(groupShares({ column: 'amount' }), { synthetic: train })
    expect(Object.keys(breakdown!).length).toBeLessThanOrEqual(5)
    expect(Object.values(breakdown!)).toEqual(Object.values(breakdown!).map(() => 0))
  })

  it('measures shares, and refuses columns without groups', async () => {
    const bad = await compute(groupShares(byRegion), { synthetic: worse(input) })
    expect(bad.value).toBeGreaterThan(0.3)
    await expect(compute(groupShares({ column: 'nowhere' }))).rejects.toMatchObject({ code: 'ASDF_SCHEMA_MISMATCH' })
    await expect(compute(groupShares({ column: 'note' }))).rejects.toMatchObject({ code: 'ASDF_OPTION_INVALID' })
    expect(() => groupShares({} as never)).toThrow(expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }))
  })
})

describeMetric({ metric: groupShares({ column: 'region' }), worse })

describe('utilityMetrics', () => {
  it('fits each model once', async () => {
    let fits = 0
    const counting = { ...boosted, fit: (table: Table, run: never) => (fits++, boosted.fit(table, run)) }
    const metrics = utilityMetrics(counting, { groups: ['region'], repeats: 2 })
    const alone = await compute(trainSyntheticTestReal(boosted, { repeats: 2, score: macroF1Metric }))
    for (const metric of metrics) await compute(metric)
    // Of both sides whole and of two halves of each; for the gain, of both added and of two halves of three tables.
    expect(fits).toBe(2 + 4 + 2 + 6)
    const shared = metrics.find(({ id }) => id.endsWith('/macro-f1'))!
    expect(await compute(shared)).toEqual(alone)
  })

  it('has R² alone for numbers, and refuses other targets', () => {
    const ids = utilityMetrics(gradientBoostingRegressor(), { target: 'numbers' }).map(({ id }) => id)
    expect(ids[0]).toBe('@asdf/metrics/train-synthetic-test-real/r-squared')
    expect(() => utilityMetrics(boosted, { target: 'texts' as never })).toThrow(
      expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }),
    )
  })

  it('goes with withCeiling', async () => {
    const { ceiling } = await compute(
      withCeiling(importanceAgreement(boosted, { score: rocAucMetric }), { repeats: 4 }),
    )
    expect(ceiling!.n).toBe(300)
  })
})
