import type { Artifact, Table } from '@asdf/contract'
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { gradientBoosting, gradientBoostingRegressor, randomForest, randomForestRegressor } from '@asdf/trees'
import { describe, expect, test } from 'vitest'
import { mixedTable, numberTable } from './tables.ts'

const two = mixedTable(3000, 1)
const three = mixedTable(1500, 2, ['low', 'middle', 'high'])
const numbers = numberTable(2000, 3)

type Fit = (table: Table, threads: number) => Promise<{ save(): Artifact }>

const fits: readonly (readonly [string, Table, Fit])[] = [
  ['boosting', two, (t, threads) => gradientBoosting({ rounds: 15, threads, subsample: 0.8 }).fit(t, { seed: 4 })],
  ['boosting of three classes', three, (t, threads) => gradientBoosting({ rounds: 8, threads }).fit(t, { seed: 4 })],
  [
    'boosted regression',
    numbers,
    (t, threads) => gradientBoostingRegressor({ rounds: 15, threads }).fit(t, { seed: 4 }),
  ],
  ['a forest', two, (t, threads) => randomForest({ trees: 12, threads }).fit(t, { seed: 4 })],
  ['a forest of three classes', three, (t, threads) => randomForest({ trees: 8, threads }).fit(t, { seed: 4 })],
  ['a forest of numbers', numbers, (t, threads) => randomForestRegressor({ trees: 8, threads }).fit(t, { seed: 4 })],
]

describe.each(fits)('%s', (_, table, fit) => {
  test('saves the same bytes from one, two and three threads', async () => {
    const one = (await fit(table, 1)).save()
    expect((await fit(table, 2)).save()).toEqual(one)
    expect((await fit(table, 3)).save()).toEqual(one)
  })
})

test('a session saves the same bytes from one thread and from two, over changing rows', async () => {
  const train = async (threads: number) => {
    const session = await gradientBoosting({ roundsPerEpoch: 3, threads }).start(two, { seed: 4 })
    await session.epoch([two])
    await session.epoch([mixedTable(2000, 9), mixedTable(1000, 8)])
    await session.epoch([two])
    const saved = session.finish().save()
    await session.close()
    await session.close()
    return saved
  }
  expect(await train(2)).toEqual(await train(1))
})

describe.each([
  ['boosting', gradientBoosting({ rounds: 100_000, threads: 2 })],
  ['a forest', randomForest({ trees: 100_000, threads: 2 })],
])('%s', (_, classifier) => {
  test('stops in the middle with the reason of the signal', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    let steps = 0
    const onProgress = () => {
      if (++steps === 5) setTimeout(() => controller.abort(reason))
    }
    const fit = classifier.fit(two, { seed: 1, signal: controller.signal, onProgress })
    await expect(fit).rejects.toBe(reason)
    expect(steps).toBeLessThan(50_000)
  })

  test('passes on what a progress listener throws', async () => {
    const reason = new Error('no more')
    const onProgress = () => {
      throw reason
    }
    await expect(classifier.fit(two, { seed: 1, onProgress })).rejects.toBe(reason)
  })
})

test('progress counts one up to the number of trees, from several threads too', async () => {
  for (const classifier of [gradientBoosting({ rounds: 9, threads: 2 }), randomForest({ trees: 9, threads: 3 })]) {
    const steps: number[] = []
    await classifier.fit(two, {
      seed: 1,
      onProgress: ({ step, totalSteps }) => {
        expect(totalSteps).toBe(9)
        steps.push(step)
      },
    })
    expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  }
})

test('a process ends by itself after fits on threads, and beside a session that was never closed', () => {
  const program = fileURLToPath(new URL('./programs/leave-session-open.ts', import.meta.url))
  const output = execFileSync(process.execPath, ['--conditions=@asdf/source', '--import', 'tsx', program], {
    encoding: 'utf8',
    timeout: 50_000,
  })
  expect(output).toBe('done\n')
})

test('the event loop gets its turns while a fit runs', async () => {
  let turns = 0
  const timer = setInterval(() => turns++, 5)
  await gradientBoosting({ rounds: 60, threads: 1 }).fit(mixedTable(20_000, 1), { seed: 1 })
  await randomForest({ trees: 10, threads: 1 }).fit(mixedTable(20_000, 1), { seed: 1 })
  clearInterval(timer)
  expect(turns).toBeGreaterThan(3)
})
