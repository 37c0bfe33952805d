import type { Table } from '@asdf/contract'
import type { Rule } from '@asdf/core/rules'
import { cellsOf, columnOf, createRng, isPresent, tableFromRows } from '@asdf/core'
import { brokenDeclared, declareRules, findRules } from '@asdf/core/rules'
import { sequentialTrees } from '@asdf/forest'
import { withRules } from '@asdf/pipeline'
import { smote } from '@asdf/smote'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { independentColumns } from '../support/independent-columns.ts'
import { orders } from '../support/orders.ts'

const cents = (value: number) => Math.round(100 * value) / 100
const day = 86_400_000

/** Wages: sums, a rate, days between dates, a grade that decides a band, nulls here and there. */
function payroll(count: number, seed = 1): Table {
  const rng = createRng(seed)
  const rows = Array.from({ length: count }, () => {
    const grade = Math.floor(6 * rng.next())
    const [base, bonus, hours] = [
      cents(2000 + 900 * grade + 400 * rng.next()),
      cents(500 * rng.next()),
      20 + Math.floor(25 * rng.next()),
    ]
    const hired = Date.UTC(2015, 0, 1) + Math.floor(3000 * rng.next()) * day
    const notice = 10 + Math.floor(80 * rng.next())
    const gross = cents(base + bonus)
    return {
      grade: `g${grade}`,
      band: ['low', 'low', 'middle', 'middle', 'high', 'high'][grade],
      base,
      bonus,
      gross: rng.next() < 0.1 ? null : gross,
      pension: cents(0.053 * base),
      hours,
      rate: cents(10 + 20 * rng.next()),
      hired: new Date(hired),
      notice,
      left: rng.next() < 0.3 ? null : new Date(hired + notice * day),
      overtime: Math.floor(hours * 0.4 * rng.next()),
    }
  })
  return tableFromRows(rows)
}

const train = payroll(600)
const declaredRules = [
  'base + bonus = gross',
  'pension = 0.053 * base',
  'grade -> band',
  'hired + notice = left',
  'overtime <= 0.4 * hours',
  'overtime < hours',
]

function brokenIn(rules: readonly (string | Rule)[], real: Table, rows: Table): Record<string, number> {
  const settled = declareRules(rules, real, { where: 'test', violations: 'keep' }).rules
  const counts = settled.map((rule) => [JSON.stringify(rule).slice(0, 80), count(brokenDeclared(rule, rows))] as const)
  return Object.fromEntries(counts.filter(([, broken]) => broken > 0))
}

function count(bytes: Uint8Array): number {
  return bytes.reduce((sum, one) => sum + one, 0)
}

function nullShare(table: Table, name: string): number {
  const column = columnOf(table, name)
  const nulls = Array.from({ length: table.rowCount }, (_, row) => Number(!isPresent(column, row)))
  return nulls.reduce((sum, one) => sum + one, 0) / table.rowCount
}

