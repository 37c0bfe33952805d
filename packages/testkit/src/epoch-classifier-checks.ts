import type { ClassifierFactory, ClassifierSession, EpochClassifier, RunOptions, Table } from '@asdf/contract'
import type { Check } from './check.ts'
import assert from 'node:assert/strict'
import { classCodes, columnOf, fieldIndex } from '@asdf/core'
import { accuracy, expectProbabilities } from './classifier-checks.ts'
import { expectAsdfError, expectRejection } from './expect.ts'
import { expectEarlyAbort } from './expect-run.ts'
import { mixedTable } from './fixtures.ts'
import { expectAllRefused, expectNothingRaw, oddBatches, oddRuns, oddTables } from './odd-input.ts'
import { checkNoSideEffects } from './side-effects.ts'

export interface EpochClassifierSubject<Options> {
  readonly factory: ClassifierFactory<Options, EpochClassifier>
  /** Options that make an epoch short, so that checks take seconds. */
  readonly options?: Partial<Options>
  /** Epochs after which it has learned; 10 when absent. */
  readonly epochs?: number
}

interface Setup {
  readonly train: Table
  readonly test: Table
  readonly epochs: number
  /** Gives an open session to `use`, and closes it. */
  readonly withSession: <T>(use: (session: ClassifierSession) => Promise<T>, run?: Partial<RunOptions>) => Promise<T>
  readonly start: (run?: Partial<RunOptions>) => Promise<ClassifierSession>
  /** `start` of other rows, with run options as they are. */
  readonly open: (table: Table, run: RunOptions) => Promise<ClassifierSession>
  readonly check: (name: string, run: () => Promise<void>) => void
}

/** Every promise of `start` and of the session it gives. Knows nothing of test runners. */
export function epochClassifierChecks<Options>(subject: EpochClassifierSubject<Options>): readonly Check[] {
  const { factory, options, epochs = 10 } = subject
  const checks: Check[] = []
  const train = mixedTable(300, 1)
  const open = (table: Table, run: RunOptions) => factory(options).start(table, run)
  const start = (run: Partial<RunOptions> = {}) => open(train, { seed: 1, ...run })
  const setup: Setup = {
    train,
    test: mixedTable(200, 2),
    epochs,
    open,
    start,
    check: (name, run) => checks.push({ name, run }),
    async withSession(use, run) {
      const session = await start(run)
      try {
        return await use(session)
      } finally {
        await session.close()
      }
    },
  }
  learningChecks(setup)
  rowChecks(setup)
  oddInputChecks(setup)
  purityChecks(setup)
  endingChecks(setup)
  return checks
}

function learningChecks({ train, test, epochs, withSession, check }: Setup): void {
  check('start gives the classes of the target, in their order', () =>
    withSession(async ({ classes }) => assert.deepEqual(classes, ['common', 'middling', 'rare'])),
  )

  check('more epochs make it better on new rows, until it beats chance by far', () =>
    withSession(async (session) => {
      await session.epoch([train])
      const first = logLoss((await session.predictProbability(test)).data, test)
      for (let epoch = 1; epoch < epochs; epoch++) await session.epoch([train])
      const probability = await session.predictProbability(test)
      const last = logLoss(probability.data, test)
      assert.ok(last < first, `log loss ${first} after the first epoch, ${last} after the last`)
      assert.ok(accuracy(probability, test) > 0.85, `${accuracy(probability, test)} of the rows right`)
    }),
  )

  check('it can be asked for probabilities after every epoch, which changes nothing', async () => {
    const asked = await withSession(async (session) => {
      for (let epoch = 0; epoch < 3; epoch++) {
        await session.epoch([train])
        expectProbabilities(await session.predictProbability(test), 200, 3)
        session.finish()
      }
      return session.predictProbability(test)
    })
    const unasked = await withSession(async (session) => {
      for (let epoch = 0; epoch < 3; epoch++) await session.epoch([train])
      return session.predictProbability(test)
    })
    assert.deepEqual(asked, unasked)
  })
}

