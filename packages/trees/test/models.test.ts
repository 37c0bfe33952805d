import { gradientBoosting, gradientBoostingRegressor, randomForest, randomForestRegressor } from '@asdf/trees'
import { describe, expect, test } from 'vitest'
import { mixedTable, numberTable, rocAuc, secondColumn, targetOf } from './tables.ts'

describe.each([
  ['gradientBoosting', gradientBoosting({ rounds: 40 })],
  ['randomForest', randomForest({ trees: 40 })],
])('%s', (_, classifier) => {
  test('separates two classes on rows it has not seen', async () => {
    const model = await classifier.fit(mixedTable(2000, 1), { seed: 1 })
    const holdout = mixedTable(1000, 2)
    const probability = await model.predictProbability(holdout)
    expect(rocAuc(targetOf(holdout), secondColumn(probability))).toBeGreaterThan(0.95)
  })

  test('separates three classes, and its rows sum to one', async () => {
    const classes = ['low', 'middle', 'high']
    const model = await classifier.fit(mixedTable(2000, 1, classes), { seed: 1 })
    const holdout = mixedTable(1000, 2, classes)
    const { data, shape } = await model.predictProbability(holdout)
    expect(shape).toEqual([1000, 3])
    let right = 0
    targetOf(holdout).forEach((truth, row) => {
      const own = Array.from(data.subarray(3 * row, 3 * row + 3))
      expect(own.reduce((a, b) => a + b)).toBeCloseTo(1, 12)
      if (own.indexOf(Math.max(...own)) === truth) right++
    })
    expect(right / 1000).toBeGreaterThan(0.8)
  })

  test('gives the informative column the greatest importance, and the shares sum to one', async () => {
    const model = await classifier.fit(mixedTable(2000, 1), { seed: 1 })
    const found = model.featureImportance()
    expect(found[0]!.column).toBe('first')
    expect(found.reduce((sum, one) => sum + one.importance, 0)).toBeCloseTo(1, 12)
  })
})

describe.each([
  ['gradientBoostingRegressor', gradientBoostingRegressor({ rounds: 60 })],
  ['randomForestRegressor', randomForestRegressor({ trees: 40 })],
])('%s', (_, regressor) => {
  test('predicts numbers on rows it has not seen', async () => {
    const model = await regressor.fit(numberTable(2000, 1), { seed: 1 })
    const holdout = numberTable(1000, 2)
    const { data } = await model.predict(holdout)
    const truth = targetOf(holdout)
    const mean = truth.reduce((a, b) => a + b) / truth.length
    const residual = truth.reduce((sum, y, i) => sum + (y - data[i]!) ** 2, 0)
    const total = truth.reduce((sum, y) => sum + (y - mean) ** 2, 0)
    expect(1 - residual / total).toBeGreaterThan(0.98)
  })
})
