import type { Table } from '@asdf/contract'
import { createRng, standardNormal } from '@asdf/core'
import { sequentialTrees } from '@asdf/forest/sequential'
import { describe, expect, it } from 'vitest'
import { categories, cellsOf, numbers, numbersOf, pick, rows, shareOf, tableOf } from './tables.ts'

const size = 4000

/** Three numbers and a category that hang together, drawn anew from one distribution for every seed. */
function population(seed: number): Table {
  const rng = createRng(seed)
  const group = rows(size).map(() => pick(rng, [0.5, 0.3, 0.2]))
  const x = group.map((one) => 3 * one + standardNormal(rng))
  const y = x.map((value) => value + 0.5 * standardNormal(rng))
  const z = x.map((value, row) => value * y[row]! * 0.2 + 0.3 * standardNormal(rng))
  return tableOf(
    numbers('x', x),
    numbers('y', y),
    numbers('z', z),
    categories('group', group.map((one) => 'ABC'[one]!)), // prettier-ignore
  )
}

const names = ['x', 'y', 'z']

/** Distances to the nearest row of `others`: the plainest possible search. */
function nearest(table: Table, others: Table): number[] {
  const [own, theirs] = [table, others].map((one) => names.map((name) => numbersOf(one, name)))
  const [ownGroup, theirGroup] = [cellsOf(table, 'group'), cellsOf(others, 'group')]
  return rows(table.rowCount).map((row) => {
    let best = Infinity
    for (let other = 0; other < others.rowCount; other++) {
      let sum = ownGroup[row] === theirGroup[other] ? 0 : 1
      for (let i = 0; i < names.length; i++) sum += (own![i]![row]! - theirs![i]![other]!) ** 2
      if (sum < best) best = sum
    }
    return best
  })
}

describe('what sequential trees give away', () => {
  it('is no nearer to the training rows than to rows that were never seen', async () => {
    const [train, holdout] = [population(1), population(2)]
    const model = await sequentialTrees({ threads: 1 }).fit(train, { seed: 1 })
    const sample = await model.sample(2000, { seed: 2 })
    const [toTrain, toHoldout] = [nearest(sample, train), nearest(sample, holdout)]
    const nearer = shareOf(rows(2000), (row) => toTrain[row]! < toHoldout[row]!)
    // Its standard error is 0.011; a copy of the training rows scores 1.
    expect(Math.abs(nearer - 0.5)).toBeLessThan(0.04)
    const trainToTrain = nearest(train, population(3)).toSorted((a, b) => a - b)
    const typical = trainToTrain[size / 2]!
    // As near as one in a thousand fresh rows comes: copies would all be nearer.
    expect(shareOf(toTrain, (distance) => distance < typical / 1000)).toBeLessThan(0.005)
  }, 60_000)

  it.each([8, 20, 80])('is no value that fewer than a quarter of minimumRows %i rows share', async (minimumRows) => {
    const rng = createRng(4)
    const least = Math.ceil(minimumRows / 4)
    const label = rows(size).map(() => `label ${Math.floor(60 * rng.next() ** 4)}`)
    // Off any step: multiples of one could be drawn without having been seen.
    const spikes = rows(40).map(() => 40_000 * rng.next())
    const spiky = rows(size).map(() =>
      rng.next() < 0.5 ? spikes[Math.floor(40 * rng.next() ** 4)]! : 40_000 * rng.next(),
    )
    const table = tableOf(categories('label', label, { role: 'target' }), numbers('spiky', spiky), numbers('y', spiky.map((value) => value + standardNormal(rng)))) // prettier-ignore
    const model = await sequentialTrees({ threads: 1, minimumRows }).fit(table, { seed: 1 })
    const sample = await model.sample(20_000, { seed: 2 })
    const known = (cells: readonly unknown[]) => {
      const counts = new Map<unknown, number>()
      for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1)
      return counts
    }
    const labels = known(label)
    for (const one of new Set(cellsOf(sample, 'label'))) {
      if (one === 'other') expect(labels.has(one)).toBe(false)
      else expect(labels.get(one)).toBeGreaterThanOrEqual(least)
    }
    const values = known(spiky)
    for (const [value, times] of known(cellsOf(sample, 'spiky'))) {
      if (times > 1) expect(values.get(value), String(value)).toBeGreaterThanOrEqual(least)
    }
    // Numbers that one row has are never given out, not even by chance.
    const single = new Set(spiky.filter((value) => values.get(value) === 1))
    expect(shareOf(numbersOf(sample, 'spiky'), (value) => single.has(value))).toBe(0)
  })

  it('is no extreme of a single row, and no row that stands alone', async () => {
    const rng = createRng(8)
    const wealth = rows(size).map((row) => (row === 17 ? 123_456_789 : Math.exp(10 + standardNormal(rng))))
    const town = rows(size).map((row) => (row === 17 ? 'Remote' : 'AB'[row % 2]!))
    const model = await sequentialTrees({ threads: 1 }).fit(tableOf(numbers('wealth', wealth), categories('town', town)), { seed: 1 }) // prettier-ignore
    const sample = await model.sample(20_000, { seed: 2 })
    expect(cellsOf(sample, 'town')).not.toContain('Remote')
    const drawn = numbersOf(sample, 'wealth')
    expect(drawn).not.toContain(123_456_789)
    expect(shareOf(drawn, (value) => Math.abs(value / 123_456_789 - 1) < 0.001)).toBeLessThan(0.0005)
  })

  it('is promised in the report', async () => {
    const table = tableOf(numbers('x', rows(400)), numbers('y', rows(400).map((row) => (row * row) % 1000))) // prettier-ignore
    const { report } = await sequentialTrees({ threads: 1, minimumRows: 22, honest: true }).fit(table, { seed: 1 })
    const text = report.promises!.join('; ')
    for (const part of [
      'fewer than 6 training rows',
      '22 or more training rows',
      'no training row',
      'other rows than its splits',
    ]) {
      expect(text).toContain(part)
    }
  })

  it('is not promised of values where that says nothing', async () => {
    const table = tableOf(numbers('x', rows(200)), numbers('y', rows(200).map((row) => (row * row) % 100))) // prettier-ignore
    const { report } = await sequentialTrees({ threads: 1, minimumRows: 4 }).fit(table, { seed: 1 })
    expect(report.promises!.filter((promise) => promise.includes('share'))).toEqual([])
  })
})
