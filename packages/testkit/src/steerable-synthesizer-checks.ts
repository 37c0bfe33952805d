import type {
  ErrorContext,
  RunOptions,
  SteerableSynthesizer,
  SynthesizerFactory,
  SynthesizerSession,
  Table,
} from '@asdf/contract'
import type { Check } from './check.ts'
import type { SynthesizerSetup, SynthesizerSubject } from './synthesizer/subject.ts'
import assert from 'node:assert/strict'
import { expectRejection } from './expect.ts'
import { expectEarlyAbort, expectMidwayAbort, expectProgress } from './expect-run.ts'
import {
  expectAllRefused,
  oddConditions,
  oddContexts,
  oddCounts,
  oddRuns,
  oddSteps,
  oddTables,
  samplingWhere,
} from './odd-input.ts'
import { checkNoSideEffects } from './side-effects.ts'
import { setUp } from './synthesizer/subject.ts'
import { checkFitsSchema } from './table-checks.ts'

export interface SteerableSubject<Options> extends SynthesizerSubject<Options> {
  readonly factory: ((options?: Partial<Options>) => SteerableSynthesizer) & SynthesizerFactory<Options>
  /** Steps after which steering shows; 20 when absent. */
  readonly steps?: number
  /** Steps that `start` trains by itself and that the report counts, such as those of a part that is not steered; 0 when absent. */
  readonly stepsAtStart?: number
}

interface Setup<Options> extends SynthesizerSetup<Options> {
  readonly steps: number
  readonly stepsAtStart: number
  readonly start: (run?: Partial<RunOptions>) => Promise<SynthesizerSession>
  /** `start` of other rows, with run options as they are. */
  readonly open: (table: Table, run: RunOptions) => Promise<SynthesizerSession>
  /** Gives an open session to `use`, and closes it. */
  readonly withSession: <T>(use: (session: SynthesizerSession) => Promise<T>, run?: Partial<RunOptions>) => Promise<T>
}

/** Every promise of `start` and of the session it gives. Knows nothing of test runners. */
export function steerableSynthesizerChecks<Options>(subject: SteerableSubject<Options>): readonly Check[] {
  const { factory, options, steps = 20, stepsAtStart = 0 } = subject
  const base = setUp(subject)
  const open = (table: Table, run: RunOptions) => factory(options).start(table, run)
  const start = (run: Partial<RunOptions> = {}) => open(base.train, { seed: 1, ...run })
  const setup: Setup<Options> = {
    ...base,
    steps,
    stepsAtStart,
    open,
    start,
    async withSession(use, run) {
      const session = await start(run)
      try {
        return await use(session)
      } finally {
        await session.close()
      }
    },
  }
  trainingChecks(setup)
  oddInputChecks(setup)
  finishChecks(setup)
  purityChecks(setup)
  endingChecks(setup)
  return base.checks
}

const classes = ['common', 'middling', 'rare']
const even: ErrorContext = { classes, errors: Float64Array.of(0.2, 0.2, 0.2) }
const towards = (code: number): ErrorContext => ({
  classes,
  errors: Float64Array.from(classes, (_, i) => +(i === code)),
})

function trainingChecks<Options>({ train, steps, sampling, withSession, check }: Setup<Options>): void {
  check('a session gives exactly the rows asked for, and they keep to the schema of its model', () =>
    withSession(async (session) => {
      await session.train(steps, even)
      const names = train.schema.fields.map(({ name }) => name)
      for (const count of [0, 1, 100]) {
        const rows = await session.sample(count, sampling(2))
        assert.equal(rows.rowCount, count)
        assert.deepEqual(rows.schema, session.finish().schema)
        assert.deepEqual(
          rows.schema.fields.map(({ name }) => name),
          names,
        )
        checkFitsSchema(rows)
      }
    }),
  )

  check('errors steer what it makes', async () => {
    const steered = (code: number) =>
      withSession(async (session) => {
        await session.train(steps, towards(code))
        return session.sample(100, sampling(2))
      })
    assert.notDeepEqual(await steered(2), await steered(0))
  })
}

