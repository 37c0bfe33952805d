import type { FittedSynthesizer, RunOptions, SteerableSynthesizer, SynthesizerSession, Table } from '@asdf/contract'
import { takeRows } from '@asdf/core'
import { steerableSynthesizerChecks, steeredBootstrap } from '@asdf/testkit'
import { describeSteerableSynthesizer, describeSynthesizer } from '@asdf/testkit/vitest'
import { alter } from './support/alter.ts'
import { mapNumbers, spoil } from './support/change-table.ts'
import { expectCaught } from './support/expect-caught.ts'

type Start = (train: Table, run: RunOptions) => Promise<SynthesizerSession>

const checksOf = (change: (start: Start) => Start, load = steeredBootstrap.load) =>
  steerableSynthesizerChecks({
    factory: alter<object, SteerableSynthesizer, FittedSynthesizer, typeof steeredBootstrap>(steeredBootstrap, {
      configured: (configured) => ({ start: change((train, run) => configured.start(train, run)) }),
      load: () => load,
    }),
  })
const onSession = (change: (session: SynthesizerSession, train: Table) => Partial<SynthesizerSession>) =>
  checksOf((start) => async (train, run) => {
    const session = await start(train, run)
    return { ...session, ...change(session, train) }
  })
const onSample = (change: (rows: Table) => Table) =>
  onSession(({ sample }) => ({ sample: async (count, run) => change(await sample(count, run)) }))
const onRun = (change: (run: RunOptions) => RunOptions) =>
  checksOf((start) => (train, run) => start(train, change(run)))

describeSynthesizer({ factory: steeredBootstrap })
describeSteerableSynthesizer({ factory: alter(steeredBootstrap, {}) })

let calls = 0
let open = 0

expectCaught(
  'steerableSynthesizerChecks',
  checksOf((start) => start),
  {
    'a session gives exactly the rows asked for, and they keep to the schema of its model': [
      onSample((rows) => (rows.rowCount > 0 ? rows : takeRows(rows, Uint32Array.of(0)))),
      onSample((rows) => mapNumbers(rows, 'price', (price) => price + 0.001)),
    ],
    'errors steer what it makes': [
      onSession(({ train }) => ({
        train: (steps, { classes, errors }) => train(steps, { classes, errors: errors.map(() => 1) }),
      })),
    ],
    'what is no table and no run options is refused by start with a code': [
      checksOf((start) => (train, run) => (run === null ? start(train, { seed: 1 }) : start(train, run))),
      checksOf((start) => (train, run) => {
        if (train.rowCount < 0) throw new RangeError('no rows')
        return start(train, run)
      }),
    ],
    'what are no steps or no errors is refused by train with a code, and the session goes on': [
      onSession(({ train }) => ({ train: (steps, context) => train(Math.max(0, Math.floor(steps || 0)), context) })),
      onSession(({ train }) => ({
        train: (steps, context) => train(steps, { ...context, errors: context.errors.map((error) => error || 0) }),
      })),
      onSession(({ train, finish }) => {
        let counted = 0
        return {
          train: (steps, context) =>
            train(steps, context).catch((error: unknown) => (counted++, Promise.reject(error as Error))),
          finish: () => ({ ...finish(), report: { steps: counted, losses: {}, warnings: [] } }),
        }
      }),
    ],
    'what is no count, run options or where is refused by sample of a session with a code': [
      onSession(({ sample }) => ({ sample: (count, run) => sample(count, { ...run, seed: 1 }) })),
    ],
    'finish gives the model as it stands, whatever comes after it': [
      onSession(({ finish, sample }) => ({ finish: () => ({ ...finish(), sample }) })),
    ],
    'the report counts all steps trained': [
      onSession(({ finish }) => ({
        finish: () => ({ ...finish(), report: { steps: 3, losses: {}, warnings: [] } }),
      })),
    ],
    'a finished model is saved and loaded like a fitted one': [
      onSession(({ finish }) => ({ finish: () => ({ ...finish(), id: 'another' }) })),
      checksOf(
        (start) => start,
        (artifact) => {
          const model = steeredBootstrap.load(artifact)
          return { ...model, sample: (count, run) => model.sample(count, { ...run, seed: run.seed + 1 }) }
        },
      ),
    ],
    'a session leaves its rows and the errors unchanged': [
      onSession(({ train }) => ({
        async train(steps, context) {
          await train(steps, context)
          context.errors[0]! += 0.1
        },
      })),
      onSession(({ finish }, rows) => {
        spoil(rows)
        return { finish }
      }),
    ],
    'nothing is printed and randomness comes only from the seed': [
      onSample((rows) => {
        console.log()
        return rows
      }),
      onSample((rows) => {
        Date.now()
        return rows
      }),
    ],
    'the same seed and the same errors give the same rows': [
      onSession(({ sample }) => ({ sample: (count, run) => sample(count, { ...run, seed: calls++ }) })),
    ],
    'rows asked for between steps change nothing': [
      onSession(({ sample }) => {
        let samples = 0
        return { sample: (count, run) => sample(count, { ...run, seed: run.seed + samples++ }) }
      }),
    ],
    'sessions that run side by side do not touch one another': [
      onSession(({ train, close }) => {
        open++
        return {
          train: (steps, context) => train(open > 1 ? 2 * steps : steps, context),
          async close() {
            open = 0
            await close()
          },
        }
      }),
    ],
    'progress of one training counts up to its total, in every phase': [onRun(({ onProgress: _, ...run }) => run)],
    'an abort while it trains stops it with its own reason': [
      onRun(({ signal, ...run }) => {
        signal?.throwIfAborted()
        return run
      }),
    ],
    'an aborted signal stops start and sample with its own reason': [
      onRun(({ signal: _, ...run }) => run),
      onSession(({ sample }) => ({ sample: (count, { seed }) => sample(count, { seed }) })),
    ],
    'an aborted signal stops the next training with its own reason, and close still works': [
      onRun(({ signal: _, ...run }) => run),
      checksOf((start) => async (train, run) => {
        const session = await start(train, run)
        return { ...session, close: async () => run.signal?.throwIfAborted() }
      }),
    ],
    'close may be called twice': [
      onSession(() => {
        let closed = 0
        return {
          async close() {
            if (closed++ > 0) throw new Error('closed already')
          },
        }
      }),
    ],
  },
)
