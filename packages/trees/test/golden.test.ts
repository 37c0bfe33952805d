import type { Table } from '@asdf/contract'
import { takeRows } from '@asdf/core'
import { gradientBoosting, gradientBoostingRegressor, randomForest, randomForestRegressor } from '@asdf/trees'
import { describe, expect, test } from 'vitest'
import golden from './golden/golden.json'
import { rocAuc, secondColumn, tableOf, targetOf } from './tables.ts'

// Expected scores are those of scikit-learn, see golden/make_golden.py. Both sides bin, break ties and draw rows in
// their own way, so scores agree to a stated tolerance and not to the bit.

const { train: trainRows, twoClasses, threeClasses, numbers } = golden

function split(columns: readonly (readonly (number | null)[])[], target: readonly number[], classes: string[] | null) {
  const table = tableOf(
    ...columns.map((values, i) => ({ name: `x${i}`, numbers: values })),
    classes === null
      ? { name: 'y', role: 'target', numbers: target }
      : { name: 'y', role: 'target', codes: target, categories: classes },
  )
  const rows = Uint32Array.from({ length: table.rowCount }, (_, row) => row)
  return { train: takeRows(table, rows.slice(0, trainRows)), test: takeRows(table, rows.slice(trainRows)) }
}

function logLoss(truth: Float64Array, { data, shape }: { data: Float64Array; shape: readonly number[] }): number {
  const width = shape[1]!
  // Clipped as in scikit-learn.
  const clipped = (p: number) => Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, p))
  return -truth.reduce((sum, code, row) => sum + Math.log(clipped(data[row * width + code]!)), 0) / truth.length
}

/** Mean over a few seeds, as the golden scores of forests are. */
async function meanOver(seeds: number, score: (seed: number) => Promise<number>): Promise<number> {
  let sum = 0
  for (let seed = 0; seed < seeds; seed++) sum += await score(seed)
  return sum / seeds
}

describe('on two classes with missing values', () => {
  const { train, test: holdout } = split(twoClasses.columns, twoClasses.target, ['0', '1'])
  const truth = targetOf(holdout)

  test('boosting has the AUC and the log loss of HistGradientBoostingClassifier', async () => {
    const model = await gradientBoosting({ rounds: 50 }).fit(train, { seed: 1 })
    const probability = await model.predictProbability(holdout)
    expect(Math.abs(rocAuc(truth, secondColumn(probability)) - twoClasses.boosting.auc)).toBeLessThan(0.01)
    expect(Math.abs(logLoss(truth, probability) - twoClasses.boosting.logLoss)).toBeLessThan(0.02)
  })

  test('a forest has the AUC and the log loss of RandomForestClassifier', async () => {
    const fit = (seed: number) => randomForest({ trees: 200 }).fit(train, { seed })
    const predict = async (seed: number, table: Table) => (await fit(seed)).predictProbability(table)
    const auc = await meanOver(5, async (seed) => rocAuc(truth, secondColumn(await predict(seed, holdout))))
    expect(Math.abs(auc - twoClasses.forest.auc)).toBeLessThan(0.005)
    const loss = await meanOver(5, async (seed) => logLoss(truth, await predict(seed, holdout)))
    expect(Math.abs(loss - twoClasses.forest.logLoss)).toBeLessThan(0.02)
  })
})

describe('on three classes', () => {
  const { train, test: holdout } = split(threeClasses.columns, threeClasses.target, ['0', '1', '2'])
  const truth = targetOf(holdout)

  test('boosting has the log loss of HistGradientBoostingClassifier', async () => {
    const model = await gradientBoosting({ rounds: 30 }).fit(train, { seed: 1 })
    const loss = logLoss(truth, await model.predictProbability(holdout))
    expect(Math.abs(loss - threeClasses.boosting.logLoss)).toBeLessThan(0.02)
  })

  test('a forest has the log loss of RandomForestClassifier', async () => {
    const loss = await meanOver(5, async (seed) => {
      const model = await randomForest({ trees: 200 }).fit(train, { seed })
      return logLoss(truth, await model.predictProbability(holdout))
    })
    expect(Math.abs(loss - threeClasses.forest.logLoss)).toBeLessThan(0.02)
  })
})

describe('on numbers', () => {
  const { train, test: holdout } = split(numbers.columns, numbers.target, null)
  const truth = targetOf(holdout)

  function r2(prediction: ArrayLike<number>): number {
    const mean = truth.reduce((a, b) => a + b) / truth.length
    const residual = truth.reduce((sum, y, i) => sum + (y - prediction[i]!) ** 2, 0)
    return 1 - residual / truth.reduce((sum, y) => sum + (y - mean) ** 2, 0)
  }

  test('boosting predicts what HistGradientBoostingRegressor predicts', async () => {
    const model = await gradientBoostingRegressor({ rounds: 60 }).fit(train, { seed: 1 })
    const { data } = await model.predict(holdout)
    expect(Math.abs(r2(data) - numbers.boosting.r2)).toBeLessThan(0.005)
    const apart = data.reduce((sum, y, i) => sum + Math.abs(y - numbers.boosting.prediction[i]!), 0) / data.length
    // The target's standard deviation is about 5.
    expect(apart).toBeLessThan(0.3)
  })

  test('a forest has the r² of RandomForestRegressor', async () => {
    const found = await meanOver(3, async (seed) => {
      const model = await randomForestRegressor({ trees: 100 }).fit(train, { seed })
      return r2((await model.predict(holdout)).data)
    })
    expect(Math.abs(found - numbers.forest.r2)).toBeLessThan(0.005)
  })
})
