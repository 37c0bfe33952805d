import { expectedCalibrationErrorMetric, rocAucMetric, trainSyntheticTestReal } from '@asdf/metrics'
import { mixedTable } from '@asdf/testkit'
import { gradientBoosting } from '@asdf/trees'
import { expect, test } from 'vitest'

const [train, holdout, synthetic] = [1, 2, 3].map((seed) => mixedTable(600, seed, { classes: 'two' }))
const input = { train: train!, holdout: holdout!, synthetic: synthetic! }
const boosted = gradientBoosting({ rounds: 10 })

test('the calibration error comes with the diagrams of both models, which have no small bin', async () => {
  const { details } = await trainSyntheticTestReal(boosted, {
    score: expectedCalibrationErrorMetric,
    repeats: 2,
  }).compute(input, { seed: 1 })
  expect(Object.keys(details!)).toEqual([
    'calibration of a model of synthetic rows',
    'calibration of a model of real rows',
  ])
  for (const detail of Object.values(details!)) {
    if (detail.kind !== 'curve') throw new Error(`expected a curve, got ${detail.kind}`)
    const { x, y } = detail
    expect(x.length).toBeGreaterThan(1)
    expect(x.length).toBeLessThanOrEqual(15)
    expect(x).toEqual([...x].sort((a, b) => a - b))
    for (const share of y) expect(share >= 0 && share <= 1).toBe(true)
  }
})

test('other scores have none', async () => {
  const { details } = await trainSyntheticTestReal(boosted, { score: rocAucMetric, repeats: 2 }).compute(input, {
    seed: 1,
  })
  expect(details).toBeUndefined()
})
