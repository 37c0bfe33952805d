import type { Table } from '@asdf/contract'
import { createRng, decodeArtifact, encodeArtifact, standardNormal } from '@asdf/core'
import { sequentialTrees } from '@asdf/forest/sequential'
import { checkFitsSchema } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { densityOptions, sequentialTreesDefaults } from '../../src/sequential/options.ts'
import { categories, cellsOf, numbers, numbersOf, rows, shareOf, tableOf } from './tables.ts'

const count = 3000

const towns = rows(24).map((town) => [0.47 * town, 0.47 * town + 2 * Math.sin(7 * town)] as const)

/** Places in small towns along a road, prices that nearly add up, a value that follows the place, and a class. */
function linkedTable(target: 'worth' | 'kind' | null): Table {
  const rng = createRng(8)
  const own = rows(count).map(() => Math.floor(towns.length * rng.next()))
  const near = (axis: 0 | 1) =>
    own.map((town) => Math.round(100 * (towns[town]![axis] + 0.05 * standardNormal(rng))) / 100)
  const open = rows(count).map(() => Math.exp(4 + standardNormal(rng)))
  const role = (name: string) => (name === target ? { role: 'target' } : {})
  return tableOf(
    numbers('along', near(0), { decimals: 2 }),
    numbers('across', near(1), { decimals: 2 }),
    numbers('open', open),
    numbers('close', open.map((price) => price * (1 + 0.01 * standardNormal(rng)))), // prettier-ignore
    numbers('worth', own.map((town) => 100 * Math.round(town / 6 + 0.3 * standardNormal(rng))), role('worth')), // prettier-ignore
    categories('kind', own.map((town) => (town + 6 * standardNormal(rng) > 12 ? 'far' : 'near')), role('kind')), // prettier-ignore
  )
}

/** The share of rows whose place is in no town. */
function lostShare(table: Table): number {
  const [along, across] = [numbersOf(table, 'along'), numbersOf(table, 'across')]
  return shareOf(rows(table.rowCount), (row) => {
    return towns.every(([x, y]) => Math.hypot(along[row]! - x, across[row]! - y) > 0.2)
  })
}

describe('numbers that belong together', () => {
  for (const target of [null, 'worth', 'kind'] as const) {
    it(`stay together with target ${target}`, async () => {
      const model = await sequentialTrees({ threads: 1 }).fit(linkedTable(target), { seed: 1 })
      const sample = await model.sample(count, { seed: 2 })
      checkFitsSchema(sample)
      expect(lostShare(sample)).toBeLessThan(0.02)
      const [open, close] = [numbersOf(sample, 'open'), numbersOf(sample, 'close')]
      const gaps = open.map((price, row) => Math.abs(close[row]! / price - 1)).sort((a, b) => a - b)
      expect(gaps[count / 2]).toBeLessThan(0.02)
      expect(gaps[count / 2]).toBeGreaterThan(0.003)
    })
  }

  it('can be asked for one by one, filled in and scored', async () => {
    const train = linkedTable(null)
    const model = await sequentialTrees({ threads: 1 }).fit(train, { seed: 1 })
    const copy = sequentialTrees.load(decodeArtifact(encodeArtifact(model.save())))
    const sample = await model.sample(300, { seed: 3, where: { kind: 'far' } })
    expect(await copy.sample(300, { seed: 3, where: { kind: 'far' } })).toEqual(sample)
    expect(new Set(numbersOf(await model.sample(50, { seed: 3, where: { worth: 300 } }), 'worth'))).toEqual(
      new Set([300]),
    )
    const holes = { ...train, columns: train.columns.map((column, index) => (index === 1 ? withGaps(column) : column)) }
    const fields = train.schema.fields.map((field, index) => (index === 1 ? { ...field, nullable: true } : field))
    const filled = await model.impute({ ...holes, schema: { fields } }, { seed: 1 })
    expect(filled.columns[1]!.valid?.includes(0) ?? false).toBe(false)
    expect(model.logLikelihood(train).every(Number.isFinite)).toBe(true)
  })

  it('are refused from a file whose order parts them, or whose tree is none', async () => {
    const model = await sequentialTrees({ threads: 1 }).fit(linkedTable(null), { seed: 1 })
    const artifact = model.save()
    const order = artifact.state['order'] as readonly number[]
    const children = artifact.arrays['cells0.children']!
    for (const damaged of [
      { ...artifact, state: { ...artifact.state, order: [order[1]!, order[0]!, ...order.slice(2)] } },
      { ...artifact, state: { ...artifact.state, cells: [{ columns: [0, 5] }] } },
      { ...artifact, arrays: { ...artifact.arrays, 'cells0.children': { ...children, data: new Int32Array(children.data.length) } } }, // prettier-ignore
    ]) {
      expect(() => sequentialTrees.load(damaged as typeof artifact)).toThrow(
        expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID' }),
      )
    }
  })
})

