import type { Table } from '@asdf/contract'
import type { AdaptOptions, FittedPreparation } from '@asdf/pipeline'
import { isAsdfError, minMaxEncoder, simpleImputer } from '@asdf/core'
import { adapt, fitPreparations, imputation, scaling, thresholdPolicy, withColumn, withRules } from '@asdf/pipeline'
import { randomOversampling } from '@asdf/smote'
import { mixedTable } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { classF1, diaryClassifier, diarySynthesizer, numberRows } from './support/fakes.ts'

const odd: readonly unknown[] = [null, 7, NaN, 'x', true, [], {}, [null], 1n, () => 1, new Map(), Symbol('odd')]
const table = numberRows(mixedTable(200, 1, { kinds: ['numeric', 'categorical'] }))
const base = randomOversampling()

function loopOptions(): AdaptOptions {
  return {
    classifier: diaryClassifier().classifier,
    synthesizer: diarySynthesizer().synthesizer,
    policy: thresholdPolicy(),
    classScores: classF1,
    metrics: [
      { specVersion: 1, id: '@test/f1', label: 'F1', goal: 'maximize', range: [0, 1], compute: (p) => classF1(p)[0]! },
    ],
    epochs: 2,
    controllerShare: 0.15,
    batchesPerEpoch: 1,
    preparations: [],
    synthesizerWarmUpSteps: 1,
    synthesizerStepsPerEpoch: 1,
    teacher: undefined!,
    gate: undefined!,
    log: () => {},
  }
}

/** What came of it: 'fine', the code of an ASDF error, or the error that should have been one. */
async function outcome(action: () => unknown): Promise<unknown> {
  try {
    await action()
    return 'fine'
  } catch (error) {
    return isAsdfError(error) ? error.code : error
  }
}

async function expectTyped(what: string, action: () => unknown): Promise<void> {
  expect(await outcome(action), what).toMatch(/^fine$|^ASDF_/)
}

async function expectRefused(what: string, action: () => unknown): Promise<void> {
  expect(await outcome(action), what).toMatch(/^ASDF_/)
}

describe('odd arguments', () => {
  it('of adapt are refused with a code, or work', async () => {
    for (const value of odd) {
      await expectRefused(`table ${String(value)}`, () => adapt(value as Table, loopOptions(), { seed: 1 }))
      await expectRefused(`options ${String(value)}`, () => adapt(table, value as AdaptOptions, { seed: 1 }))
      await expectRefused(`run ${String(value)}`, () => adapt(table, loopOptions(), value as { seed: number }))
      for (const option of Object.keys(loopOptions())) {
        const changed = { ...loopOptions(), [option]: value }
        await expectTyped(`${option} ${String(value)}`, () => adapt(table, changed, { seed: 1 }))
      }
    }
  })

  it.each([
    ['classScores', { classScores: () => Float64Array.of(0.5) }],
    ['classScores', { classScores: () => Float64Array.of(NaN, 0, 0) }],
    ['classScores', { classScores: () => Float64Array.of(2, 0, 0) }],
    ['classScores', { classScores: () => 'high' as never }],
    ['policy', { policy: { ...thresholdPolicy(), decide: () => null as never } }],
  ] as const)('of %s that answers oddly is refused by name', async (_, change) => {
    const { code } = await adapt(table, { ...loopOptions(), ...change }, { seed: 1 }).then(
      () => ({ code: 'none' }),
      (error: unknown) => error as { code: string },
    )
    expect(code).toMatch(/ASDF_OPTION_INVALID|ASDF_DATA_INVALID/)
  })

  it('of the wrappers are refused with a code', async () => {
    for (const value of odd) {
      await expectRefused(`withRules(${String(value)})`, () => withRules(value as never))
      await expectRefused(`withColumn base ${String(value)}`, () => withColumn(value as never, 'price', base))
      await expectRefused(`withColumn synthesizer ${String(value)}`, () => withColumn(base, 'price', value as never))
      await expectRefused(`withColumn column ${String(value)}`, () =>
        withColumn(base, value as never, base).fit(table, { seed: 1 }),
      )
      await expectTyped(`withRules options ${String(value)}`, () =>
        withRules(base, value as never).fit(table, { seed: 1 }),
      )
    }
    await expectRefused('a factory', () => withRules(randomOversampling as never))
  })

  it('of preparations are refused with a code', async () => {
    const run = { seed: 1 }
    const scaled = await scaling(minMaxEncoder()).fit(table, run)
    const { apply } = await fitPreparations(table, [], run)
    const ready: FittedPreparation[] = [scaled, { apply }]
    for (const value of odd) {
      const what = String(value)
      await expectRefused(`scaling(${what})`, () => scaling(value as never))
      await expectRefused(`imputation(${what})`, () => imputation(value as never))
      if (!Array.isArray(value) || value.length > 0)
        await expectRefused(`steps ${what}`, () => fitPreparations(table, value as never, run))
      for (const one of [scaling(minMaxEncoder()), imputation(simpleImputer())]) {
        await expectRefused(`fit(${what})`, () => one.fit(value as never, run))
        await expectRefused(`fit with run ${what}`, () => one.fit(table, value as never))
      }
      for (const one of ready) {
        await expectRefused(`apply(${what})`, () => one.apply(value as never, run))
        await expectRefused(`apply with run ${what}`, () => one.apply(table, value as never))
      }
    }
  })
})
