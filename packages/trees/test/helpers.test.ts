import type { Table } from '@asdf/contract'
import type { HelperPool } from '../src/threads/pool.ts'
import { availableParallelism } from 'node:os'
import { gradientBoosting, randomForest } from '@asdf/trees'
import { describe, expect, test } from 'vitest'
import { boosterFor, startBoosting } from '../src/boosting-fit.ts'
import { boostingDefaults } from '../src/boosting-options.ts'
import { growForest } from '../src/forest-fit.ts'
import { forestDefaults } from '../src/forest-options.ts'
import { createPace } from '../src/pace.ts'
import { classTargets } from '../src/targets.ts'
import { startHelpers } from '../src/threads/pool.ts'
import { threadCount } from '../src/threads/thread-count.ts'
import { mixedTable } from './tables.ts'

// A small fit is over before its helper threads have started, so that it says nothing about them. Here they have
// started before there is work, and what they did is counted.

const table = mixedTable(20_000, 1)

function collect(pool: HelperPool): unknown[] {
  const messages: unknown[] = []
  for (const helper of pool.helpers) helper.onMessage((message) => messages.push(message))
  return messages
}

test('helpers take part in boosting, and it does not show', async () => {
  const problem = {
    writer: 'test',
    classes: ['no', 'yes'],
    readTargets: (rows: Table) => classTargets('test', rows, ['no', 'yes']),
  }
  const pace = createPace(undefined)
  const start = await startBoosting(problem, boostingDefaults, table, 1, pace)
  const boost = async (helpers: number) => {
    const pool = startHelpers(helpers)
    await pool.started
    const messages = collect(pool)
    const importance = new Float64Array(start.features.length)
    const booster = await boosterFor(start, { pool, pace }, table, [], importance)
    const trees = []
    for (let round = 0; round < 40; round++) trees.push(await booster.round(start.rng.fork(round), pace))
    booster.close()
    while (messages.length < helpers) await new Promise((resolve) => setTimeout(resolve, 5))
    await pool.close()
    return { result: { trees, importance, raw: booster.raw.slice() }, items: messages as { items: number }[] }
  }
  const alone = await boost(0)
  for (const helpers of [1, 2]) {
    const helped = await boost(helpers)
    expect(helped.items.reduce((sum, one) => sum + one.items, 0)).toBeGreaterThan(0)
    expect(helped.result).toEqual(alone.result)
  }
})

test('helpers take part in growing a forest, and it does not show', async () => {
  const problem = { writer: 'test', classes: ['no', 'yes'], targets: classTargets('test', table), classWeight: null }
  const grow = async (helpers: number) => {
    const pool = startHelpers(helpers)
    await pool.started
    const messages = collect(pool)
    const model = await growForest(problem, { ...forestDefaults, trees: 40 }, table, { seed: 1 }, pool)
    await pool.close()
    return { model, grownByHelpers: messages.length }
  }
  const alone = await grow(0)
  for (const helpers of [1, 2]) {
    const helped = await grow(helpers)
    expect(helped.grownByHelpers).toBeGreaterThan(0)
    expect(helped.model).toEqual(alone.model)
  }
})

test('a pool whose threads cannot start leaves the work to this thread', async () => {
  const pool = startHelpers(1, new URL('file:///no/such/worker.js'))
  const problem = { writer: 'test', classes: ['no', 'yes'], targets: classTargets('test', table), classWeight: null }
  const model = await growForest(problem, { ...forestDefaults, trees: 3 }, table, { seed: 1 }, pool)
  expect(model.trees.length).toBe(3)
  await pool.close()
})

test('threads are as many as asked for, and one for a small job', () => {
  expect(threadCount(3, 10)).toBe(3)
  expect(threadCount(null, 10)).toBe(1)
  expect(threadCount(null, 1e9)).toBe(availableParallelism())
})

describe('where there are', () => {
  const small = mixedTable(500, 1)
  const fits = async () => {
    const boosted = await gradientBoosting({ rounds: 5, threads: 2 }).fit(small, { seed: 1 })
    const forest = await randomForest({ trees: 5, threads: 2 }).fit(small, { seed: 1 })
    return [boosted.save(), forest.save()]
  }

  test('no modules of Node, as in a page, one thread does all', async () => {
    const expected = await fits()
    const { getBuiltinModule } = process
    Object.assign(process, { getBuiltinModule: undefined })
    try {
      expect(await fits()).toEqual(expected)
    } finally {
      Object.assign(process, { getBuiltinModule })
    }
  })

  test('no shared arrays, one thread does all', async () => {
    const expected = await fits()
    const shared = globalThis.SharedArrayBuffer
    Object.assign(globalThis, { SharedArrayBuffer: undefined })
    try {
      expect(await fits()).toEqual(expected)
    } finally {
      Object.assign(globalThis, { SharedArrayBuffer: shared })
    }
  })
})
