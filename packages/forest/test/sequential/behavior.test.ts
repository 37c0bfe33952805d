import type { RunProgress, Table } from '@asdf/contract'
import { createRng, standardNormal, takeRows } from '@asdf/core'
import { sequentialTrees } from '@asdf/forest/sequential'
import { checkFitsSchema } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { booleans, categories, cellsOf, datetimes, mean, numbers, numbersOf, pick, rows, shareOf, tableOf } from './tables.ts' // prettier-ignore

const day = 86_400_000
const count = 8000

/** Every distribution is known: region (3) -> x | region, class | region, member | class, date | class, spike | member. */
function knownTable(): Table {
  const rng = createRng(21)
  const region = rows(count).map(() => pick(rng, [0.5, 0.3, 0.2]))
  const isRare = region.map((one) => rng.next() < [0.05, 0.1, 0.4][one]!)
  const member = isRare.map((one) => rng.next() < (one ? 0.8 : 0.3))
  return tableOf(
    categories('region', region.map((one) => 'ABC'[one]!)), // prettier-ignore
    numbers('x', region.map((one) => 10 * one + standardNormal(rng))), // prettier-ignore
    booleans('member', member),
    datetimes('date', isRare.map((one) => day * Math.floor(18_000 + (one ? 500 : 0) + 400 * rng.next())), { format: 'date' }), // prettier-ignore
    numbers('spike', member.map((one) => (one ? Math.round(100 + 50 * rng.next()) : 0)), { integer: true }), // prettier-ignore
    categories('class', isRare.map((one) => (one ? 'rare' : 'common')), { role: 'target' }), // prettier-ignore
  )
}

const train = knownTable()
const fitted = sequentialTrees({ threads: 1 }).fit(train, { seed: 1 })
const isRare = (cell: unknown) => cell === 'rare'

describe('samples of sequential trees', () => {
  it('have the classes of the target in exactly the shares of the training rows', async () => {
    const rareShare = shareOf(cellsOf(train, 'class'), isRare)
    for (const wanted of [1, 10, 999, count]) {
      const found = cellsOf(await (await fitted).sample(wanted, { seed: wanted }), 'class').filter(isRare).length
      expect(Math.abs(found - wanted * rareShare)).toBeLessThan(1)
    }
  })

  it('have the dependences of the training rows', async () => {
    const sample = await (await fitted).sample(count, { seed: 3 })
    checkFitsSchema(sample)
    const [region, x, member] = [cellsOf(sample, 'region'), numbersOf(sample, 'x'), cellsOf(sample, 'member')]
    const [date, spike, cls] = [numbersOf(sample, 'date'), numbersOf(sample, 'spike'), cellsOf(sample, 'class')]
    for (const [code, name] of [...'ABC'].entries()) {
      const own = rows(count).filter((row) => region[row] === name)
      expect(mean(own.map((row) => x[row]!))).toBeCloseTo(10 * code, 0)
      expect(Math.abs(shareOf(own, (row) => isRare(cls[row])) - [0.05, 0.1, 0.4][code]!)).toBeLessThan(0.04)
    }
    // The spike and what is not the spike are never confused.
    expect(shareOf(rows(count), (row) => (spike[row] === 0) !== member[row])).toBeGreaterThan(0.99)
    const rare = rows(count).filter((row) => isRare(cls[row]))
    expect(Math.abs(shareOf(rare, (row) => member[row] === true) - 0.8)).toBeLessThan(0.05)
    expect(shareOf(rare, (row) => date[row]! >= 18_400 * day)).toBeGreaterThan(0.9)
    expect(date.every((one) => one % day === 0)).toBe(true)
  })
})