function withGaps<C extends object>(column: C): C & { valid: Uint8Array } {
  return { ...column, valid: Uint8Array.from({ length: count }, (_, row) => (row % 50 === 0 ? 0 : 1)) }
}

describe('a target that is a number', () => {
  it('has more rows behind each leaf in small tables, and is smoothed less', () => {
    const of = (hasAmount: boolean, rowCount: number) =>
      densityOptions(sequentialTreesDefaults, undefined, { hasAmount, rowCount })
    expect(of(true, 700)).toMatchObject({ minimumLeafRows: 40, pseudoCount: 4, smooth: 0.5 })
    expect(of(true, 2000)).toEqual(of(false, 700))
    expect(of(false, 700)).toMatchObject({ minimumLeafRows: 20, pseudoCount: 2 })
  })

  it('depends on the other columns in a small table too, though less closely than in the training rows', async () => {
    const { train, cost } = costTable()
    const sample = await (await sequentialTrees({ threads: 1 }).fit(train, { seed: 1 })).sample(2000, { seed: 1 })
    // 500 in the training rows; the standard deviation of the cost alone is 8,400.
    expect(costError(sample, cost)).toBeLessThan(2000)
  })

  it('depends on them as closely where another column is asked for, and in a copy from a file', async () => {
    const { train, cost } = costTable()
    const model = await sequentialTrees({ threads: 1 }).fit(train, { seed: 1 })
    const copy = sequentialTrees.load(decodeArtifact(encodeArtifact(model.save())))
    const run = { seed: 1, where: { group: 'dear' } }
    const sample = await model.sample(500, run)
    expect(costError(sample, cost)).toBeLessThan(4000)
    expect(await copy.sample(500, run)).toEqual(sample)
    const asked = numbersOf(sample, 'cost')[0]!
    expect(new Set(numbersOf(await model.sample(20, { seed: 1, where: { cost: asked } }), 'cost'))).toEqual(
      new Set([asked]),
    )
  })

  it('is refused from a file whose guesses were learned from other columns', async () => {
    const artifact = (await sequentialTrees({ threads: 1 }).fit(costTable().train, { seed: 1 })).save()
    const amounts = artifact.state['amounts'] as {
      readonly features: readonly number[]
      readonly regressors: readonly unknown[]
    }
    for (const damaged of [
      undefined,
      { ...amounts, features: [0, 2] },
      { ...amounts, features: [2, 1, 0] },
      { ...amounts, features: [0, 1, 3] },
      { ...amounts, regressors: [] },
      { ...amounts, coder: null },
      { ...amounts, density: null },
    ]) {
      const state = { ...artifact.state, amounts: damaged } as typeof artifact.state
      expect(() => sequentialTrees.load({ ...artifact, state })).toThrow(
        expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID' }),
      )
    }
  })

  it('may have no value in some rows', async () => {
    const { train } = costTable()
    const fields = train.schema.fields.map((field) => (field.name === 'cost' ? { ...field, nullable: true } : field))
    const valid = Uint8Array.from({ length: train.rowCount }, (_, row) => (row % 4 === 0 ? 0 : 1))
    const columns = train.columns.map((column, index) =>
      fields[index]!.name === 'cost' ? { ...column, valid } : column,
    )
    const model = await sequentialTrees({ threads: 1 }).fit({ ...train, schema: { fields }, columns }, { seed: 1 })
    const made = (await model.sample(1000, { seed: 1 })).columns.at(-1)!
    expect(shareOf(rows(1000), (row) => made.valid?.[row] === 0)).toBeCloseTo(0.25, 1)
  })
})

/** Costs that nearly follow from age and group, in 700 rows. */
function costTable() {
  const rng = createRng(9)
  const size = 700
  const group = rows(size).map(() => (rng.next() < 0.2 ? 'dear' : 'cheap'))
  const age = rows(size).map(() => Math.floor(18 + 47 * rng.next()))
  const cost = (row: number) => 200 * age[row]! + (group[row] === 'dear' ? 20_000 : 0)
  const train = tableOf(
    numbers('age', age, { integer: true }),
    categories('group', group),
    numbers('noise', rows(size).map(() => standardNormal(rng))), // prettier-ignore
    numbers('cost', rows(size).map((row) => cost(row) + 500 * standardNormal(rng)), { role: 'target' }), // prettier-ignore
  )
  return { train, cost: (age: number, group: string | null) => 200 * age + (group === 'dear' ? 20_000 : 0) }
}

/** The root of the mean square of what costs differ by from what they nearly follow from. */
function costError(table: Table, cost: (age: number, group: string | null) => number): number {
  const [ages, groups, costs] = [numbersOf(table, 'age'), cellsOf(table, 'group'), numbersOf(table, 'cost')]
  const errors = costs.map((one, row) => one - cost(ages[row]!, groups[row] as string | null))
  return Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length)
}
