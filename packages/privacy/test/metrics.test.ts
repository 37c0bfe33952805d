import type { Metric, RunProgress, Table } from '@asdf/contract'
import { appendTables, createRng, headRows, shuffleRows, withRole } from '@asdf/core'
import { distanceToClosestRecordShare, exactCopies, nearestNeighborAttack } from '@asdf/privacy'
import { mixedTable } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { plainTable } from './plain-table.ts'

const train = mixedTable(900, 1, { nulls: 0.05, identifier: true, weight: true })
const holdout = mixedTable(600, 2, { nulls: 0.05, identifier: true, weight: true })
const fresh = mixedTable(700, 3, { nulls: 0.05, identifier: true, weight: true })
const leaky = appendTables(fresh, shuffleRows(train, createRng(4)))

const share = distanceToClosestRecordShare
const attack = nearestNeighborAttack
const metrics = [exactCopies, share(), attack()]

describe.each(metrics.map((metric) => [metric.id, metric] as const))('%s', (id, metric) => {
  const input = { train, synthetic: leaky, holdout }

  it('says what it is', () => {
    expect(id).toMatch(/^@asdf\/privacy\/[a-z-]+$/)
    expect(metric).toMatchObject({
      specVersion: 1,
      group: 'privacy',
      goal: 'minimize',
      range: [0, 1],
      needsTarget: false,
    })
    expect(metric.label).not.toBe('')
  })

  it('is worse for a table that holds training rows than for one that does not', async () => {
    const honest = await metric.compute({ ...input, synthetic: fresh }, { seed: 1 })
    const copied = await metric.compute(input, { seed: 1 })
    expect(copied.interval![0]).toBeGreaterThan(honest.interval![1])
  })

  it('counts the target and sensitive columns like any other', async () => {
    const asFeature = (table: Table) => withRole(withRole(table, 'outcome', 'feature'), 'member', 'feature')
    const plain = { train: asFeature(train), synthetic: asFeature(leaky), holdout: asFeature(holdout) }
    const [one, other] = [await metric.compute(plain, { seed: 1 }), await metric.compute(input, { seed: 1 })]
    expect([one.value, one.interval]).toEqual([other.value, other.interval])
  })

  it('reports every step of its phases, in order', async () => {
    const seen: RunProgress[] = []
    await metric.compute(input, { seed: 1, onProgress: (progress) => seen.push(progress) })
    const phases = [...new Set(seen.map(({ phase }) => phase))]
    const expected = phases.flatMap((phase) => {
      const { totalSteps } = seen.find((progress) => progress.phase === phase)!
      return Array.from({ length: totalSteps }, (_, i) => ({ phase, step: i + 1, totalSteps, values: {} }))
    })
    expect(seen).toEqual(expected)
  })
})

describe('rows chosen by the seed', () => {
  it('differ from seed to seed and give the value of all rows within the interval, 19 times of 20', async () => {
    const full = await share({ rows: 10_000 }).compute(
      { train: holdout, synthetic: leaky, holdout: fresh },
      { seed: 1 },
    )
    const values = new Set<number>()
    let inside = 0
    for (let seed = 0; seed < 200; seed++) {
      // With the hold-out first, only the synthetic rows and 600 of 700 rows to compare with are drawn.
      const { value, interval } = await share({ rows: 200 }).compute(
        { train: holdout, synthetic: leaky, holdout: fresh },
        { seed },
      )
      values.add(value)
      if (interval![0] <= full.value && full.value <= interval![1]) inside++
    }
    expect(values.size).toBeGreaterThan(20)
    // Drawn without replacement, so a little more often than the 190 of the interval's 95 %.
    expect(inside).toBeGreaterThanOrEqual(185)
  })

  it('are as many members as non-members, and no more than asked for', async () => {
    const steps: number[] = []
    const onProgress = ({ step, totalSteps }: RunProgress) => step === totalSteps && steps.push(totalSteps)
    await attack({ rows: 160 }).compute({ train, synthetic: fresh, holdout }, { seed: 1, onProgress })
    await attack().compute({ train, synthetic: fresh, holdout }, { seed: 1, onProgress })
    // Steps of 64 rows to find outliers and of 16 to attack: 160 of each, then the 600 that the hold-out has.
    expect(steps).toEqual([5, 20, 19, 75])
  })

  it("keep the attack's value near that of all rows", async () => {
    const synthetic = appendTables(fresh, headRows(shuffleRows(train, createRng(4)), 300))
    const all = await attack({ rows: 10_000 }).compute({ train, synthetic, holdout }, { seed: 1 })
    const some = await attack({ rows: 300 }).compute({ train, synthetic, holdout }, { seed: 2 })
    expect(some.value).not.toBe(all.value)
    expect(some.interval![0]).toBeLessThan(all.value)
    expect(some.interval![1]).toBeGreaterThan(all.value)
  })
})