describe('where', () => {
  const sampleWhere = async (where: Record<string, string | number | boolean>, wanted = 1500) => {
    const sample = await (await fitted).sample(wanted, { seed: 4, where })
    expect(sample.rowCount).toBe(wanted)
    checkFitsSchema(sample)
    return sample
  }
  const posterior = (prior: readonly number[], likelihood: readonly number[]) => {
    const joint = prior.map((share, i) => share * likelihood[i]!)
    const total = joint.reduce((sum, one) => sum + one, 0)
    return joint.map((one) => one / total)
  }
  const near = (found: number, expected: number, within = 0.05) =>
    expect(Math.abs(found - expected), `${found} for ${expected}`).toBeLessThan(within)
  const regions = [0.5, 0.3, 0.2]
  const rarePerRegion = [0.05, 0.1, 0.4]

  it('on the target gives its rows', async () => {
    const sample = await sampleWhere({ class: 'rare' })
    expect(new Set(cellsOf(sample, 'class'))).toEqual(new Set(['rare']))
    const expected = posterior(regions, rarePerRegion)
    const sharesOf = (table: Table) =>
      [...'ABC'].map((name) => shareOf(cellsOf(table, 'region'), (one) => one === name))
    sharesOf(sample).forEach((found, code) => near(found, expected[code]!))
    near(
      shareOf(cellsOf(sample, 'member'), (one) => one === true),
      0.8,
    )
    const direct = await sequentialTrees({ threads: 1, order: 'given' }).fit(train, { seed: 1 })
    const rare = await direct.sample(3000, { seed: 4, where: { class: 'rare' } })
    near(
      shareOf(cellsOf(rare, 'member'), (one) => one === true),
      0.8,
    )
    sharesOf(rare).forEach((found, code) => near(found, expected[code]!, 0.04))
  })

  it('on a feature gives what goes with it, before and after it in the order', async () => {
    const sample = await sampleWhere({ region: 'C' })
    expect(new Set(cellsOf(sample, 'region'))).toEqual(new Set(['C']))
    near(mean(numbersOf(sample, 'x')), 20, 0.5)
    near(shareOf(cellsOf(sample, 'class'), isRare), 0.4)
  })

  it('on two columns gives what goes with both', async () => {
    const sample = await sampleWhere({ region: 'B', member: true })
    const [rare] = posterior([0.1, 0.9], [0.8, 0.3])
    near(shareOf(cellsOf(sample, 'class'), isRare), rare!)
    near(mean(numbersOf(sample, 'x')), 10, 0.5)
    expect(new Set(cellsOf(sample, 'member'))).toEqual(new Set([true]))
    expect(shareOf(numbersOf(sample, 'spike'), (one) => one > 0)).toBeGreaterThan(0.99)
  })

  it('on a boolean, by value and by label', async () => {
    const sample = await sampleWhere({ member: false })
    const [rare] = posterior([0.125, 0.875], [0.2, 0.7])
    near(shareOf(cellsOf(sample, 'class'), isRare), rare!)
    expect(await sampleWhere({ member: 'false' })).toEqual(sample)
  })

  it('on an exact number gives that very number, and what goes with numbers like it', async () => {
    const exact = await sampleWhere({ x: 20.125 })
    expect(new Set(cellsOf(exact, 'x'))).toEqual(new Set([20.125]))
    expect(shareOf(cellsOf(exact, 'region'), (one) => one === 'C')).toBeGreaterThan(0.98)
    const spike = await sampleWhere({ spike: 0 })
    expect(shareOf(cellsOf(spike, 'member'), (one) => one === false)).toBeGreaterThan(0.99)
    expect(new Set(cellsOf(await sampleWhere({ spike: '120' }, 50), 'spike'))).toEqual(new Set([120]))
  })

  it('on a datetime, as text or as milliseconds', async () => {
    const sample = await sampleWhere({ date: '2019-06-01' }) // day 18,048: only common rows are that early
    expect(new Set(cellsOf(sample, 'date'))).toEqual(new Set([18_048 * day]))
    expect(shareOf(cellsOf(sample, 'class'), isRare)).toBeLessThan(0.02)
    expect(await sampleWhere({ date: 18_048 * day })).toEqual(sample)
    const late = await sampleWhere({ date: 18_700 * day })
    expect(shareOf(cellsOf(late, 'class'), isRare)).toBeGreaterThan(0.95)
  })

  it('on every column at once gives that row', async () => {
    const where = { region: 'A', x: 0.25, member: true, date: 18_100 * day, spike: 130, class: 'common' }
    const sample = await sampleWhere(where, 5)
    for (const [name, value] of Object.entries(where)) expect(new Set(cellsOf(sample, name))).toEqual(new Set([value]))
  })
})

