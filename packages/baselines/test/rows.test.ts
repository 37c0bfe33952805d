import type { Classifier, Synthesizer, Table } from '@asdf/contract'
import { logisticRegression, oversampleTrainTestReal, trainRealTestReal } from '@asdf/baselines'
import { classCounts, columnOf, predictTable, splitTable, takeRows } from '@asdf/core'
import {
  averagePrecisionMetric,
  chooseThreshold,
  expectedCalibrationErrorMetric,
  macroF1At,
  macroF1Metric,
  macroF1Threshold,
  rocAucMetric,
  weightsByClass,
} from '@asdf/metrics'
import { smote } from '@asdf/smote'
import { mixedTable } from '@asdf/testkit'
import { randomForest } from '@asdf/trees'
import { describe, expect, it } from 'vitest'
import { imbalancedTable } from './imbalanced-table.ts'

const metrics = [rocAucMetric, averagePrecisionMetric, macroF1Metric, expectedCalibrationErrorMetric]
const ids = metrics.map(({ id }) => id)
const split = splitTable(imbalancedTable(1500, 1), { seed: 1 })
const classifier = logisticRegression()
const input = { ...split, classifier, metrics, threshold: macroF1Threshold, classWeights: { no: 12.1176 } }
const run = { seed: 7 }

