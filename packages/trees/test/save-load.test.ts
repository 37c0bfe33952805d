import { describe, expect, test } from 'vitest'
import { gradientBoosting, randomForest } from '@asdf/trees'
import { mixedTable } from './tables.ts'

const train = mixedTable(400, 1)

describe.each([
  ['gradientBoosting', gradientBoosting({ rounds: 8 }), gradientBoosting.load],
  ['randomForest', randomForest({ trees: 5 }), randomForest.load],
] as const)('%s', (_, classifier, load) => {
  test('predicts the same after save, a trip through JSON, and load', async () => {
    const model = await classifier.fit(train, { seed: 3 })
    const saved = model.save()
    const state = JSON.parse(JSON.stringify(saved.state)) as typeof saved.state
    const copy = load({ ...structuredClone(saved), state })
    expect(await copy.predictProbability(train)).toEqual(await model.predictProbability(train))
    expect(copy.featureImportance()).toEqual(model.featureImportance())
    expect(copy.save()).toEqual(saved)
  })
})