describe('imputation', () => {
  const holes = createRng(31)
  const blanked = blank(train, () => holes.next() < 0.15)

  it('leaves what is present as it is, draws no null, and keeps to the schema', async () => {
    const filled = await (await fitted).impute(blanked, { seed: 5 })
    checkFitsSchema(filled)
    for (const { name } of blanked.schema.fields) {
      const [before, after] = [cellsOf(blanked, name), cellsOf(filled, name)]
      expect(after).not.toContain(null)
      before.forEach((cell, row) => cell !== null && expect(after[row]).toBe(cell))
    }
  }, 120_000)

  it('draws from what the rest of the row says', async () => {
    const onlyTarget = blank(headOf(train, 3000), (name) => name === 'class')
    const filled = await (await fitted).impute(onlyTarget, { seed: 6 })
    const [drawn, truth] = [cellsOf(filled, 'class'), cellsOf(train, 'class').slice(0, 3000)]
    expect(Math.abs(shareOf(drawn, isRare) - shareOf(truth, isRare))).toBeLessThan(0.02)
    // What is early is common, what is late is rare, and between them the odds are those of region and member.
    const date = numbersOf(train, 'date')
    const sure = rows(3000).filter((row) => date[row]! < 18_490 * day || date[row]! > 18_410 * day)
    expect(shareOf(sure, (row) => drawn[row] === truth[row])).toBeGreaterThan(0.93)
    const onlyX = await (await fitted).impute(blank(headOf(train, 2000), (name) => name === 'x'), { seed: 7 }) // prettier-ignore
    const x = numbersOf(onlyX, 'x')
    const region = cellsOf(onlyX, 'region')
    const errors = x.map((value, row) => value - 10 * 'ABC'.indexOf(String(region[row])))
    expect(shareOf(errors, (error) => Math.abs(error) < 3.5)).toBeGreaterThan(0.98)
    const usual = errors.filter((error) => Math.abs(error) < 3.5)
    expect(Math.abs(mean(usual.map((error) => error ** 2)) - 1)).toBeLessThan(0.15)
  }, 120_000)

  it('never draws a null where training rows had many of them, and still goes by the rest of the row', async () => {
    const rng = createRng(9)
    const c = rows(6000).map((row) => 'ab'[row % 2]!)
    const isNull = c.map(() => rng.next() < 0.9)
    const value = c.map((one, row) => (isNull[row] ? null : (one === 'a' ? 5 : 8) + rng.next()))
    const letter = c.map((one, row) => (isNull[row] ? null : one === 'a' ? 'p' : 'q'))
    const table = tableOf(categories('c', c), numbers('value', value), categories('letter', letter))
    const model = await sequentialTrees({ threads: 1 }).fit(table, { seed: 1 })
    const filled = await model.impute(table, { seed: 2 })
    const values = numbersOf(filled, 'value')
    expect(values.every((one) => one > 4.5 && one < 9.5)).toBe(true)
    expect(shareOf(rows(6000), (row) => values[row]! < 6.5 === (c[row] === 'a'))).toBeGreaterThan(0.95)
    const letters = cellsOf(filled, 'letter')
    expect(letters).not.toContain(null)
    expect(shareOf(rows(6000), (row) => (letters[row] === 'p') === (c[row] === 'a'))).toBeGreaterThan(0.95)
  })

  it('fills cells beside a category that it does not know', async () => {
    const c = rows(200).map((row) => 'ab'[row % 2]!)
    const wide = { categories: ['a', 'b', 'new'] }
    const table = tableOf(categories('c', c, wide), numbers('x', c.map((one, row) => (row % 5 === 0 ? null : one.charCodeAt(0))))) // prettier-ignore
    const model = await sequentialTrees({ threads: 1 }).fit(table, { seed: 1 })
    const asked = tableOf(categories('c', ['new', 'new'], wide), numbers('x', [null, null]))
    const filled = await model.impute(asked, { seed: 2 })
    expect(cellsOf(filled, 'c')).toEqual(['new', 'new'])
    expect(numbersOf(filled, 'x').every((value) => value === 97 || value === 98)).toBe(true)
  })

  it('takes columns in any order, and says which one is missing', async () => {
    const model = await fitted
    const small = headOf(blanked, 200)
    const turned = {
      ...small,
      schema: { fields: small.schema.fields.toReversed() },
      columns: small.columns.toReversed(),
    }
    expect(await model.impute(turned, { seed: 5 })).toEqual(await model.impute(small, { seed: 5 }))
    const { fields } = small.schema
    const short = { ...small, schema: { fields: fields.slice(1) }, columns: small.columns.slice(1) }
    await expect(model.impute(short, { seed: 5 })).rejects.toMatchObject({
      code: 'ASDF_SCHEMA_MISMATCH',
      details: { column: 'region' },
    })
  })
})