describe('trainRealTestReal', () => {
  it('scores what the classifier alone would score, raw and at full prevalence', async () => {
    const row = await trainRealTestReal(input, run)
    const model = await classifier.fit(split.train, run)
    const test = await predictTable(model, split.test)
    const validation = await predictTable(model, split.validation)
    const weight = (truth: Int32Array) => weightsByClass(truth, [12.1176, 1])
    const [fullTest, fullValidation] = [test, validation].map((p) => ({ ...p, weight: weight(p.truth) }))
    const raw = Object.fromEntries(metrics.map(({ id, compute }) => [id, compute(test)]))
    const full = Object.fromEntries(metrics.map(({ id, compute }) => [id, compute(fullTest!)]))
    const [threshold, fullThreshold] = [chooseThreshold(validation), chooseThreshold(fullValidation!)]
    expect(row.method).toBe('trainRealTestReal')
    expect(row.syntheticRows).toBe(0)
    expect(row.trainRows).toBe(split.train.rowCount)
    expect(row.predictions).toEqual(test)
    expect(row.scores).toEqual({
      raw: { values: { ...raw, [macroF1Threshold.id]: macroF1At(test, threshold) }, threshold: threshold.threshold },
      fullPrevalence: {
        values: { ...full, [macroF1Threshold.id]: macroF1At(fullTest!, fullThreshold) },
        threshold: fullThreshold.threshold,
      },
    })
  })

  it('leaves out what was not asked for', async () => {
    const { train, test } = split
    const row = await trainRealTestReal({ train, test, classifier, metrics }, run)
    expect(Object.keys(row.scores)).toEqual(['raw'])
    expect(Object.keys(row.scores.raw)).toEqual(['values'])
    expect(Object.keys(row.scores.raw.values)).toEqual(ids)
  })

  it('does not look at the test rows before it has fitted and chosen', async () => {
    const seen: Table[] = []
    const watching: Classifier = {
      ...classifier,
      async fit(train, options) {
        seen.push(train)
        const model = await classifier.fit(train, options)
        return {
          ...model,
          predictProbability: (table) => {
            seen.push(table)
            return model.predictProbability(table)
          },
        }
      },
    }
    await trainRealTestReal({ ...input, classifier: watching }, run)
    expect(seen).toEqual([split.train, split.validation, split.test])
  })

  it('chooses the threshold without the test rows', async () => {
    const half = takeRows(
      split.test,
      Uint32Array.from({ length: 100 }, (_, i) => i),
    )
    const [a, b] = [await trainRealTestReal(input, run), await trainRealTestReal({ ...input, test: half }, run)]
    expect(b.scores.raw.threshold).toBe(a.scores.raw.threshold)
  })

  it('works with three classes', async () => {
    const { train, test } = splitTable(mixedTable(300, 1), { seed: 1 })
    const row = await trainRealTestReal({ train, test, classifier, metrics }, run)
    expect(row.scores.raw.values[rocAucMetric.id]).toBeGreaterThan(0.9)
  })

  it('refuses a threshold without validation rows, two metrics of one id, and weights of no class', async () => {
    const { train, test } = split
    const invalid = (option: string) =>
      expect.objectContaining({
        code: 'ASDF_OPTION_INVALID',
        details: expect.objectContaining({ option }) as object,
      }) as Error
    const bare = { train, test, classifier, metrics }
    await expect(trainRealTestReal({ ...bare, threshold: macroF1Threshold }, run)).rejects.toThrow(
      invalid('validation'),
    )
    await expect(trainRealTestReal({ ...bare, metrics: [rocAucMetric, rocAucMetric] }, run)).rejects.toThrow(
      invalid('metrics'),
    )
    for (const classWeights of [{ maybe: 2 }, { no: -1 }, { yes: NaN }]) {
      await expect(trainRealTestReal({ ...bare, classWeights }, run)).rejects.toThrow(invalid('classWeights'))
    }
  })

  it('stops at an abort with its reason', async () => {
    const reason = new Error('stop')
    await expect(trainRealTestReal(input, { seed: 1, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})

describe('oversampleTrainTestReal', () => {
  it('fits on balanced training rows and leaves validation and test as they are', async () => {
    let fittedOn: Table | undefined
    const watching: Classifier = {
      ...classifier,
      fit: (train, options) => {
        fittedOn = train
        return classifier.fit(train, options)
      },
    }
    const row = await oversampleTrainTestReal({ ...input, classifier: watching, synthesizer: smote() }, run)
    const target = fittedOn!.schema.fields.findIndex((field) => field.role === 'target')
    const [negatives, positives] = classCounts(fittedOn!.schema.fields[target]!, fittedOn!.columns[target]!)
    expect(positives).toBe(negatives)
    expect(row.trainRows).toBe(fittedOn!.rowCount)
    expect(row.syntheticRows).toBe(fittedOn!.rowCount - split.train.rowCount)
    expect(row.predictions.truth).toHaveLength(split.test.rowCount)
    expect(Object.keys(row.scores.raw.values)).toEqual([...ids, macroF1Threshold.id])
  })

  it('takes a ratio, and is TRTR when the classes have enough', async () => {
    const balanced = await oversampleTrainTestReal({ ...input, synthesizer: smote(), ratio: { yes: 0.5 } }, run)
    const majority = classCounts(
      split.train.schema.fields.find(({ role }) => role === 'target')!,
      columnOf(split.train, 'outcome'),
    )[0]!
    expect(balanced.trainRows).toBe(majority + Math.round(0.5 * majority))
    const same = await oversampleTrainTestReal({ ...input, synthesizer: smote(), ratio: { yes: 0.01 } }, run)
    const plain = await trainRealTestReal(input, run)
    expect(same.scores).toEqual(plain.scores)
  })

  it('makes the row SMOTE + RF with the forest of @asdf/trees, the same for the same seed', async () => {
    const large = {
      ...input,
      ...splitTable(imbalancedTable(4000, 1), { seed: 1 }),
      classifier: randomForest({ trees: 20 }),
    }
    const rows = await Promise.all([1, 2].map(() => oversampleTrainTestReal({ ...large, synthesizer: smote() }, run)))
    expect(rows[0]).toEqual(rows[1])
    const [balanced, plain] = [rows[0]!, await trainRealTestReal(large, run)].map(
      (row) => row.scores.raw.values[rocAucMetric.id]!,
    )
    // Balancing changes little in how well a forest ranks: neither a broken nor a leaking row would come out level.
    expect(Math.abs(balanced! - plain!)).toBeLessThan(0.05)
    expect(balanced).toBeGreaterThan(0.7)
  })

  it('draws synthesizer and classifier from different streams', async () => {
    const seeds: number[] = []
    const spyClassifier: Classifier = {
      ...classifier,
      fit: (train, options) => {
        seeds.push(options.seed)
        return classifier.fit(train, options)
      },
    }
    const inner = smote()
    const spySynthesizer: Synthesizer = {
      ...inner,
      fit: (train, options) => {
        seeds.push(options.seed)
        return inner.fit(train, options)
      },
    }
    await oversampleTrainTestReal({ ...input, classifier: spyClassifier, synthesizer: spySynthesizer }, run)
    expect(new Set([...seeds, run.seed]).size).toBe(3)
  })
})
