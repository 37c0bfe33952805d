import type { PredictionMetric, Synthesizer, Table } from '@asdf/contract'
import type {
  AdaptOptions,
  BatchEntry,
  EpochEntry,
  GateInput,
  LogEntry,
  Policy,
  Preparation,
  RowGate,
  RunEntry,
  SampleEntry,
} from '@asdf/pipeline'
import { AsdfError, isAsdfError } from '@asdf/contract'
import { splitTable, takeRows } from '@asdf/core'
import { adapt, formatLogEntry, thresholdPolicy } from '@asdf/pipeline'
import { mixedTable } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { classF1, diaryClassifier, diarySynthesizer, numberRows, rowNumbers } from './support/fakes.ts'

const meanF1: PredictionMetric = {
  specVersion: 1,
  id: '@test/mean-f1',
  label: 'mean F1',
  goal: 'maximize',
  range: [0, 1],
  compute: (predictions) => classF1(predictions).reduce((sum, score) => sum + score, 0) / predictions.classes.length,
}

/** Asks for a fixed number of rows of the class `rare`, so that tests need not guess at scores. */
const fixedPolicy: Policy = { id: '@test/fixed', options: {}, decide: () => Uint32Array.of(0, 0, 50) }

function setUp(change: Partial<AdaptOptions> = {}) {
  const classifier = diaryClassifier()
  const synthesizer = diarySynthesizer()
  const log: LogEntry[] = []
  const options: AdaptOptions = {
    classifier: classifier.classifier,
    synthesizer: synthesizer.synthesizer,
    policy: fixedPolicy,
    classScores: classF1,
    metrics: [meanF1],
    epochs: 4,
    log: (entry) => void log.push(entry),
    ...change,
  }
  return {
    options,
    log,
    classifier: classifier.diary,
    synthesizer: synthesizer.diary,
    steerable: synthesizer.steerable,
  }
}

const table = numberRows(mixedTable(400, 1, { kinds: ['numeric', 'categorical'] }))

function entriesOf<Kind extends LogEntry['kind']>(
  log: readonly LogEntry[],
  kind: Kind,
): Extract<LogEntry, { kind: Kind }>[] {
  return log.filter((entry): entry is Extract<LogEntry, { kind: Kind }> => entry.kind === kind)
}