describe('a run of sequential trees', () => {
  it('gives the same rows for one thread and two', async () => {
    const fitWith = (threads: number) => sequentialTrees({ threads }).fit(train, { seed: 3 })
    const [one, two] = [await fitWith(1), await fitWith(2)]
    expect(two.save()).toEqual(one.save())
    expect(await two.sample(5000, { seed: 4 })).toEqual(await one.sample(5000, { seed: 4 }))
    const where = { region: 'C', member: true }
    expect(await two.sample(500, { seed: 4, where })).toEqual(await one.sample(500, { seed: 4, where }))
  }, 120_000)

  it('is stopped by its signal at any time, with the reason of the signal', async () => {
    const model = await fitted
    const reason = new Error('enough')
    const runs: Record<string, (run: { signal: AbortSignal; onProgress: () => void }) => Promise<unknown>> = {
      fit: (run) => sequentialTrees({ threads: 1 }).fit(train, { seed: 1, ...run }),
      'fit on two threads': (run) => sequentialTrees({ threads: 2 }).fit(train, { seed: 1, ...run }),
      sample: (run) => model.sample(50_000, { seed: 1, ...run }),
      where: (run) => model.sample(5000, { seed: 1, where: { x: 20.125 }, ...run }),
    }
    for (const [name, start] of Object.entries(runs)) {
      const controller = new AbortController()
      await expect(start({ signal: controller.signal, onProgress: () => controller.abort(reason) }), name).rejects.toBe(
        reason,
      )
      await expect(start({ signal: AbortSignal.abort(reason), onProgress: () => {} }), name).rejects.toBe(reason)
    }
    await expect(model.impute(blank(headOf(train, 300), () => true), { seed: 1, signal: AbortSignal.abort(reason) })).rejects.toBe(reason) // prettier-ignore
  })

  it('reports how far it is', async () => {
    const model = await fitted
    const reportsOf = async (start: (onProgress: (progress: RunProgress) => void) => Promise<unknown>) => {
      const reports: RunProgress[] = []
      await start((progress) => void reports.push(progress))
      return reports
    }
    // Six columns, and the target once more.
    const fitting = await reportsOf((onProgress) => sequentialTrees({ threads: 1 }).fit(train, { seed: 1, onProgress }))
    expect(fitting).toEqual(rows(7).map((step) => ({ phase: 'fit', step: step + 1, totalSteps: 7 })))
    const sampling = await reportsOf((onProgress) => model.sample(9000, { seed: 1, onProgress }))
    expect(sampling.map(({ step }) => step)).toEqual(rows(sampling[0]!.totalSteps).map((step) => step + 1))
    const holey = blank(headOf(train, 50), (name) => name === 'member')
    const imputing = await reportsOf((onProgress) => model.impute(holey, { seed: 1, onProgress }))
    expect(imputing.at(-1)).toEqual({ phase: 'impute', step: 50, totalSteps: 50 })
  })

  it('keeps no memory of runs that are over', async () => {
    const small = headOf(train, 1000)
    const round = async (seed: number) => {
      const model = await sequentialTrees({ threads: 1 }).fit(small, { seed })
      await model.sample(4000, { seed })
    }
    for (let seed = 0; seed < 6; seed++) await round(seed)
    const before = process.memoryUsage.rss()
    for (let seed = 0; seed < 25; seed++) await round(seed)
    expect((process.memoryUsage.rss() - before) / 2 ** 20).toBeLessThan(64)
  }, 120_000)
})

function headOf(table: Table, rowCount: number): Table {
  return takeRows(table, Uint32Array.from(rows(rowCount)))
}

/** The table with the chosen cells null. */
function blank(table: Table, isHole: (name: string) => boolean): Table {
  const fields = table.schema.fields.map((field) => ({ ...field, nullable: true }))
  const columns = table.columns.map((column, index) => {
    return { ...column, valid: Uint8Array.from(rows(table.rowCount), () => (isHole(fields[index]!.name) ? 0 : 1)) }
  })
  return { ...table, schema: { fields }, columns }
}
