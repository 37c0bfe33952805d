import { describe, expect, it } from 'vitest'
import type { FittedSynthesizer, RunOptions, SampleOptions, SynthesizerFactory, Table } from '@asdf/contract'
import { takeRows } from '@asdf/core'
import { synthesizerChecks } from '@asdf/testkit'
import { describeSynthesizer } from '@asdf/testkit/vitest'
import { bootstrap } from '../examples/bootstrap.ts'

describeSynthesizer({ factory: bootstrap })

type Fit = (train: Table, run: RunOptions) => Promise<FittedSynthesizer>
type Sample = FittedSynthesizer['sample']

/** The bootstrap with one promise broken in `fit`. */
function breakFit(change: (fit: Fit) => Fit): SynthesizerFactory<object> {
  const factory = (options?: object) => {
    const configured = bootstrap(options)
    return { ...configured, fit: change((train, run) => configured.fit(train, run)) }
  }
  const { id, traits, defaults, load } = bootstrap
  return Object.assign(factory, { id, traits, defaults, load })
}

/** The bootstrap with one promise broken in `sample`. */
function breakSample(change: (sample: Sample) => Sample): SynthesizerFactory<object> {
  return breakFit((fit) => async (train, run) => {
    const model = await fit(train, run)
    return { ...model, sample: change((count, options) => model.sample(count, options)) }
  })
}

let calls = 0
const withoutSeed = (options: SampleOptions): SampleOptions => ({ ...options, seed: 1 })

const broken: Record<string, SynthesizerFactory<object>> = {
  'sample returns exactly the rows asked for': breakSample((sample) => (count, run) => sample(Math.max(1, count), run)),
  'different seeds give different rows': breakSample((sample) => (count, run) => sample(count, withoutSeed(run))),
  'samples have the training schema and keep to it': breakSample((sample) => async (count, run) => {
    const rows = await sample(count, run)
    const columns = rows.columns.map((column) =>
      column.kind === 'numeric' ? { ...column, values: column.values.map((value) => value + 0.5) } : column,
    )
    return { ...rows, columns }
  }),
  'where gives exactly the rows asked for, all of that class': breakSample(
    (sample) =>
      (count, { seed }) =>
        sample(count, { seed }),
  ),
  'fit and sample leave their input unchanged': breakFit((fit) => async (train, run) => {
    const column = train.columns.find((candidate) => candidate.kind === 'numeric')
    if (column?.kind === 'numeric') column.values[0]! += 1
    return fit(train, run)
  }),
  'the same seed fits the same model': breakFit((fit) => {
    return (train, run) =>
      fit(
        takeRows(
          train,
          Uint32Array.from({ length: train.rowCount - (calls++ % 2) }, (_, i) => i),
        ),
        run,
      )
  }),
  'nothing is printed and randomness comes only from the seed': breakSample(
    (sample) => (count, run) => sample(count, { ...run, seed: Math.floor(Math.random() * 1000) }),
  ),
  'an aborted signal stops fit and sample with its own reason': breakFit(
    (fit) =>
      (train, { seed, onProgress }) =>
        fit(train, onProgress === undefined ? { seed } : { seed, onProgress }),
  ),
  'progress counts up to its total, in every phase': breakFit(
    (fit) =>
      (train, { seed }) =>
        fit(train, { seed }),
  ),
  "an exception of onProgress is the caller's own": breakFit((fit) => (train, { onProgress, ...run }) => {
    const quiet = (progress: Parameters<NonNullable<typeof onProgress>>[0]) => {
      try {
        onProgress?.(progress)
      } catch {
        // Swallowed: the fault that the check must see.
      }
    }
    return fit(train, { ...run, onProgress: quiet })
  }),
  'too few rows is an error with a code': breakFit((fit) => async (train, run) => {
    if (train.rowCount === 0) throw new Error('no rows')
    return fit(train, run)
  }),
}

describe('synthesizerChecks', () => {
  it.each(Object.entries(broken))('catch a synthesizer that breaks: %s', async (name, factory) => {
    const check = synthesizerChecks({ factory }).find((candidate) => candidate.name === name)
    await expect(check!.run()).rejects.toThrow()
  })

  it('catch saved training rows in a synthesizer that says it keeps none', async () => {
    const factory = Object.assign((options?: object) => bootstrap(options), {
      id: bootstrap.id,
      traits: { ...bootstrap.traits, keepsTrainingRows: false },
      defaults: {},
      load: bootstrap.load,
    })
    const check = synthesizerChecks({ factory }).find(({ name }) => name === 'the artifact holds no training rows')
    await expect(check!.run()).rejects.toThrow(/training values/)
  })
})