describe('adapt', () => {
  it('trains on training rows and their synthetic kin only, and looks at test rows once, when all epochs are done', async () => {
    const { options, classifier, synthesizer, log } = setUp()
    const result = await adapt(table, options, { seed: 1 })
    const { indices } = splitTable(table, { seed: 1 })
    const outside = new Set([...indices.validation, ...indices.test])
    const trained = classifier.epochs.flat().flatMap(rowNumbers)
    const real = new Set(trained.map((number) => (number < 0 ? -1 - number : number)))
    expect([...real].filter((number) => outside.has(number))).toEqual([])
    expect(real.size).toBe(entriesOf(log, 'run')[0]!.rows.train)
    expect(new Set(synthesizer.fitted.flatMap(rowNumbers))).toEqual(real)
    // No row that steers or judges the model is one that it was trained on.
    for (const shown of classifier.predicted) expect(rowNumbers(shown).some((number) => real.has(number))).toBe(false)

    const test = new Set(indices.test)
    const showings = classifier.predicted.flatMap((shown, at) =>
      rowNumbers(shown).some((row) => test.has(row)) ? [at] : [],
    )
    const inEpochs = 2 * classifier.epochs.length // controller and validation rows after every epoch
    expect(showings).toEqual([inEpochs])
    expect(result.test.truth.length).toBe(test.size)
  })

  it('writes the synthetic fraction of every epoch and batch', async () => {
    const { options, log, classifier } = setUp({ batchesPerEpoch: 3 })
    await adapt(table, options, { seed: 1 })
    const batches: readonly BatchEntry[] = entriesOf(log, 'batch')
    const epochs: readonly EpochEntry[] = entriesOf(log, 'epoch')
    expect(batches.length).toBe(12)
    classifier.epochs.forEach((tables, index) => {
      const entries = batches.filter((entry) => entry.epoch === index + 1)
      tables.forEach((batch, number) => {
        const synthetic = rowNumbers(batch).filter((row) => row < 0).length
        expect(entries[number]).toMatchObject({ rows: batch.rowCount, syntheticRows: synthetic })
        expect(entries[number]!.syntheticFraction).toBeCloseTo(synthetic / batch.rowCount, 12)
      })
      const synthetic = tables.flatMap(rowNumbers).filter((row) => row < 0).length
      expect(epochs[index]).toMatchObject({ epoch: index + 1, syntheticRows: synthetic })
    })
    expect(epochs.map((entry) => entry.syntheticByClass['rare'])).toEqual([0, 50, 50, 50])
    const samples: readonly SampleEntry[] = entriesOf(log, 'sample')
    expect(samples.map(({ epoch, class: name, count }) => [epoch, name, count])).toEqual([
      [2, 'rare', 50],
      [3, 'rare', 50],
      [4, 'rare', 50],
    ])
  })

  it('logs enough to draw the very same rows again', async () => {
    const { options, log, classifier } = setUp()
    const result = await adapt(table, options, { seed: 1 })
    const { seed, count, class: name } = entriesOf(log, 'sample')[0]!
    const again = await result.synthesizer.sample(count, { seed, where: { outcome: name } })
    const used = rowNumbers(classifier.epochs[1]![0]!).filter((row) => row < 0)
    expect(rowNumbers(again).sort()).toEqual(used.sort())
  })

  it('logs the same bytes for the same seed, and others for another', async () => {
    const lines = async (seed: number) => {
      const { options, log } = setUp()
      await adapt(table, options, { seed })
      return log.map(formatLogEntry).join('')
    }
    expect(await lines(1)).toBe(await lines(1))
    expect(await lines(1)).not.toBe(await lines(2))
  })

  it('begins its log with all that the run is made of, and ends it with the test scores', async () => {
    const { options, log } = setUp()
    const result = await adapt(table, options, { seed: 7 })
    const first = log[0] as RunEntry
    expect(first).toMatchObject({
      kind: 'run',
      logVersion: 1,
      seed: 7,
      target: 'outcome',
      synthesizer: { id: '@test/repeat' },
    })
    expect(Object.values(first.rows).reduce((sum, count) => sum + count, 0)).toBe(table.rowCount)
    expect(log.at(-1)).toEqual({
      kind: 'end',
      bestEpoch: result.bestEpoch,
      test: { [meanF1.id]: meanF1.compute(result.test) },
    })
  })

  it('passes on what the synthesizer and the classifier warn of', async () => {
    expect((await adapt(table, setUp().options, { seed: 1 })).warnings).toContain('from the classifier')
  })

  it('keeps the epoch that did best on validation rows', async () => {
    const values = [0.2, 0.9, 0.4, 0.9]
    let call = 0
    const scripted: PredictionMetric = { ...meanF1, compute: () => values[call++ % values.length]! }
    const { options } = setUp({ metrics: [scripted] })
    expect((await adapt(table, options, { seed: 1 })).bestEpoch).toBe(2)
  })

  it('tells a steerable synthesizer what the classifier gets wrong, between epochs, and closes it', async () => {
    const { options, steerable, synthesizer, log } = setUp()
    await adapt(table, { ...options, synthesizer: steerable }, { seed: 1 })
    const epochs = entriesOf(log, 'epoch')
    const [first, ...others] = synthesizer.contexts
    expect([first!.classes, [...first!.errors]]).toEqual([
      ['common', 'middling', 'rare'],
      [0, 0, 0],
    ])
    expect(others.length).toBe(3)
    others.forEach((context, index) => {
      expect(context.classes).toEqual(['common', 'middling', 'rare'])
      expect([...context.errors]).toEqual(context.classes.map((name) => 1 - epochs[index]!.f1[name]!))
    })
    expect(synthesizer.closed).toBe(1)
  })

  it('closes a steerable synthesizer when the classifier cannot start', async () => {
    const { options, steerable, synthesizer } = setUp()
    const broken = { ...options.classifier, start: () => Promise.reject(new Error('no device')) }
    await expect(adapt(table, { ...options, synthesizer: steerable, classifier: broken }, { seed: 1 })).rejects.toThrow(
      'no device',
    )
    expect(synthesizer.closed).toBe(1)
  })

  it('trains on what the gate lets through, and logs both numbers', async () => {
    const asked: GateInput[] = []
    const gate: RowGate = {
      id: '@test/first-ten',
      accept: async (rows, input) => {
        asked.push(input)
        return takeRows(
          rows,
          Uint32Array.from({ length: 10 }, (_, i) => i),
        )
      },
    }
    const { options, log, classifier } = setUp({ gate })
    await adapt(table, options, { seed: 1 })
    expect(entriesOf(log, 'run')[0]!.gate).toBe('@test/first-ten')
    expect(entriesOf(log, 'sample').map(({ count, accepted }) => [count, accepted])).toEqual(Array(3).fill([50, 10]))
    expect(classifier.epochs[1]!.flatMap(rowNumbers).filter((row) => row < 0).length).toBe(10)
    expect(entriesOf(log, 'epoch')[1]!.syntheticByClass['rare']).toBe(10)
    expect(asked.map(({ epoch, class: name }) => [epoch, name])).toEqual([
      [2, 'rare'],
      [3, 'rare'],
      [4, 'rare'],
    ])
  })

  it.each([
    new AsdfError('ASDF_TOO_FEW_ROWS', 'one row', { required: 2, received: 1 }),
    new AsdfError('ASDF_CONDITION_UNREACHABLE', 'one row', { share: 0 }),
  ])('goes on without rows of a class that is too small to make any from, and says so in the log', async (error) => {
    const { options, log } = setUp()
    const fit: Synthesizer['fit'] = async (train, run) => {
      const fitted = await options.synthesizer.fit(train, run)
      return { ...fitted, sample: () => Promise.reject(error) }
    }
    await adapt(table, { ...options, synthesizer: { ...options.synthesizer, fit } }, { seed: 1 })
    expect(entriesOf(log, 'sample').map(({ accepted, refused }) => [accepted, refused])).toEqual(
      Array(3).fill([0, 'one row']),
    )
  })

  it('refuses a policy that does not decide on every class, and options that it does not know', async () => {
    const { options } = setUp({ policy: { ...fixedPolicy, decide: () => Uint32Array.of(1) } })
    await expect(adapt(table, options, { seed: 1 })).rejects.toThrow(/3 counts/)
    await expect(adapt(table, { ...options, epoch: 3 } as AdaptOptions, { seed: 1 })).rejects.toThrow(
      /'epoch' is not an option/,
    )
  })

  it('fits preparations on training rows only and applies them to every part', async () => {
    const fitted: Table[] = []
    const applied: Table[] = []
    const spy: Preparation = {
      id: '@test/spy',
      fit: async (train) => {
        fitted.push(train)
        return { apply: async (part) => (applied.push(part), part) }
      },
    }
    const { options, log } = setUp({ preparations: [spy] })
    await adapt(table, options, { seed: 1 })
    const { rows, preparations } = entriesOf(log, 'run')[0]!
    expect(preparations).toEqual(['@test/spy'])
    expect(fitted.map((part) => part.rowCount)).toEqual([rows.train])
    expect(applied.map((part) => part.rowCount).sort()).toEqual(Object.values(rows).sort())
  })

  it('reports progress for every epoch and stops on an abort with its own reason, closing the session', async () => {
    const { options, classifier } = setUp()
    const controller = new AbortController()
    const steps: number[] = []
    const onProgress = ({ step }: { step: number }) => {
      steps.push(step)
      if (step === 2) controller.abort('enough')
    }
    await expect(adapt(table, options, { seed: 1, signal: controller.signal, onProgress })).rejects.toBe('enough')
    expect(steps).toEqual([1, 2])
    expect(classifier.closed).toBe(1)
  })

  it('refuses a synthesizer that cannot sample by class, bad options, and tables too small to cut', async () => {
    const { options } = setUp()
    const code = async (action: Promise<unknown>) =>
      action.catch((error: unknown) => (isAsdfError(error) ? error.code : error))
    const { synthesizer } = options
    const blind = { ...synthesizer, traits: { ...synthesizer.traits, conditional: false } }
    expect(await code(adapt(table, { ...options, synthesizer: blind }, { seed: 1 }))).toBe('ASDF_UNSUPPORTED')
    expect(await code(adapt(table, { ...options, epochs: 0 }, { seed: 1 }))).toBe('ASDF_OPTION_INVALID')
    expect(await code(adapt(table, { ...options, epochs: 1e9 }, { seed: 1 }))).toBe('ASDF_OPTION_INVALID')
    expect(await code(adapt(table, { ...options, controllerShare: 0.9 }, { seed: 1 }))).toBe('ASDF_OPTION_INVALID')
    const tiny = takeRows(table, Uint32Array.of(0, 1, 2))
    expect(await code(adapt(tiny, options, { seed: 1 }))).toBe('ASDF_TOO_FEW_ROWS')
  })
})