function oddInputChecks<Options>({ train, sampling, open, withSession, check }: Setup<Options>): void {
  check('what is no table and no run options is refused by start with a code', async () => {
    await expectAllRefused('start', oddTables(train), (table) => open(table, { seed: 1 }))
    await expectAllRefused('start', oddRuns, (run) => open(train, run))
  })

  check('what are no steps or no errors is refused by train with a code, and the session goes on', () =>
    withSession(async (session) => {
      await session.train(1, even)
      const { steps } = session.finish().report
      await expectAllRefused('train', oddSteps, (count) => session.train(count, even))
      await expectAllRefused('train', oddContexts(classes), (context) => session.train(1, context))
      await session.train(1, even)
      assert.equal(session.finish().report.steps, steps + 1)
    }),
  )

  check('what is no count, run options or where is refused by sample of a session with a code', () =>
    withSession(async (session) => {
      await session.train(1, even)
      await expectAllRefused('sample', oddCounts, (count) => session.sample(count, sampling(1)))
      await expectAllRefused('sample', oddRuns, (run) => session.sample(5, run))
      await expectAllRefused('sample', oddConditions, (where) => session.sample(5, samplingWhere(where)))
    }),
  )
}

function finishChecks<Options>({ factory, steps, stepsAtStart, sampling, withSession, check }: Setup<Options>): void {
  check('finish gives the model as it stands, whatever comes after it', () =>
    withSession(async (session) => {
      await session.train(steps, towards(2))
      const model = session.finish()
      const then = await session.sample(100, sampling(2))
      assert.deepEqual(await model.sample(100, sampling(2)), then)
      await session.train(steps, towards(0))
      assert.deepEqual(await model.sample(100, sampling(2)), then)
      await session.close()
      assert.deepEqual(await model.sample(100, sampling(2)), then)
    }),
  )

  check('the report counts all steps trained', () =>
    withSession(async (session) => {
      await session.train(3, even)
      assert.equal(session.finish().report.steps, stepsAtStart + 3)
      await session.train(2, even)
      assert.equal(session.finish().report.steps, stepsAtStart + 5)
    }),
  )

  check('a finished model is saved and loaded like a fitted one', () =>
    withSession(async (session) => {
      await session.train(steps, even)
      const model = session.finish()
      const copy = factory.load(model.save())
      assert.deepEqual([model.id, copy.id], [factory.id, factory.id])
      assert.deepEqual(await copy.sample(20, sampling(2)), await model.sample(20, sampling(2)))
    }),
  )
}

function purityChecks<Options>({ factory, train, steps, sampling, withSession, check }: Setup<Options>): void {
  const trained = (seed: number, between?: (session: SynthesizerSession) => Promise<unknown>) =>
    withSession(
      async (session) => {
        await session.train(steps, even)
        await between?.(session)
        await session.train(steps, towards(2))
        return session.sample(100, sampling(2))
      },
      { seed },
    )

  check('a session leaves its rows and the errors unchanged', async () => {
    const before = structuredClone([train, even])
    await trained(1)
    assert.deepEqual([train, even], before)
  })

  check('nothing is printed and randomness comes only from the seed', () =>
    checkNoSideEffects(async () => void (await trained(1))),
  )

  if (factory.traits.reproducible !== 'bitwise') return

  check('the same seed and the same errors give the same rows', async () => {
    assert.deepEqual(await trained(3), await trained(3))
  })

  check('rows asked for between steps change nothing', async () => {
    const asked = await trained(3, async (session) => {
      await session.sample(30, sampling(5))
      session.finish()
    })
    assert.deepEqual(asked, await trained(3))
  })

  check('sessions that run side by side do not touch one another', async () => {
    const [together] = await Promise.all([trained(4), trained(5)])
    assert.deepEqual(together, await trained(4))
  })
}

function endingChecks<Options>({ steps, sampling, start, withSession, check }: Setup<Options>): void {
  const training = (run: Partial<RunOptions>) => withSession((session) => session.train(steps, even), run)

  check('progress of one training counts up to its total, in every phase', () => expectProgress(training))

  check('an abort while it trains stops it with its own reason', () => expectMidwayAbort(training))

  check('an aborted signal stops start and sample with its own reason', async () => {
    await expectEarlyAbort(async (run) => (await start(run)).close(), 'start')
    await withSession(async (session) => {
      await session.train(steps, even)
      await expectEarlyAbort((run) => session.sample(5, { ...sampling(1), ...run }), 'sample')
    })
  })

  check('an aborted signal stops the next training with its own reason, and close still works', async () => {
    const reason = new Error('stop')
    const controller = new AbortController()
    const session = await start({ signal: controller.signal })
    await session.train(steps, even)
    controller.abort(reason)
    await expectRejection(() => session.train(steps, even), reason, 'train')
    await session.close()
    await session.close()
  })

  check('close may be called twice', async () => {
    const session = await start()
    await session.train(steps, even)
    await session.close()
    await session.close()
  })
}
