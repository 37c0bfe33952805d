import type { Estimator } from '@asdf/baselines'
import type { JsonValue } from '@asdf/contract'
import { adaptClassifier } from '@asdf/baselines'
import { classCodes, columnOf, decodeArtifact, encodeArtifact, withRole } from '@asdf/core'
import { mixedTable } from '@asdf/testkit'
import { describeClassifier } from '@asdf/testkit/vitest'
import { RandomForestClassifier } from 'ml-random-forest'
import { expect, it } from 'vitest'

const forest = adaptClassifier({
  id: '@asdf/baselines/test/ml-random-forest',
  defaults: { nEstimators: 8, maxFeatures: 0.8 },
  create: (options, seed) =>
    new RandomForestClassifier({
      ...options,
      replacement: false,
      useSampleBagging: true,
      noOOB: true,
      seed,
    }) as Estimator,
  restore: (json) => RandomForestClassifier.load(json as never) as Estimator,
})

describeClassifier({ factory: forest, nulls: 'rejected', weights: 'rejected' })

/** The class whose training rows' mean is nearest: predicts, and nothing else. */
class NearestMean implements Estimator {
  means: number[][] = []

  train(rows: number[][], classes: number[]): void {
    const count = Math.max(...classes) + 1
    this.means = Array.from({ length: count }, (_, code) => {
      const own = rows.filter((_, i) => classes[i] === code)
      return rows[0]!.map((_, j) => own.reduce((sum, row) => sum + row[j]!, 0) / own.length)
    })
  }

  predict(rows: number[][]): number[] {
    const distance = (a: number[], b: number[]) => a.reduce((sum, value, j) => sum + (value - b[j]!) ** 2, 0)
    return rows.map((row) => {
      const distances = this.means.map((mean) => distance(row, mean))
      return distances.indexOf(Math.min(...distances))
    })
  }
}

const nearestMean = adaptClassifier({
  id: '@asdf/baselines/test/nearest-mean',
  defaults: {},
  create: () => new NearestMean(),
})

describeClassifier({ factory: nearestMean, nulls: 'rejected', weights: 'rejected', saves: false })

it('gives the predicted class the probability 1 when the estimator has no probabilities', async () => {
  const table = mixedTable(100, 1)
  const { data } = await (await nearestMean().fit(table, { seed: 1 })).predictProbability(table)
  expect(new Set(data)).toEqual(new Set([0, 1]))
})

it('cannot save or load without toJSON and restore, and says so', async () => {
  const fitted = await nearestMean().fit(mixedTable(100, 1), { seed: 1 })
  const unsupported = expect.objectContaining({ code: 'ASDF_UNSUPPORTED' }) as Error
  expect(() => fitted.save()).toThrow(unsupported)
  const artifact = (await forest().fit(mixedTable(60, 1), { seed: 1 })).save()
  expect(() => nearestMean.load(artifact)).toThrow(unsupported)
})

it('restores a forest through bytes', async () => {
  const table = mixedTable(120, 1)
  const fitted = await forest().fit(table, { seed: 1 })
  const copy = forest.load(decodeArtifact(encodeArtifact(fitted.save())))
  expect(await copy.predictProbability(table)).toEqual(await fitted.predictProbability(table))
})

it('trains a new estimator for every fit', async () => {
  const [first, second] = [mixedTable(150, 1), mixedTable(150, 2)]
  const configured = forest()
  const fitted = await configured.fit(first, { seed: 1 })
  const before = await fitted.predictProbability(first)
  await configured.fit(second, { seed: 2 })
  expect(await fitted.predictProbability(first)).toEqual(before)
})

it('refuses weights, which such estimators do not take', async () => {
  const table = withRole(mixedTable(60, 1), 'age', 'weight')
  const fit = nearestMean().fit(table, { seed: 1 })
  await expect(fit).rejects.toThrow(expect.objectContaining({ code: 'ASDF_UNSUPPORTED' }) as Error)
})

it('refuses predictions that are no class', async () => {
  const broken = adaptClassifier({
    id: '@asdf/baselines/test/broken',
    defaults: {},
    create: (): Estimator => ({ train: () => {}, predict: (rows) => rows.map((_, i) => (i === 3 ? NaN : 0)) }),
  })
  const table = mixedTable(60, 1)
  const fitted = await broken().fit(table, { seed: 1 })
  await expect(fitted.predictProbability(table)).rejects.toThrow(/row 4/)
})

it('sees numbers standardized, categories one-hot, and classes from 0 on', async () => {
  const seen: { rows: number[][]; classes: number[] }[] = []
  const spy = adaptClassifier({
    id: '@asdf/baselines/test/spy',
    defaults: {},
    create: (): Estimator => ({
      train: (rows, classes) => void seen.push({ rows, classes }),
      predict: (rows) => rows.map(() => 0),
    }),
    restore: (json: JsonValue) => json as never,
  })
  const table = mixedTable(50, 1)
  await spy().fit(table, { seed: 1 })
  const { rows, classes } = seen[0]!
  expect(classes).toEqual([...classCodes(columnOf(table, 'outcome'))])
  const mean = (j: number) => rows.reduce((sum, row) => sum + row[j]!, 0) / rows.length
  expect(rows[0]).toHaveLength(3 + 3 + 1 + 1)
  expect(mean(0)).toBeCloseTo(0, 10)
  rows.forEach((row) => expect(row.slice(3, 6).toSorted()).toEqual([0, 0, 1]))
})
