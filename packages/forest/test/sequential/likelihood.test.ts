import { createRng, standardNormal } from '@asdf/core'
import { sequentialTrees } from '@asdf/forest/sequential'
import { describe, expect, it } from 'vitest'
import { booleans, categories, mean, numbers, pick, rows, tableOf } from './tables.ts'

const exact = { threads: 1, minimumRows: 4 }

describe('the likelihood of sequential trees', () => {
  it('is the share of each value where one column is all there is', async () => {
    const labels = rows(1000).map((row) => (row % 10 < 6 ? 'a' : row % 10 < 9 ? 'b' : 'c'))
    const table = tableOf(categories('c', labels))
    const model = await sequentialTrees(exact).fit(table, { seed: 1 })
    const logs = model.logLikelihood(tableOf(categories('c', ['a', 'b', 'c'])))
    for (const [place, share] of [0.6, 0.3, 0.1].entries()) expect(Math.exp(logs[place]!)).toBeCloseTo(share, 2)
  })

  it('is the density of a uniform column: one over its width', async () => {
    const rng = createRng(2)
    const model = await sequentialTrees(exact).fit(tableOf(numbers('x', rows(5000).map(() => 50 * rng.next()))), { seed: 1 }) // prettier-ignore
    const logs = model.logLikelihood(tableOf(numbers('x', rows(49).map((value) => value + 0.5)))) // prettier-ignore
    expect(mean([...logs].map(Math.exp))).toBeCloseTo(1 / 50, 3)
    for (const log of logs) expect(Math.abs(log + Math.log(50))).toBeLessThan(0.6)
  })

  it('counts whole numbers as one each, and values that many share by their share', async () => {
    const rng = createRng(3)
    const values = rows(6000).map(() => (rng.next() < 0.4 ? 0 : 1 + Math.floor(1000 * rng.next())))
    const model = await sequentialTrees(exact).fit(tableOf(numbers('n', values, { integer: true })), { seed: 1 })
    const probabilities = [...model.logLikelihood(tableOf(numbers('n', rows(1001), { integer: true })))].map(Math.exp)
    expect(probabilities[0]).toBeCloseTo(0.4, 1)
    expect(probabilities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 2)
  })

  it('sums to one over all rows that a table of categories can have', async () => {
    const rng = createRng(6)
    const a = rows(1500).map(() => pick(rng, [0.5, 0.3, 0.2]))
    const b = a.map((one) => rng.next() < [0.1, 0.5, 0.9][one]!)
    const c = a.map((one, row) => (rng.next() < 0.2 ? null : 'wxyz'[(one + (b[row]! ? 1 : 0)) % 4]!))
    const target = b.map((one) => (rng.next() < (one ? 0.7 : 0.1) ? 'yes' : 'no'))
    const wide = { categories: ['w', 'x', 'y', 'z'] }
    const label = (code: number) => 'ABC'[code]!
    const train = tableOf(categories('a', a.map(label)), booleans('b', b), categories('c', c, wide), categories('t', target, { role: 'target' })) // prettier-ignore
    const every = [0, 1, 2].flatMap((one) => [true, false].flatMap((two) => ['w', 'x', 'y', 'z', null].flatMap((three) => ['yes', 'no'].map((four) => [one, two, three, four] as const)))) // prettier-ignore
    const all = tableOf(
      categories('a', every.map(([one]) => label(one))), // prettier-ignore
      booleans('b', every.map(([, two]) => two)), // prettier-ignore
      categories('c', every.map(([, , three]) => three), wide), // prettier-ignore
      categories('t', every.map(([, , , four]) => four), { role: 'target' }), // prettier-ignore
    )
    for (const options of [{}, { honest: true }, { order: 'cardinality' as const }]) {
      const model = await sequentialTrees({ ...exact, ...options }).fit(train, { seed: 1 })
      const probabilities = [...model.logLikelihood(all)].map(Math.exp)
      expect(probabilities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 4)
      const truth = every.map(([one, two, three, four]) => {
        const first = [0.5, 0.3, 0.2][one]! * (two ? [0.1, 0.5, 0.9][one]! : [0.9, 0.5, 0.1][one]!)
        const third = three === null ? 0.2 : 'wxyz'[(one + (two ? 1 : 0)) % 4] === three ? 0.8 : 0
        const yes = two ? 0.7 : 0.1
        return first * third * (four === 'yes' ? yes : 1 - yes)
      })
      probabilities.forEach((found, row) => expect(Math.abs(found - truth[row]!)).toBeLessThan(0.03))
    }
  })

  it('is higher for rows of the same kind than for rows whose columns were shuffled', async () => {
    const rng = createRng(7)
    const x = rows(2000).map(() => standardNormal(rng))
    const y = x.map((value) => 2 * value + 0.1 * standardNormal(rng))
    const model = await sequentialTrees({ threads: 1 }).fit(tableOf(numbers('x', x), numbers('y', y)), { seed: 1 })
    const held = rows(500).map(() => standardNormal(rng))
    const own = mean([...model.logLikelihood(tableOf(numbers('x', held), numbers('y', held.map((value) => 2 * value))))]) // prettier-ignore
    const shuffled = mean([...model.logLikelihood(tableOf(numbers('x', held), numbers('y', held.toReversed().map((value) => 2 * value))))]) // prettier-ignore
    // The true difference is that of N(2x, 0.1) and N(0, 2), about log 20; codes blur it.
    expect(own - shuffled).toBeGreaterThan(1)
    expect(own).toBeLessThan(0)
  })

  it('takes columns in any order, and has no number for a category that it does not know', async () => {
    const table = tableOf(
      categories('c', rows(60).map((row) => 'ab'[row % 2]!), { categories: ['a', 'b', 'new'] }), // prettier-ignore
      numbers('x', rows(60)),
    )
    const model = await sequentialTrees({ threads: 1 }).fit(table, { seed: 1 })
    const turned = {
      ...table,
      schema: { fields: table.schema.fields.toReversed() },
      columns: table.columns.toReversed(),
    }
    expect(model.logLikelihood(turned)).toEqual(model.logLikelihood(table))
    const unseen = tableOf(categories('c', ['new'], { categories: ['a', 'b', 'new'] }), numbers('x', [3]))
    expect([...model.logLikelihood(unseen)]).toEqual([-Infinity])
  })
})
