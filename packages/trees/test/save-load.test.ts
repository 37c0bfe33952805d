import type { Artifact } from '@asdf/contract'
import { decodeArtifact, encodeArtifact } from '@asdf/core'
import { gradientBoosting, gradientBoostingRegressor, randomForest, randomForestRegressor } from '@asdf/trees'
import { describe, expect, test } from 'vitest'
import { mixedTable, numberTable } from './tables.ts'

const train = mixedTable(400, 1)
const numbers = numberTable(300, 1)

describe.each([
  ['gradientBoosting', gradientBoosting({ rounds: 8 }), gradientBoosting.load],
  ['randomForest', randomForest({ trees: 5 }), randomForest.load],
] as const)('%s', (_, classifier, load) => {
  test('predicts the same after save, a trip through bytes, and load', async () => {
    const model = await classifier.fit(train, { seed: 3 })
    const saved = model.save()
    const copy = load(decodeArtifact(encodeArtifact(saved)))
    expect(await copy.predictProbability(train)).toEqual(await model.predictProbability(train))
    expect(copy.featureImportance()).toEqual(model.featureImportance())
    expect(copy.report).toEqual(model.report)
    expect(copy.save()).toEqual(saved)
  })

  test('refuses damage of every array and every part of the state', async () => {
    const saved = (await classifier.fit(train, { seed: 3 })).save()
    for (const damaged of damages(saved)) {
      expect(() => load(damaged.artifact), damaged.name).toThrowError(
        expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID' }) as Error,
      )
    }
  })

  test('refuses trees whose nodes lead astray', async () => {
    const saved = (await classifier.fit(train, { seed: 3 })).save()
    const changed = (name: string, value: number) => {
      const copy = structuredClone(saved)
      copy.arrays[name]!.data[0] = value
      return () => load(copy)
    }
    const refused = expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID' }) as Error
    // The root as its own child, a child beyond the tree, a feature that is not there.
    expect(changed('nodeLeft', 0)).toThrowError(refused)
    expect(changed('nodeLeft', 1_000_000)).toThrowError(refused)
    expect(changed('nodeFeature', 3)).toThrowError(refused)
    expect(changed('leafValues', Infinity)).toThrowError(refused)
    expect(changed('edges', Infinity)).toThrowError(refused)
    expect(changed('binCounts', 300)).toThrowError(refused)
  })
})

describe.each([
  ['gradientBoostingRegressor', gradientBoostingRegressor({ rounds: 8 }), gradientBoostingRegressor.load],
  ['randomForestRegressor', randomForestRegressor({ trees: 5 }), randomForestRegressor.load],
] as const)('%s', (_, regressor, load) => {
  test('predicts the same after save, a trip through bytes, and load', async () => {
    const model = await regressor.fit(numbers, { seed: 3 })
    const copy = load(decodeArtifact(encodeArtifact(model.save())))
    expect(await copy.predict(numbers)).toEqual(await model.predict(numbers))
    expect(copy.save()).toEqual(model.save())
  })

  test('does not load what a classifier saved', async () => {
    const saved = (await gradientBoosting({ rounds: 2 }).fit(train, { seed: 1 })).save()
    expect(() => load(saved)).toThrowError(expect.objectContaining({ details: { problem: 'writer' } }) as Error)
  })
})

/** The artifact with one thing missing, cut short or of another type. */
function damages(saved: Artifact): { readonly name: string; readonly artifact: Artifact }[] {
  const arrays = Object.entries(saved.arrays).flatMap(([name, tensor]) => {
    if (tensor.data.length === 0) return []
    const { [name]: _, ...rest } = saved.arrays
    const data = tensor.data.slice(0, -1)
    const cut = { ...tensor, shape: [data.length], data } as typeof tensor
    return [
      { name: `without ${name}`, artifact: { ...saved, arrays: rest } },
      { name: `${name} cut`, artifact: { ...saved, arrays: { ...saved.arrays, [name]: cut } } },
      {
        name: `${name} of another type`,
        artifact: {
          ...saved,
          arrays: {
            ...saved.arrays,
            [name]: { dtype: 'f32', shape: tensor.shape, data: new Float32Array(tensor.data.length) } as const,
          },
        },
      },
    ]
  })
  const states = Object.keys(saved.state).map((name) => {
    const { [name]: _, ...state } = saved.state
    return { name: `state without ${name}`, artifact: { ...saved, state } }
  })
  return [...arrays, ...states]
}