describe('rules that are declared', () => {
  it('hold in every row of a model that knows nothing of how columns hang together', async () => {
    const base = independentColumns()
    const fitted = await withRules(base, { rules: declaredRules, find: false }).fit(train, { seed: 1 })
    const rows = await fitted.sample(500, { seed: 2 })
    expect(rows.rowCount).toBe(500)
    expect(brokenIn(declaredRules, train, rows)).toEqual({})
    expect(fitted.report.rules).toEqual(declaredRules.map((rule) => `${rule} (declared)`))
    expect(fitted.report.rules).toHaveLength(declaredRules.length)
  })

  it('leave nulls where the model draws them', async () => {
    const fitted = await withRules(independentColumns(), { rules: declaredRules, find: false }).fit(train, { seed: 1 })
    const rows = await fitted.sample(3000, { seed: 2 })
    for (const name of ['gross', 'left'])
      expect(Math.abs(nullShare(rows, name) - nullShare(train, name))).toBeLessThan(0.04)
  })

  it('hold beside rules that are found, in rows of forests, and once in the report', async () => {
    const rules = [...declaredRules, 'base >= 1000']
    const fitted = await withRules(sequentialTrees({ threads: 1 }), { rules }).fit(train, { seed: 1 })
    const rows = await fitted.sample(300, { seed: 2 })
    expect(brokenIn(rules, train, rows)).toEqual({})
    expect(await fitted.sample(300, { seed: 2 })).toEqual(rows)
    const named = fitted.report.rules!.filter((text) => /band|gross|pension/.test(text))
    expect(named).toEqual(expect.arrayContaining(['base + bonus = gross (declared)', 'grade -> band (declared)']))
    expect(named.filter((text) => /gross/.test(text) && /bonus/.test(text) && text.includes(' = '))).toHaveLength(1)
  })

  it('hold in rows that `where` asks for', async () => {
    const fitted = await withRules(sequentialTrees({ threads: 1 }), { rules: declaredRules }).fit(train, { seed: 1 })
    const rows = await fitted.sample(60, { seed: 2, where: { band: 'high' } })
    expect(rows.rowCount).toBe(60)
    expect(brokenIn(declaredRules, train, rows)).toEqual({})
    expect(new Set(cellsOf(columnOf(rows, 'band')) as Int32Array).size).toBe(1)
  })

  it('hold in rows of sessions and of models that are loaded', async () => {
    const { start } = withRules(independentColumns(), { rules: declaredRules })
    const session = await start!(train, { seed: 1 })
    expect(brokenIn(declaredRules, train, await session.sample(100, { seed: 1 }))).toEqual({})
    await session.close()
    const fitted = await withRules(sequentialTrees({ threads: 1 }), { rules: declaredRules }).fit(train, { seed: 1 })
    const loaded = withRules.load(structuredClone(fitted.save()), { factories: [sequentialTrees] })
    expect(loaded.report.rules).toEqual(fitted.report.rules)
    expect(await loaded.sample(80, { seed: 5 })).toEqual(await fitted.sample(80, { seed: 5 }))
  })

  it('recompute a numeric target where no other column can give way', async () => {
    const rows = Array.from({ length: 300 }, (_, row) => {
      const [quantity, price] = [1 + (row % 7), 3 + ((row * 13) % 50) / 2]
      return { quantity, price, total: quantity * price }
    })
    const sold = tableFromRows(rows, { target: 'total' })
    for (const base of [independentColumns(), sequentialTrees({ threads: 1 })]) {
      const fitted = await withRules(base, { rules: ['quantity * price = total'] }).fit(sold, { seed: 1 })
      const made = await fitted.sample(200, { seed: 1 })
      expect(brokenIn(['quantity * price = total'], sold, made)).toEqual({})
      expect(made.schema.fields[2]!.role).toBe('target')
    }
  })

  it('round a date that they give to whole days', async () => {
    const rows = Array.from({ length: 200 }, (_, row) => {
      const start = Date.UTC(2024, 0, 1 + (row % 40))
      const days = 2 * (1 + (row % 9))
      return { start: new Date(start), end: new Date(start + days * day), middle: new Date(start + (days / 2) * day) }
    })
    const rules = ['middle = (start + end) / 2']
    const trips = tableFromRows(rows)
    const made = await (
      await withRules(independentColumns(), { rules, find: false }).fit(trips, { seed: 1 })
    ).sample(200, { seed: 1 })
    expect(brokenIn(rules, trips, made)).toEqual({})
    expect(Array.from(cellsOf(columnOf(made, 'middle')) as Float64Array).every((time) => time % day === 0)).toBe(true)
  })

  it('keep the shares of the classes while rows are drawn again', async () => {
    const rows = Array.from({ length: 400 }, (_, row) => ({
      a: (row * 37) % 100,
      b: (row * 61) % 120,
      label: row % 10 === 0 ? 'yes' : 'no',
    }))
    const table = tableFromRows(rows, { target: 'label' })
    const fitted = await withRules(independentColumns(), { rules: ['a <= b'], violations: 'drop', find: false }).fit(
      table,
      { seed: 1 },
    )
    const made = await fitted.sample(2000, { seed: 1 })
    expect(brokenIn(['a <= b'], table, made)).toEqual({})
    const yes = Array.from(cellsOf(columnOf(made, 'label')) as Int32Array).filter((code) => code === 1).length
    expect(Math.abs(yes / 2000 - 0.1)).toBeLessThan(0.03)
  })

  it('draw rows again rather than change the class of a target', async () => {
    const rows = Array.from({ length: 300 }, (_, row) => ({
      kind: `k${row % 6}`,
      size: row % 11,
      label: row % 6 < 2 ? 'rare' : 'common',
    }))
    const table = tableFromRows(rows, { target: 'label' })
    const base = independentColumns()
    const fitted = await withRules(base, { rules: ['kind -> label'], find: false }).fit(table, { seed: 1 })
    expect(base.seen[0]!.schema.fields.map(({ name }) => name)).toEqual(['kind', 'size', 'label'])
    const made = await fitted.sample(900, { seed: 1 })
    expect(brokenIn(['kind -> label'], table, made)).toEqual({})
    const common = Array.from(cellsOf(columnOf(made, 'label')) as Int32Array).filter((code) => code === 0).length
    expect(Math.abs(common / 900 - 2 / 3)).toBeLessThan(0.05)
  })

  it('fail with the share that was reachable where too few rows keep them', async () => {
    const rng = createRng(1)
    const rows = Array.from({ length: 500 }, () => {
      const a = Math.floor(1e6 * rng.next())
      return { a, b: a + Math.floor(100 * rng.next()), c: Math.floor(100 * rng.next()) }
    })
    // Neither order has bounds to build on: both sides are sums.
    const model = withRules(independentColumns(), { rules: ['a - b <= 0 * c', 'b - a < 100'], find: false })
    await expect(model.fit(tableFromRows(rows), { seed: 1 })).rejects.toMatchObject({
      code: 'ASDF_CONDITION_UNREACHABLE',
      details: { share: expect.closeTo(0, 1) as number },
      message: expect.stringMatching(/'b - a < 100' \d+/) as string,
    })
  })

  it('leave out training rows that break them, or hold although they are learned from', async () => {
    const rows = Array.from({ length: 200 }, (_, row) => ({
      low: row % 17,
      high: row % 23 === 5 ? -1 : (row % 17) + (row % 5),
    }))
    const table = tableFromRows(rows)
    await expect(
      withRules(independentColumns(), { rules: ['low <= high'] }).fit(table, { seed: 1 }),
    ).rejects.toMatchObject({
      code: 'ASDF_DATA_INVALID',
      message: expect.stringMatching(/withRules: 9 of 200 rows break the rule 'low <= high': rows 6, 29/) as string,
    })
    const base = independentColumns()
    const dropped = await withRules(base, { rules: ['low <= high'], violations: 'drop' }).fit(table, { seed: 1 })
    expect(base.seen[0]!.rowCount).toBe(191)
    expect(dropped.report.warnings).toContain('left out 9 rows that break declared rules')
    const kept = await withRules(base, { rules: ['low <= high'], violations: 'keep' }).fit(table, { seed: 1 })
    expect(base.seen[1]!.rowCount).toBe(200)
    for (const fitted of [dropped, kept])
      expect(brokenIn(['low <= high'], table, await fitted.sample(300, { seed: 1 }))).toEqual({})
  })

  it('keep in a saved model how many training rows were left out for them', async () => {
    const rows = Array.from({ length: 120 }, (_, row) => ({
      low: row % 17,
      high: row === 3 ? -1 : (row % 17) + (row % 5),
    }))
    const model = withRules(sequentialTrees({ threads: 1 }), { rules: ['low <= high'], violations: 'drop' })
    const fitted = await model.fit(tableFromRows(rows), { seed: 1 })
    expect(fitted.report.warnings).toContain('left out 1 row that breaks declared rules')
    const loaded = withRules.load(structuredClone(fitted.save()), { factories: [sequentialTrees] })
    expect(loaded.report).toEqual(fitted.report)
  })

  it('hold in a table of 64 rows', async () => {
    const small = payroll(64)
    const fitted = await withRules(sequentialTrees({ threads: 1 }), { rules: declaredRules }).fit(small, { seed: 1 })
    expect(brokenIn(declaredRules, small, await fitted.sample(100, { seed: 1 }))).toEqual({})
  })

  it('hold in rows of SMOTE', async () => {
    const rows = Array.from({ length: 90 }, (_, row) => {
      const [a, b] = [(row * 7) % 31, (row * 5) % 23]
      return { a, b, sum: a + b, most: a + b + (row % 3), label: row % 3 === 0 ? 'x' : 'y' }
    })
    const table = tableFromRows(rows, { target: 'label' })
    const rules = ['a + b = sum', 'sum <= most']
    const fitted = await withRules(smote(), { rules }).fit(table, { seed: 1 })
    expect(brokenIn(rules, table, await fitted.sample(60, { seed: 1, where: { label: 'x' } }))).toEqual({})
  })

  it('hold when they are values of any kind that is found', async () => {
    const shop = orders(600)
    const exact = (await findRules(shop)).filter(
      ({ exceptions, rule }) => exceptions === 0 && rule.kind !== 'often-equal',
    )
    const rules = exact.map(({ rule }) => rule)
    expect(new Set(rules.map(({ kind }) => kind)).size).toBeGreaterThan(5)
    const fitted = await withRules(independentColumns(), { rules, find: false }).fit(shop, { seed: 1 })
    expect(brokenIn(rules, shop, await fitted.sample(300, { seed: 1 }))).toEqual({})
    expect(fitted.report.rules).toHaveLength(rules.length)
  })

  it('are refused in another form before there is a table', () => {
    const wrap = (options: object) => () => withRules(independentColumns(), options)
    expect(wrap({ rules: 'a <= b' })).toThrow(/option 'rules' must be a list/)
    expect(wrap({ rules: [7] })).toThrow(/option 'rules' must be a list/)
    expect(wrap({ violations: 'ignore' })).toThrow(/must be one of 'error', 'drop', 'keep'/)
    expect(wrap({ rule: [] })).toThrow(/is not an option/)
  })

  it.each<[string, unknown]>([
    ['of no known kind', { kind: 'other' }],
    ['that nothing can break', { kind: 'often-equal', left: 'base', right: 'bonus' }],
    ['of texts', { kind: 'order', low: 'grade', high: 'band' }],
  ])('are refused as values %s', async (_, rule) => {
    const fit = async () => withRules(independentColumns(), { rules: [rule as Rule] }).fit(train, { seed: 1 })
    await expect(fit()).rejects.toMatchObject({ code: 'ASDF_OPTION_INVALID' })
  })

  it('hold in every row, whatever the rules and the tables', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), async (seed) => {
        const { table, rules, violations } = randomCase(seed)
        const fitted = await withRules(independentColumns(), { rules, violations, find: seed % 2 === 0 }).fit(table, {
          seed,
        })
        const rows = await fitted.sample(60, { seed })
        expect(rows.rowCount).toBe(60)
        expect(brokenIn(rules, table, rows), rules.join('; ')).toEqual({})
      }),
      { numRuns: 40 },
    )
  })
})

