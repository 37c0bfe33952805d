import type { MetricDetails } from '@asdf/contract'
import { createRng, standardNormal, tableFromColumns } from '@asdf/core'
import { distanceToClosestRecordShare } from '@asdf/privacy'
import { expect, test } from 'vitest'
import { distanceCurves } from '../src/distance-curves.ts'

function curveOf(details: MetricDetails | undefined) {
  if (details?.kind !== 'curve') throw new Error(`expected a curve, got ${details?.kind}`)
  return details
}

test('curves are shares up to a distance, on the same axis', () => {
  const far = Float64Array.from({ length: 100 }, (_, index) => index)
  const curves = distanceCurves({ near: new Float64Array(100), far })
  const [near, other] = [curveOf(curves['near']), curveOf(curves['far'])]
  expect(near.x).toEqual(other.x)
  expect(near.x[0]).toBe(0)
  expect(near.x.at(-1)).toBe(97)
  expect(new Set(near.y)).toEqual(new Set([1]))
  expect([other.y[0], other.y.at(-1)]).toEqual([0.01, 0.98])
  for (let place = 1; place < other.y.length; place++)
    expect(other.y[place]).toBeGreaterThanOrEqual(other.y[place - 1]!)
})

test('distances of 0 have one place', () => {
  const { x, y } = curveOf(distanceCurves({ same: new Float64Array(3) })['same'])
  expect([x, y]).toEqual([[0], [1]])
})

test('copies are nearer to training rows at every distance, and no curve has a row in it', async () => {
  const tableOf = (seed: number) => {
    const rng = createRng(seed)
    return tableFromColumns({
      a: Array.from({ length: 200 }, () => standardNormal(rng)),
      b: Array.from({ length: 200 }, () => standardNormal(rng)),
    })
  }
  const train = tableOf(1)
  const { details } = await distanceToClosestRecordShare().compute(
    { train, synthetic: train, holdout: tableOf(2) },
    { seed: 1 },
  )
  const known = curveOf(details?.['distances to training rows'])
  const others = curveOf(details?.['distances to hold-out rows'])
  expect(known.y[0]).toBe(1)
  expect(others.y[0]).toBe(0)
  expect(known.x).toHaveLength(61)
})
