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
    const sample = await (await sequentialTrees({ threads: 1 }).fit(train, { seed: 1 })).sample(2000, { seed: 1 })
    const [ages, groups, costs] = [numbersOf(sample, 'age'), cellsOf(sample, 'group'), numbersOf(sample, 'cost')]
    const errors = costs.map((one, row) => one - 200 * ages[row]! - (groups[row] === 'dear' ? 20_000 : 0))
    const spread = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length)
    // 500 in the training rows; the standard deviation of the cost alone is 8,400.
    expect(spread).toBeLessThan(4000)
  })
})
