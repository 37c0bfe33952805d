import type { Table } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import { createRng, createTable, standardNormal, takeRows } from '@asdf/core'
import { mixedTable } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { adversarialForest } from '../../src/adversarial/adversarial-forest.ts'
import { labels, labelsOf, numbers, tableOf, valuesOf } from './tables.ts'

const run = { seed: 1 }

/** A row's city decides its country; its size depends on the city, its color on the size. */
function cities(rowCount: number, seed: number): Table {
  const rng = createRng(seed)
  const city: string[] = []
  const country: string[] = []
  const size: number[] = []
  const color: string[] = []
  for (let row = 0; row < rowCount; row++) {
    const place = Math.floor(rng.next() * 4)
    city.push(['Bonn', 'Lyon', 'Nice', 'Ulm'][place]!)
    country.push(['DE', 'FR', 'FR', 'DE'][place]!)
    size.push(10 * place + 3 * standardNormal(rng))
    color.push(rng.next() < 0.9 === size[row]! > 15 ? 'red' : 'blue')
  }
  return tableOf(labels('city', city), labels('country', country), numbers('size', size), labels('color', color))
}

function shareWhere(values: readonly string[], wanted: string): number {
  return values.filter((value) => value === wanted).length / values.length
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
}

describe('what it learns', () => {
  it('keeps the dependence of columns that the first forest tells from shuffled ones', async () => {
    const train = cities(2000, 1)
    const model = await adversarialForest().fit(train, run)
    const rows = await model.sample(4000, { seed: 2 })
    const city = labelsOf(rows, 'city')
    const size = valuesOf(rows, 'size')
    for (const [place, name] of ['Bonn', 'Lyon', 'Nice', 'Ulm'].entries()) {
      const sizes = size.filter((_, row) => city[row] === name)
      expect(Math.abs(mean(sizes) - 10 * place)).toBeLessThan(1.5)
      expect(Math.abs(sizes.length / 4000 - 0.25)).toBeLessThan(0.05)
    }
    const big = labelsOf(rows, 'color').filter((_, row) => size[row]! > 20)
    expect(shareWhere(big, 'red')).toBeGreaterThan(0.8)
    expect(model.accuracies[0]).toBeGreaterThan(0.7)
    expect(Math.min(...model.accuracies.slice(1))).toBeLessThan(0.6)
    expect(model.report.steps).toBe(model.accuracies.length)
  })

  it('never tears columns apart of which one determines the other', async () => {
    const train = cities(600, 1)
    const model = await adversarialForest().fit(train, run)
    const rows = await model.sample(2000, { seed: 2 })
    const pairs = (table: Table) =>
      new Set(labelsOf(table, 'city').map((city, row) => city + labelsOf(table, 'country')[row]))
    expect([...pairs(headOf(rows, 300))].sort()).toEqual([...pairs(headOf(train, 300))].sort())
    const french = await model.sample(200, { seed: 2, where: { country: 'FR' } })
    expect(new Set(labelsOf(french, 'city'))).toEqual(new Set(['Lyon', 'Nice']))
    expect(new Set(labelsOf(french, 'country'))).toEqual(new Set(['FR']))
  })

  it('comes near the density of a normal distribution in two correlated columns', async () => {
    const draw = (rowCount: number, seed: number) => {
      const rng = createRng(seed)
      const x = Float64Array.from({ length: rowCount }, () => standardNormal(rng))
      const y = x.map((value) => 0.8 * value + 0.6 * standardNormal(rng))
      return { table: tableOf(numbers('x', x), numbers('y', y)), x, y }
    }
    const model = await adversarialForest({ trees: 60, minimumRows: 8 }).fit(draw(4000, 1).table, run)
    const holdout = draw(1000, 2)
    const truth = mean(
      holdout.x.map(
        (x, row) => -Math.log(2 * Math.PI * 0.6) - x ** 2 / 2 - (holdout.y[row]! - 0.8 * x) ** 2 / (2 * 0.36),
      ),
    )
    const apart = mean(holdout.x.map((x, row) => -Math.log(2 * Math.PI) - (x ** 2 + holdout.y[row]! ** 2) / 2))
    const fitted = mean(model.logLikelihood(holdout.table))
    // The entropy of what the columns tell of each other is -log(0.6) = 0.51.
    expect(truth - apart).toBeGreaterThan(0.4)
    expect(truth - fitted).toBeGreaterThan(-0.05)
    expect(truth - fitted).toBeLessThan(0.2)
  })
})