/** A table of random columns, some of them made from others, and rules that say so; at times with rows that break them. */
function randomCase(seed: number): {
  readonly table: Table
  readonly rules: readonly string[]
  readonly violations: 'error' | 'drop' | 'keep'
} {
  const rng = createRng(seed)
  const whole = (most: number) => Math.floor(most * rng.next())
  const [weight, digits, nulls] = [1 + whole(9), whole(3), rng.next() < 0.5 ? 0.1 : 0]
  const round = (value: number) => Math.round(value * 10 ** digits) / 10 ** digits
  const shown = <Cell>(cell: Cell): Cell | null => (rng.next() < nulls ? null : cell)
  const violations = (['error', 'drop', 'keep'] as const)[whole(3)]!
  const strays = violations === 'error' ? 0 : 0.1
  const rows = Array.from({ length: 120 }, () => {
    const [a, b, c] = [round(100 * rng.next()), round(50 * rng.next() - 20), round(10 * rng.next())]
    const key = whole(4)
    return {
      a,
      b,
      c: shown(c),
      sum: rng.next() < strays ? 7 : shown(round(a + weight * b - 3)),
      share: shown(round(a / weight)),
      more: rng.next() < strays ? 0 : shown(round(a + 5 * rng.next())),
      key: `k${key}`,
      other: `o${whole(3)}`,
      name: rng.next() < strays ? 'n0' : shown(`n${key % 2}`),
    }
  })
  const all = [
    `a + ${weight} * b - 3 = sum`,
    `share = a / ${weight}`,
    'a <= more',
    'b < a + 31',
    'key -> name',
    'key, other -> name',
    '2 * c <= a + 100',
  ]
  const rules = all.filter(() => rng.next() < 0.6)
  return { table: tableFromRows(rows), violations, rules: rules.length === 0 ? all.slice(0, 1) : rules }
}