function rowChecks({ train, test, epochs, withSession, check }: Setup): void {
  const after = (batches: readonly Table[]) =>
    withSession(async (session) => {
      await session.epoch(batches)
      return session.predictProbability(test)
    })

  check('every batch of an epoch counts', async () => {
    const [first, second] = [mixedTable(150, 3), mixedTable(150, 4)]
    const both = await after([first, second])
    assert.notDeepEqual(both, await after([first]))
    assert.notDeepEqual(both, await after([second]))
  })

  check('several batches an epoch are learned from', () =>
    withSession(async (session) => {
      const batches = [3, 4, 5].map((seed) => mixedTable(100, seed))
      for (let epoch = 0; epoch < epochs; epoch++) await session.epoch(batches)
      const right = accuracy(await session.predictProbability(test), test)
      assert.ok(right > 0.85, `${right} of the rows right`)
    }),
  )

  check('an epoch learns from the rows it is given, not from those of the start', () =>
    withSession(async (session) => {
      const column = columnOf(train, 'outcome')
      assert.ok(column.kind === 'categorical')
      const codes = column.codes.map((code) => (code + 1) % 3)
      const at = fieldIndex(train.schema, 'outcome')
      const relabelled = { ...train, columns: train.columns.with(at, { kind: 'categorical', codes }) }
      await session.epoch([train])
      const before = logLoss((await session.predictProbability(relabelled)).data, relabelled)
      for (let epoch = 0; epoch < 3; epoch++) await session.epoch([relabelled])
      const later = logLoss((await session.predictProbability(relabelled)).data, relabelled)
      assert.ok(later < before, `log loss ${before} before the new rows, ${later} after them`)
    }),
  )

  check('a batch with other classes is refused', () =>
    withSession(async (session) => {
      const other = mixedTable(100, 1, { classes: 'two' })
      await expectAsdfError(() => session.epoch([other]), 'ASDF_SCHEMA_MISMATCH', 'a batch with other classes')
    }),
  )
}

function oddInputChecks({ train, open, withSession, check }: Setup): void {
  check('what is no table and no run options is refused by start with a code', async () => {
    await expectAllRefused('start', oddTables(train), (table) => open(table, { seed: 1 }))
    await expectAllRefused('start', oddRuns, (run) => open(train, run))
  })

  check('what are no batches is refused by epoch with a code, and the session goes on', () =>
    withSession(async (session) => {
      await expectAllRefused('epoch', oddBatches(train), (batches) => session.epoch(batches))
      await expectNothingRaw(() => session.epoch([]), 'an epoch without batches')
      await session.epoch([train])
      await expectAllRefused('predictProbability', oddTables(train), (table) => session.predictProbability(table))
      expectProbabilities(await session.predictProbability(train), train.rowCount, 3)
    }),
  )
}

function purityChecks({ train, test, withSession, check }: Setup): void {
  const trained = (seed: number) =>
    withSession(
      async (session) => {
        for (let epoch = 0; epoch < 2; epoch++) await session.epoch([train])
        return session.predictProbability(test)
      },
      { seed },
    )

  check('the same seed gives the same probabilities', async () => {
    assert.deepEqual(await trained(3), await trained(3))
  })

  check('sessions that run side by side do not touch one another', async () => {
    const [together] = await Promise.all([trained(4), trained(5)])
    assert.deepEqual(together, await trained(4))
  })

  check('a session leaves its rows unchanged', async () => {
    const before = structuredClone([train, test])
    await trained(1)
    assert.deepEqual([train, test], before)
  })

  check('nothing is printed and randomness comes only from the seed', () =>
    checkNoSideEffects(async () => void (await trained(1))),
  )

  check('finish gives the model as it stands, whatever comes after it', () =>
    withSession(async (session) => {
      await session.epoch([train])
      const model = session.finish()
      const then = await session.predictProbability(test)
      assert.deepEqual(await model.predictProbability(test), then)
      await session.epoch([train])
      assert.notDeepEqual(await session.predictProbability(test), then)
      assert.deepEqual(await model.predictProbability(test), then)
      await session.close()
      assert.deepEqual(await model.predictProbability(test), then)
    }),
  )
}

function endingChecks({ train, start, check }: Setup): void {
  check('close may be called twice', async () => {
    const session = await start()
    await session.epoch([train])
    await session.close()
    await session.close()
  })

  check('an aborted signal stops start with its own reason', () =>
    expectEarlyAbort(async (run) => (await start(run)).close(), 'start'),
  )

  check('an aborted signal stops the next epoch with its own reason, and close still works', async () => {
    const reason = new Error('stop')
    const controller = new AbortController()
    const session = await start({ signal: controller.signal })
    await session.epoch([train])
    controller.abort(reason)
    await expectRejection(() => session.epoch([train]), reason, 'an epoch')
    await session.close()
    await session.close()
  })
}

function logLoss(probability: Float64Array, table: Table): number {
  const codes = classCodes(columnOf(table, 'outcome'))
  const losses = Array.from(codes, (code, row) => -Math.log(Math.max(probability[3 * row + code]!, 1e-12)))
  return losses.reduce((sum, loss) => sum + loss, 0) / table.rowCount
}