describe('its likelihood', () => {
  it('sums to one over all rows of a table of categories', async () => {
    const rng = createRng(4)
    const a = Array.from({ length: 400 }, () => ['x', 'y', 'z'][Math.floor(rng.next() * 3)]!)
    const b = a.map((value) => (rng.next() < 0.7 ? value : rng.next() < 0.3 ? '' : 'x'))
    const c = a.map((value) => (value === 'x' ? 'low' : 'high'))
    const model = await adversarialForest({ trees: 5 }).fit(
      tableOf(labels('a', a), labels('b', b), labels('c', c)),
      run,
    )
    const all = ['x', 'y', 'z'].flatMap((one) =>
      ['', 'x', 'y', 'z'].flatMap((two) => ['low', 'high'].map((three) => [one, two, three] as const)),
    )
    const rows = tableOf(
      labels(
        'a',
        all.map(([one]) => one),
      ),
      labels(
        'b',
        all.map(([, two]) => two),
      ),
      labels(
        'c',
        all.map(([, , three]) => three),
      ),
    )
    const logs = model.logLikelihood(rows)
    expect(logs.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 10)
    all.forEach(([one, , three], row) => {
      if ((one === 'x') !== (three === 'low')) expect(logs[row]).toBe(-Infinity)
    })
  })

  it('is higher for rows like the training rows than for shuffled ones', async () => {
    const model = await adversarialForest().fit(cities(1000, 1), run)
    const other = cities(400, 2)
    const shuffled = {
      ...other,
      columns: other.columns.map((column, index) =>
        index < 2
          ? column
          : takeRows(
              other,
              Uint32Array.from({ length: 400 }, (_, row) => (row + 1) % 400),
            ).columns[index]!,
      ),
    }
    const gain = mean(model.logLikelihood(other)) - mean(model.logLikelihood(shuffled))
    expect(gain).toBeGreaterThan(1)
  })

  it('finds the columns by name, and refuses a table without them', async () => {
    const train = cities(300, 1)
    const model = await adversarialForest({ trees: 5 }).fit(train, run)
    const turned = createTable({ fields: train.schema.fields.toReversed() }, train.columns.toReversed())
    expect(model.logLikelihood(turned)).toEqual(model.logLikelihood(train))
    expect(() => model.logLikelihood(tableOf(numbers('size', [1])))).toThrow(/no column 'city'/)
  })
})

describe('conditions', () => {
  it('agree with what unconditional rows say, column by column', async () => {
    const model = await adversarialForest().fit(cities(1500, 1), run)
    const rows = await model.sample(40_000, { seed: 2 })
    const [city, color] = [labelsOf(rows, 'city'), labelsOf(rows, 'color')]
    const free = color.filter((_, row) => city[row] === 'Nice')
    const fixed = labelsOf(await model.sample(10_000, { seed: 3, where: { city: 'Nice' } }), 'color')
    // Standard errors 0.005 and 0.004.
    expect(Math.abs(shareWhere(free, 'red') - shareWhere(fixed, 'red'))).toBeLessThan(0.03)
  })

  it('fix numbers, categories and several columns at once to the very value', async () => {
    const model = await adversarialForest().fit(cities(1500, 1), run)
    const where = { size: 29.5, color: 'blue' }
    const rows = await model.sample(500, { seed: 2, where })
    expect(new Set(valuesOf(rows, 'size'))).toEqual(new Set([29.5]))
    expect(new Set(labelsOf(rows, 'color'))).toEqual(new Set(['blue']))
    expect(shareWhere(labelsOf(rows, 'city'), 'Ulm')).toBeGreaterThan(0.7)
  })

  it('that come together as good as never are an error that states the share, rare ones are met', async () => {
    const rng = createRng(5)
    const a = Array.from({ length: 3000 }, () => (rng.next() < 0.02 ? 'rare' : rng.next() < 0.5 ? 'x' : 'y'))
    const b = a.map((value) => (value === 'rare' ? (rng.next() < 0.5 ? 'p' : 'q') : rng.next() < 0.5 ? 'q' : 'r'))
    const model = await adversarialForest({ trees: 10 }).fit(tableOf(labels('a', a), labels('b', b)), run)
    const error: unknown = await model
      .sample(5, { seed: 1, where: { a: 'x', b: 'p' } })
      .catch((caught: unknown) => caught)
    expect(isAsdfError(error, 'ASDF_CONDITION_UNREACHABLE') && error.details.share).toBeLessThan(0.5 / 3000)
    const rare = await model.sample(5, { seed: 1, where: { a: 'rare', b: 'p' } })
    expect([labelsOf(rare, 'a'), labelsOf(rare, 'b')]).toEqual([Array(5).fill('rare'), Array(5).fill('p')])
  })

  it('that no row can have are an error that states the share', async () => {
    const train = cities(500, 1)
    const model = await adversarialForest({ trees: 5, pseudoCount: 0, bandwidth: 0 }).fit(train, run)
    await expect(model.sample(5, { seed: 1, where: { country: 'FR', city: 'Ulm' } })).rejects.toMatchObject({
      code: 'ASDF_CONDITION_UNREACHABLE',
      details: { share: 0 },
    })
    await expect(model.sample(5, { seed: 1, where: { size: 1e9 } })).rejects.toMatchObject({
      code: 'ASDF_CONDITION_UNREACHABLE',
    })
  })
})

