import { describe, expect, test } from 'vitest'
import { gradientBoosting, randomForest } from '@asdf/trees'
import { mixedTable } from './tables.ts'

const train = mixedTable(400, 1)

describe.each([
  ['gradientBoosting', gradientBoosting, { rounds: 8 }],
  ['randomForest', randomForest, { trees: 5 }],
] as const)('%s', (_, factory, options) => {
  test('predicts the same after save, a trip through JSON, and load', async () => {
    const model = await (factory as typeof gradientBoosting)(options).fit(train, { seed: 3 })
    const saved = model.save()
    const state = JSON.parse(JSON.stringify(saved.state)) as typeof saved.state
    const copy = factory.load({ ...structuredClone(saved), state })
    expect(await copy.predictProbability(train)).toEqual(await model.predictProbability(train))
    expect(copy.featureImportance()).toEqual(model.featureImportance())
    expect(copy.save()).toEqual(saved)
  })
})
