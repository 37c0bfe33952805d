import type { Metric, Table } from '@asdf/contract'
import { appendTables, createRng, shuffleRows, takeRows } from '@asdf/core'
import { distanceToClosestRecordShare, exactCopies, nearestNeighborAttack } from '@asdf/privacy'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSpace } from '../src/mixed-rows.ts'
import { nearestDistances } from '../src/nearest-distances.ts'
import { nearestByEveryPair } from './reference/nearest.ts'
import { tablesArbitrary } from './tables-arbitrary.ts'

const run = { seed: 1 }
const metrics = [exactCopies, distanceToClosestRecordShare(), nearestNeighborAttack()]
const three = tablesArbitrary(3)

describe('the search', () => {
  it('finds the distances of comparing every pair, to the last bit', async () => {
    await fc.assert(
      fc.asyncProperty(tablesArbitrary(3, 'wild'), async ([train, queries, references]) => {
        const space = createSpace('test', train)
        const [a, b] = [space.encode(queries!), space.encode(references!)]
        expect(await nearestDistances(space, a, b, run, 'test')).toEqual(nearestByEveryPair(space, a, b))
      }),
      { numRuns: 1000 },
    )
  })
})

describe.each(metrics.map((metric) => [metric.id, metric] as const))('%s', (_, metric) => {
  it('is in its range and inside its interval, which is in the range too', async () => {
    await fc.assert(
      fc.asyncProperty(three, async ([train, synthetic, holdout]) => {
        const { value, interval } = await compute(metric, train, synthetic!, holdout!)
        expect(0 <= interval[0] && interval[0] <= value && value <= interval[1] && interval[1] <= 1).toBe(true)
      }),
    )
  })

  it('does not depend on the order of rows when all of them are searched', async () => {
    await fc.assert(
      fc.asyncProperty(three, fc.integer(), async ([train, synthetic, other], seed) => {
        const holdout = resized(other!, train.rowCount)
        const [a, b, c] = [train, synthetic!, holdout].map((table) => shuffleRows(table, createRng(seed)))
        expect(await compute(metric, a!, b!, c!)).toEqual(await compute(metric, train, synthetic!, holdout))
      }),
    )
  })

  it('leaves its input as it was', async () => {
    await fc.assert(
      fc.asyncProperty(three, async ([train, synthetic, holdout]) => {
        const before = structuredClone({ train, synthetic, holdout })
        await compute(metric, train, synthetic!, holdout!)
        expect({ train, synthetic, holdout }).toEqual(before)
      }),
      { numRuns: 20 },
    )
  })
})

describe('a synthetic table that is the training table', () => {
  it('is all copies', async () => {
    await fc.assert(
      fc.asyncProperty(three, async ([train, , holdout]) => {
        expect((await compute(exactCopies, train, train, holdout!)).value).toBe(1)
      }),
    )
  })

  it('is nowhere nearer to the hold-out, and ties just where a row is a hold-out row too', async () => {
    await fc.assert(
      fc.asyncProperty(tablesArbitrary(2), async ([train, other]) => {
        const holdout = resized(other!, train.rowCount)
        const { value, breakdown } = await compute(distanceToClosestRecordShare(), train, train, holdout)
        // Known to the hold-out in the sense of exactCopies, with the tables' parts exchanged.
        const tied = (await compute(exactCopies, holdout, train, train)).value
        expect(breakdown!.tied).toBe(tied)
        expect(value).toBeCloseTo(1 - tied / 2, 12)
      }),
    )
  })
})

describe('training and hold-out tables exchanged', () => {
  it('turn a share s into 1 - s, and an AUC a into 1 - a', async () => {
    await fc.assert(
      fc.asyncProperty(three, async ([first, synthetic, second]) => {
        // Both hold all rows of both once, so that they have the same ranges; the rest they have for themselves.
        const common = appendTables(first, second!)
        const train = appendTables(common, ...Array<Table>(3).fill(synthetic!))
        const holdout = appendTables(common, ...Array<Table>(3).fill(resized(first, synthetic!.rowCount)))
        const ranges = (table: Table) => [...createSpace('test', table).ranges]
        fc.pre(ranges(train).every((range, c) => range === ranges(holdout)[c]))
        for (const metric of [distanceToClosestRecordShare(), nearestNeighborAttack()]) {
          const forth = await compute(metric, train, second!, holdout)
          const back = await compute(metric, holdout, second!, train)
          expect(forth.value + back.value).toBeCloseTo(1, 12)
          expect(forth.interval[0] + back.interval[1]).toBeCloseTo(1, 9)
        }
      }),
    )
  })

  it('leave an even share and an even AUC when they are the same rows', async () => {
    await fc.assert(
      fc.asyncProperty(tablesArbitrary(2), async ([train, synthetic]) => {
        for (const metric of [distanceToClosestRecordShare(), nearestNeighborAttack()]) {
          expect((await compute(metric, train, synthetic!, shuffleRows(train, createRng(1)))).value).toBe(0.5)
        }
      }),
    )
  })
})

async function compute(metric: Metric, train: Table, synthetic: Table, holdout: Table) {
  const result = await metric.compute({ train, synthetic, holdout }, run)
  return { ...result, interval: result.interval! }
}

/** As many rows, again from the first where there are too few. */
function resized(table: Table, rowCount: number): Table {
  return takeRows(
    table,
    Uint32Array.from({ length: rowCount }, (_, row) => row % table.rowCount),
  )
}