describe('imputation', () => {
  it('fills what is missing by the rest of the row, and leaves the rest alone', async () => {
    const train = cities(1500, 1)
    const model = await adversarialForest().fit(train, run)
    const given = cities(800, 2)
    const missing = (index: number) => Uint8Array.from({ length: 800 }, (_, row) => (row % 4 === index ? 0 : 1))
    const holes = {
      ...given,
      schema: { fields: given.schema.fields.map((field) => ({ ...field, nullable: true })) },
      columns: given.columns.map((column, index) => ({ ...column, valid: missing(index) })),
    }
    const filled = await model.impute(holes, { seed: 3 })
    expect(filled.columns.every((column) => column.valid === undefined)).toBe(true)
    const rowsOf = (index: number) => Array.from({ length: 200 }, (_, i) => 4 * i + index)
    const right = (name: string, index: number) => {
      const [truth, found] = [labelsOf(given, name), labelsOf(filled, name)]
      return mean(rowsOf(index).map((row) => (truth[row] === found[row] ? 1 : 0)))
    }
    expect(right('city', 0)).toBeGreaterThan(0.7)
    expect(right('country', 1)).toBe(1)
    const error = rowsOf(2).map((row) => Math.abs(valuesOf(filled, 'size')[row]! - valuesOf(given, 'size')[row]!))
    expect(mean(error)).toBeLessThan(6)
    given.columns.forEach((_, index) => {
      const kept = Array.from({ length: 800 }, (_, row) => row).filter((row) => row % 4 !== index)
      const only = (table: Table) => takeRows(table, Uint32Array.from(kept)).columns[index]
      expect(only(filled)).toEqual(only(given))
    })
  })

  it('never fills in a null that was learned, and says the same for the same seed', async () => {
    const train = mixedTable(300, 1, { nulls: 0.3 })
    const model = await adversarialForest({ trees: 5 }).fit(train, run)
    const filled = await model.impute(train, { seed: 3 })
    filled.columns.forEach((column, index) => {
      if (column.kind !== 'text') expect(column.valid, train.schema.fields[index]!.name).toBeUndefined()
    })
    expect(await model.impute(train, { seed: 3 })).toEqual(filled)
    expect(await model.impute(train, { seed: 4 })).not.toEqual(filled)
  })

  it('leaves a table without nulls as it is, and stops on an abort', async () => {
    const train = cities(200, 1)
    const model = await adversarialForest({ trees: 3 }).fit(train, run)
    expect((await model.impute(train, run)).columns).toEqual(train.columns)
    const reason = new Error('stop')
    await expect(model.impute(train, { seed: 1, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})

describe('privacy', () => {
  it('has the promised rows in every leaf, and every tree holds every row', async () => {
    for (const minimumRows of [4, 20, 55]) {
      const model = await adversarialForest({ trees: 8, minimumRows }).fit(cities(700, 1), run)
      const { leafRows } = model.save().arrays
      const rows = Array.from<number>(leafRows!.data)
      expect(Math.min(...rows)).toBeGreaterThanOrEqual(minimumRows)
      expect(rows.reduce((sum, count) => sum + count, 0)).toBe(8 * 700)
      expect(model.report.promises).toContain(`every leaf has ${Math.min(...rows)} or more training rows`)
    }
  })

  it('gives out no category that too few rows share', async () => {
    const train = cities(400, 1)
    const odd = tableOf(...train.schema.fields.map((field, index) => [field, train.columns[index]!] as const), [
      ...labels(
        'rank',
        Array.from({ length: 400 }, (_, row) => (row < 3 ? 'king' : row % 2 === 0 ? 'duke' : 'earl')),
      ),
    ])
    const model = await adversarialForest({ trees: 5 }).fit(odd, run)
    expect(labelsOf(await model.sample(3000, run), 'rank')).not.toContain('king')
    await expect(model.sample(1, { seed: 1, where: { rank: 'king' } })).rejects.toMatchObject({
      code: 'ASDF_OPTION_INVALID',
    })
  })

  it('makes identifiers that no training row has, without keeping theirs', async () => {
    const key = Float64Array.from({ length: 300 }, (_, row) => 1_000_003 + 7 * row)
    const train = cities(300, 1)
    const keyed = tableOf(
      numbers('key', key, { role: 'identifier', integer: true }),
      ...train.schema.fields.map((field, index) => [field, train.columns[index]!] as const),
    )
    const model = await adversarialForest({ trees: 3 }).fit(keyed, run)
    const made = valuesOf(await model.sample(1000, run), 'key')
    expect(new Set([...made, ...key]).size).toBe(1300)
    const kept = new Set(Object.values(model.save().arrays).flatMap(({ data }) => Array.from<number>(data)))
    expect(key.some((value) => kept.has(value))).toBe(false)
    expect(key.some((value) => JSON.stringify(model.save().state).includes(String(value)))).toBe(false)
  })
})

function headOf(table: Table, count: number): Table {
  return takeRows(
    table,
    Uint32Array.from({ length: count }, (_, row) => row),
  )
}
