import type { ClassifierSession, RunOptions, Table } from '@asdf/contract'
import { epochClassifierChecks, mixedTable } from '@asdf/testkit'
import { describeEpochClassifier } from '@asdf/testkit/vitest'
import { alter } from './support/alter.ts'
import { spoil } from './support/change-table.ts'
import { expectCaught } from './support/expect-caught.ts'
import { nearestMean } from './support/nearest-mean.ts'

type Start = (train: Table, run: RunOptions) => Promise<ClassifierSession>

const checksOf = (change: (start: Start) => Start) =>
  epochClassifierChecks({
    factory: alter(nearestMean, {
      configured: (configured) => ({ start: change((train, run) => configured.start(train, run)) }),
    }),
  })
const onSession = (change: (session: ClassifierSession, train: Table) => Partial<ClassifierSession>) =>
  checksOf((start) => async (train, run) => {
    const session = await start(train, run)
    return { ...session, ...change(session, train) }
  })
const onEpoch = (change: (epoch: ClassifierSession['epoch'], batches: readonly Table[]) => Promise<void>) =>
  onSession(({ epoch }) => ({ epoch: (batches) => change(epoch, batches) }))

describeEpochClassifier({ factory: alter(nearestMean, {}) })

let calls = 0
let open = 0

expectCaught(
  'epochClassifierChecks',
  checksOf((start) => start),
  {
    'start gives the classes of the target, in their order': [
      onSession(({ classes }) => ({ classes: classes.toReversed() })),
    ],
    'more epochs make it better on new rows, until it beats chance by far': [
      onSession(({ epoch }) => {
        let epochs = 0
        return { epoch: async (batches) => (epochs++ === 0 ? epoch(batches) : undefined) }
      }),
    ],
    'it can be asked for probabilities after every epoch, which changes nothing': [
      onSession(({ epoch, predictProbability }, train) => ({
        async predictProbability(table) {
          await epoch([train])
          return predictProbability(table)
        },
      })),
    ],
    'every batch of an epoch counts': [
      onEpoch((epoch, batches) => epoch(batches.slice(0, 1))),
      onEpoch((epoch, batches) => epoch(batches.slice(-1))),
    ],
    'several batches an epoch are learned from': [
      onEpoch(async (epoch, batches) => (batches.length === 1 ? epoch(batches) : undefined)),
    ],
    'an epoch learns from the rows it is given, not from those of the start': [
      onSession(({ epoch }, train) => ({ epoch: () => epoch([train]) })),
    ],
    'a batch with other classes is refused': [onEpoch((epoch, batches) => epoch(batches).catch(() => {}))],
    'what is no table and no run options is refused by start with a code': [
      checksOf((start) => (train) => start(train, { seed: 1 })),
    ],
    'what are no batches is refused by epoch with a code, and the session goes on': [
      onEpoch((epoch, batches) => epoch([...batches])),
      onEpoch((epoch, batches) => epoch(Array.isArray(batches) ? batches.filter(Boolean) : [])),
    ],
    'the same seed gives the same probabilities': [
      onEpoch((epoch, batches) => epoch([...batches, mixedTable(100, calls++)])),
    ],
    'sessions that run side by side do not touch one another': [
      onSession(({ epoch, close }) => {
        open++
        return {
          epoch: (batches) => epoch(open > 1 ? [...batches, ...batches] : batches),
          async close() {
            open = 0
            await close()
          },
        }
      }),
    ],
    'a session leaves its rows unchanged': [
      onEpoch((epoch, batches) => {
        spoil(batches[0]!)
        return epoch(batches)
      }),
    ],
    'nothing is printed and randomness comes only from the seed': [
      onEpoch((epoch, batches) => {
        process.stderr.write('')
        return epoch(batches)
      }),
    ],
    'finish gives the model as it stands, whatever comes after it': [
      onSession(({ finish, predictProbability }) => ({ finish: () => ({ ...finish(), predictProbability }) })),
      onSession(({ finish }) => {
        const model = finish()
        return { finish: () => model }
      }),
      onSession(({ finish, close }) => {
        let isClosed = false
        return {
          finish() {
            const model = finish()
            const predictProbability = (table: Table) => {
              if (isClosed) throw new Error('closed')
              return model.predictProbability(table)
            }
            return { ...model, predictProbability }
          },
          async close() {
            isClosed = true
            await close()
          },
        }
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
    'an aborted signal stops start with its own reason': [
      checksOf(
        (start) =>
          (train, { seed }) =>
            start(train, { seed }),
      ),
    ],
    'an aborted signal stops the next epoch with its own reason, and close still works': [
      checksOf(
        (start) =>
          (train, { seed }) =>
            start(train, { seed }),
      ),
      checksOf((start) => async (train, run) => {
        const session = await start(train, run)
        return { ...session, close: async () => run.signal?.throwIfAborted() }
      }),
    ],
  },
)
