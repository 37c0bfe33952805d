import { headRows, takeRows } from '@asdf/core'
import { gradientBoosting } from '@asdf/trees'
import { describe, expect, test } from 'vitest'
import { mixedTable, rocAuc, secondColumn, targetOf } from './tables.ts'

const train = mixedTable(600, 1)
const run = { seed: 5 }
const treeCount = (model: { save(): { arrays: object } }) =>
  (model.save().arrays as { nodeCounts: { data: Int32Array } }).nodeCounts.data.length

test('epochs on unchanged rows give the trees of one fit, to the bit', async () => {
  const whole = await gradientBoosting({ rounds: 12 }).fit(train, run)
  const session = await gradientBoosting({ roundsPerEpoch: 4 }).start(train, run)
  await session.epoch([train])
  // The same rows in another table, and then the first table again.
  await session.epoch([headRows(train, train.rowCount)])
  await session.epoch([train])
  expect(session.finish().save().arrays).toEqual(whole.save().arrays)
  await session.close()
})

test('with three classes too', async () => {
  const three = mixedTable(400, 1, ['a', 'b', 'c'])
  const whole = await gradientBoosting({ rounds: 6 }).fit(three, run)
  const session = await gradientBoosting({ roundsPerEpoch: 3 }).start(three, run)
  await session.epoch([three])
  await session.epoch([headRows(three, three.rowCount)])
  expect(session.finish().save().arrays).toEqual(whole.save().arrays)
  await session.close()
})

test('before the first epoch every row has the shares of the classes', async () => {
  const session = await gradientBoosting().start(train, run)
  const { data } = await session.predictProbability(train)
  const share = targetOf(train).reduce((a, b) => a + b) / train.rowCount
  expect(data[1]).toBeCloseTo(share, 12)
  expect(new Set(secondColumn({ data })).size).toBe(1)
  await session.close()
})

test('each epoch makes the model better, and rows may change between epochs', async () => {
  const holdout = mixedTable(500, 2)
  const session = await gradientBoosting({ roundsPerEpoch: 5 }).start(train, run)
  const scores: number[] = []
  for (let epoch = 0; epoch < 4; epoch++) {
    await session.epoch([mixedTable(600, 10 + epoch)])
    scores.push(rocAuc(targetOf(holdout), secondColumn(await session.predictProbability(holdout))))
  }
  expect(scores.at(-1)!).toBeGreaterThan(scores[0]!)
  expect(scores.at(-1)!).toBeGreaterThan(0.95)
  await session.close()
})

describe('batches', () => {
  const batches = (count: number) =>
    Array.from({ length: count }, (_, batch) =>
      takeRows(
        train,
        Uint32Array.from({ length: 600 / count }, (_, i) => (batch * 600) / count + i),
      ),
    )

  test.each([1, 2, 3, 5, 12, 60])('%i batches share out the rounds of an epoch', async (count) => {
    const session = await gradientBoosting({ roundsPerEpoch: 5 }).start(train, run)
    await session.epoch(batches(count))
    expect(treeCount(session.finish())).toBe(5)
    await session.epoch(batches(count))
    expect(treeCount(session.finish())).toBe(10)
    await session.close()
  })

  test('an epoch without rows trains nothing', async () => {
    const session = await gradientBoosting({ roundsPerEpoch: 5 }).start(train, run)
    await session.epoch([train])
    const before = session.finish().save()
    await session.epoch([])
    await session.epoch([headRows(train, 0)])
    expect(session.finish().save()).toEqual(before)
    await session.close()
  })
})

test('a finished model does not change with later epochs', async () => {
  const session = await gradientBoosting({ roundsPerEpoch: 3 }).start(train, run)
  await session.epoch([train])
  const model = session.finish()
  const before = structuredClone(model.save())
  await session.epoch([train])
  expect(model.save()).toEqual(before)
  expect(treeCount(session.finish())).toBe(6)
  await session.close()
})

test('a batch with other classes is refused', async () => {
  const session = await gradientBoosting().start(train, run)
  const other = mixedTable(100, 1, ['yes', 'no'])
  await expect(session.epoch([other])).rejects.toMatchObject({ code: 'ASDF_SCHEMA_MISMATCH' })
  await session.close()
})

test('a batch may have one class only', async () => {
  const session = await gradientBoosting().start(train, run)
  const rows = Uint32Array.from({ length: 600 }, (_, i) => i).filter((i) => targetOf(train)[i] === 1)
  await session.epoch([takeRows(train, rows)])
  const { data } = await session.predictProbability(train)
  expect(data.every((p) => Number.isFinite(p))).toBe(true)
  await session.close()
})

test('an abort ends an epoch with its reason', async () => {
  const controller = new AbortController()
  const session = await gradientBoosting({ roundsPerEpoch: 100_000 }).start(train, {
    ...run,
    signal: controller.signal,
  })
  const reason = new Error('enough')
  setTimeout(() => controller.abort(reason), 30)
  await expect(session.epoch([train])).rejects.toBe(reason)
  await session.close()
})