describe('thresholdPolicy', () => {
  const decide = async (scores: number[], realCounts: number[], options = {}) => {
    const counts = await thresholdPolicy(options).decide({
      epoch: 1,
      classes: scores.map(String),
      scores: Float64Array.from(scores),
      realCounts: Uint32Array.from(realCounts),
      syntheticCounts: new Uint32Array(scores.length),
    })
    return [...counts]
  }

  it('gives rows to classes below the threshold, in proportion to their error, and none to the others', async () => {
    expect(await decide([0.99, 0.5, 0.95], [1000, 100, 100])).toEqual([0, 450, 0])
    expect(await decide([0.99, 0.5], [1000, 100], { threshold: 0.4 })).toEqual([0, 0])
  })

  it('never lets a class outgrow its ratio to the largest, however badly it does', async () => {
    expect(await decide([0, 0], [1000, 100])).toEqual([0, 900])
    expect(await decide([0, 0], [1000, 100], { maximumRatio: 0.2 })).toEqual([0, 100])
  })

  it('asks for nothing of a class that has no rows to learn from', async () => {
    expect(await decide([0.9, 0], [100, 0])).toEqual([0, 0])
  })

  it('refuses a threshold outside [0, 1] and an unknown option', () => {
    expect(() => thresholdPolicy({ threshold: 1.2 })).toThrowError(/threshold/)
    expect(() => thresholdPolicy({ maximumRatio: 1e9 })).toThrowError(/at most 1000/)
    expect(() => thresholdPolicy({ treshold: 0.5 } as object)).toThrowError(/treshold/)
  })
})
