import type { Metric, MetricResult } from '@asdf/contract'
import { qualityScore, withCeiling } from '@asdf/metrics'
import { mixedTable } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'

const [train, holdout, synthetic] = [1, 2, 3].map((seed) => mixedTable(200, seed)) as [
  ReturnType<typeof mixedTable>,
  ReturnType<typeof mixedTable>,
  ReturnType<typeof mixedTable>,
]
const compute = (metric: Metric) => metric.compute({ train, holdout, synthetic }, { seed: 1 })

/** A metric that always finds this. */
const found = (label: string, result: MetricResult): Metric => ({
  specVersion: 1,
  id: `test/${label}`,
  label,
  group: 'diversity',
  goal: 'maximize',
  range: [0, 1],
  needsHoldout: false,
  needsTarget: false,
  compute: () => Promise.resolve(result),
})
const attacks = (accuracy: number) =>
  found('attack', { value: 0.5, details: { rates: { kind: 'parts', values: { accuracy } } } })
const parts = {
  fidelity: found('distance', { value: 0.1 }),
  precision: found('precision', { value: 0.9 }),
  recall: found('recall', { value: 0.6 }),
  attack: attacks(0.6),
}

describe('qualityScore', () => {
  it('is the weighted sum of its parts', async () => {
    const { value, breakdown, details } = await compute(qualityScore({ ...parts, weights: [0.4, 0.3, 0.3] }))
    // 2 · 0.9 · 0.6 / 1.5, and 1 / 0.6 - 1.
    expect(breakdown!['fidelity']).toBeCloseTo(0.9, 12)
    expect(breakdown!['diversity']).toBeCloseTo(0.72, 12)
    expect(breakdown!['privacy']).toBeCloseTo(2 / 3, 12)
    expect(value).toBeCloseTo(0.4 * 0.9 + 0.3 * 0.72 + 0.3 * (2 / 3), 12)
    expect(details).toMatchObject({
      parts: { values: { '1 / attack accuracy': 1 / 0.6 } },
      weights: { values: { fidelity: 0.4, diversity: 0.3, privacy: 0.3 } },
    })
  })

  it.each([
    [0, 1],
    [0.3, 1],
    [0.5, 1],
    [1, 0],
  ])('an attack of accuracy %f leaves a privacy of %f', async (accuracy, privacy) => {
    if (accuracy === 0) return expect(compute(qualityScore({ ...parts, attack: attacks(0) }))).rejects.toThrow()
    const { breakdown } = await compute(qualityScore({ ...parts, attack: attacks(accuracy) }))
    expect(breakdown!['privacy']).toBe(privacy)
  })

  it('gives the privacy of a stronger attack beside', async () => {
    const { details } = await compute(qualityScore({ ...parts, shadowAttack: attacks(0.8) }))
    expect(details!['parts']).toMatchObject({ values: { 'privacy by shadows': 1 / 0.8 - 1 } })
  })

  it('takes another distance, and no precision and recall', async () => {
    const far = { ...parts, fidelity: found('fréchet', { value: 3 }), likeness: (d: number) => 1 / (1 + d) }
    expect((await compute(qualityScore(far))).breakdown!['fidelity']).toBe(0.25)
    const none = { ...parts, precision: found('p', { value: 0 }), recall: found('r', { value: 0 }) }
    expect((await compute(qualityScore(none))).breakdown!['diversity']).toBe(0)
  })

  it('has a ceiling and an interval by withCeiling', async () => {
    const { fidelity: _, ...measured } = parts
    const { ceiling, interval, verdict } = await compute(withCeiling(qualityScore(measured)))
    expect(ceiling!.n).toBe(100)
    expect(interval).toBeDefined()
    expect(verdict).toMatch(/real rows at n = 100/)
  })

  it.each([[[0.5, 0.5, 0.5]], [[1, 1, -1]], [[0.5, 0.5]], ['even'], [[NaN, 0.5, 0.5]]])(
    'refuses the weights %o',
    (weights) => {
      expect(() => qualityScore({ ...parts, weights: weights as never })).toThrow(
        expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }),
      )
    },
  )

  it('refuses what is no metric, and an attack that does not say its accuracy', async () => {
    expect(() => qualityScore({ ...parts, attack: undefined as never })).toThrow(
      expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }),
    )
    const silent = qualityScore({ ...parts, attack: found('attack', { value: 0.5 }) })
    await expect(compute(silent)).rejects.toMatchObject({ code: 'ASDF_METRIC_UNDEFINED' })
  })
})