describe('the interval of the attack', () => {
  it('holds one half for tables that have nothing to do with one another, 19 times of 20', async () => {
    let inside = 0
    for (let seed = 0; seed < 100; seed++) {
      const [a, b, c] = [0, 1, 2].map((part) => mixedTable(60, 1000 + 3 * seed + part, { kinds: ['numeric'] }))
      const { interval } = await attack().compute({ train: a!, synthetic: b!, holdout: c! }, { seed })
      if (interval![0] <= 0.5 && 0.5 <= interval![1]) inside++
    }
    expect(inside).toBeGreaterThanOrEqual(89)
  })
})

describe('the distance', () => {
  const nearest = async (
    metric: Metric,
    kind: 'numeric' | 'categorical' | 'text',
    [a, b, c]: (string | number | null)[][],
  ) => {
    const table = (cells: (string | number | null)[]) =>
      plainTable(
        [kind],
        cells.map((cell) => [cell]),
      )
    return (await metric.compute({ train: table(a!), holdout: table(b!), synthetic: table(c!) }, { seed: 1 })).value
  }

  it('takes the range of a constant column as 1, so that other values are told apart in its own units', async () => {
    expect(await nearest(share(), 'numeric', [[5, 5], [7, 7], [5.5]])).toBe(1)
    expect(await nearest(share(), 'numeric', [[5, 5], [7, 7], [6]])).toBe(0.5)
    expect(await nearest(share(), 'numeric', [[5, 5], [7, 7], [6.5]])).toBe(0)
  })

  it('counts a null 1 against a number and nothing against a null', async () => {
    expect(await nearest(share(), 'numeric', [[null, 0, 10], [0, 0, 10], [null]])).toBe(1)
    // 25 is 1.5 ranges from 10, and 1 from a null.
    expect(await nearest(share(), 'numeric', [[0, 10, 10], [0, 10, null], [25]])).toBe(0)
  })

  it('takes a column without values as one whose numbers are all as far from null', async () => {
    expect(await nearest(share(), 'numeric', [[null, null], [null, null], [3]])).toBe(0.5)
    expect(await nearest(share(), 'numeric', [[null, null], [null, 3.5], [3]])).toBe(0)
  })

  it('takes a null as a category of its own', async () => {
    expect(await nearest(share(), 'categorical', [['red', null], ['red', 'red'], [null]])).toBe(1)
    expect(await nearest(share(), 'categorical', [['red', 'blue'], ['red', null], ['green']])).toBe(0.5)
  })

  it('compares text as a whole', async () => {
    expect(await nearest(share(), 'text', [['a note', 'b'], ['a not', 'b'], ['a note']])).toBe(1)
    expect(await nearest(share(), 'text', [['a note', 'b'], ['a not', 'b'], ['a nope']])).toBe(0.5)
  })

  it('makes a copy stand out to the attack', async () => {
    expect(
      await nearest(attack(), 'numeric', [
        [1, 2, 3],
        [11, 12, 13],
        [1, 2, 3],
      ]),
    ).toBe(1)
    expect(
      await nearest(attack(), 'numeric', [
        [11, 12, 13],
        [1, 2, 3],
        [1, 2, 3],
      ]),
    ).toBe(0)
  })
})

describe('exact copies', () => {
  const table = (rows: (number | null)[][]) => plainTable(['numeric', 'numeric'], rows)

  it('have nulls in the same places', async () => {
    const real = table([
      [1, null],
      [null, 0],
    ])
    const synthetic = table([
      [1, null],
      [null, 0],
      [1, 0],
      [0, null],
      [null, 1],
    ])
    expect((await exactCopies.compute({ train: real, synthetic }, { seed: 1 })).value).toBe(0.4)
  })

  it('are of whole rows, not of cells that training rows have apart', async () => {
    const real = table([
      [1, 1],
      [2, 2],
      [2, 3],
    ])
    const synthetic = table([
      [1, 2],
      [2, 1],
      [2, 3],
      [1, 3],
    ])
    expect((await exactCopies.compute({ train: real, synthetic }, { seed: 1 })).value).toBe(0.25)
  })

  it('need no hold-out, and come without its share then', async () => {
    const result = await exactCopies.compute({ train, synthetic: leaky }, { seed: 1 })
    expect(result).not.toHaveProperty('breakdown')
    expect(exactCopies.needsHoldout).toBe(false)
  })
})
