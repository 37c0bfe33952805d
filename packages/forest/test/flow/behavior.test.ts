import type { Table } from '@asdf/contract'
import { decodeArtifact, encodeArtifact } from '@asdf/core'
import { describe, expect, it } from 'vitest'
import { forestFlow } from '../../src/flow/index.ts'
import { categories, dependentTable, labelsOf, numbers, small, tableOf, valuesOf } from './tables.ts'

const options = { levels: 20, rounds: 10, copiedRows: 3000, threads: 1 } as const
const train = dependentTable(400)

describe('what forest flow learns', () => {
  it.each([
    ['by flow', {}],
    ["by flow and Heun's method", { solver: 'heun' }],
    ['by flow as published, without the linear start', { linearStart: false, rounds: 30, maximumLeaves: 32 }],
    ['by diffusion', { process: 'diffusion', levels: 50 }],
  ] as const)('keeps means, spreads, dependence, spikes and shares, %s', async (_, more) => {
    const model = await forestFlow({ ...options, ...more }).fit(train, { seed: 1 })
    const sample = await model.sample(1000, { seed: 2 })
    const [x, y, z] = ['x', 'y', 'z'].map((name) => valuesOf(sample, name))
    expect(Math.abs(mean(x!))).toBeLessThan(0.2)
    expect(spread(x!)).toBeGreaterThan(0.75)
    expect(spread(x!)).toBeLessThan(1.2)
    expect(correlation(x!, y!)).toBeGreaterThan(0.95)
    expect(share(z!, (value) => value === 0)).toBeCloseTo(0.5, 1)
    const sides = labelsOf(sample, 'side')
    expect(share(x!, (value, row) => value < 0 === (sides[row] === 'left'))).toBeGreaterThan(0.9)
  })

  it('keeps the shares of the classes to within one row, whatever the count', async () => {
    const model = await forestFlow(small).fit(train, { seed: 1 })
    for (const count of [1, 3, 10, 997]) {
      const rare = labelsOf(await model.sample(count, { seed: 3 }), 'class').filter((label) => label === 'rare').length
      expect(Math.abs(rare - 0.2 * count)).toBeLessThan(1)
    }
  })

  it('gives exactly the rows that meet conditions on the class and other columns', async () => {
    const model = await forestFlow(options).fit(train, { seed: 1 })
    const where = { class: 'rare', side: 'left' }
    const sample = await model.sample(150, { seed: 2, where })
    expect(sample.rowCount).toBe(150)
    expect(new Set(labelsOf(sample, 'class'))).toEqual(new Set(['rare']))
    expect(new Set(labelsOf(sample, 'side'))).toEqual(new Set(['left']))
    expect(share(valuesOf(sample, 'x'), (value) => value < 0.2)).toBeGreaterThan(0.9)
    const spiked = await model.sample(80, { seed: 2, where: { z: 0 } })
    expect(valuesOf(spiked, 'z')).toEqual(Array<number>(80).fill(0))
  })

  it('ties nulls to what else is in the row', async () => {
    const x = valuesOf(train, 'x')
    const table = tableOf(numbers('x', x), numbers('y', x.map((value) => (value < 0 ? null : value)))) // prettier-ignore
    const sample = await (await forestFlow(options).fit(table, { seed: 1 })).sample(600, { seed: 2 })
    const y = valuesOf(sample, 'y')
    expect(share(y, Number.isNaN)).toBeCloseTo(
      share(x, (value) => value < 0),
      1,
    )
    const agrees = (value: number, row: number) => value < 0.05 === Number.isNaN(y[row]!)
    expect(share(valuesOf(sample, 'x'), agrees)).toBeGreaterThan(0.9)
  })

  it('gives the same bytes for any number of threads', async () => {
    const [one, three] = await Promise.all(
      [1, 3].map(async (threads) => (await forestFlow({ ...small, threads }).fit(train, { seed: 4 })).save()),
    )
    const { options: first, ...rest } = one!.state
    const { options: second, ...other } = three!.state
    expect([first, second].map((own) => (own as { threads: number }).threads)).toEqual([1, 3])
    expect(other).toEqual(rest)
    expect(three!.arrays).toEqual(one!.arrays)
  })

  it('passes on what goes wrong in the progress callback while threads help', async () => {
    const mine = new Error('mine')
    const onProgress = ({ step }: { readonly step: number }) => {
      if (step > 3) throw mine
    }
    await expect(forestFlow({ ...small, threads: 2 }).fit(train, { seed: 1, onProgress })).rejects.toBe(mine)
  })

  it('says that a table is large for it', async () => {
    const values = Array.from({ length: 10_001 }, (_, row) => row % 50)
    const model = await forestFlow({ ...small, levels: 2, rounds: 1 }).fit(tableOf(numbers('x', values)), { seed: 1 })
    expect(model.report.warnings.join()).toContain('made for small tables')
  })
})

describe('what forest flow fills in', () => {
  it.each([
    // The flow decides categories early, while known numbers are still mostly noise: the diffusion fills them in better.
    ['flow', {}, 0.7],
    ['diffusion', { process: 'diffusion' }, 0.85],
  ] as const)('agrees with the rest of the row and leaves it alone, by %s', async (_, more, agreement) => {
    const model = await forestFlow({ ...options, ...more }).fit(train, { seed: 1 })
    const holes = withHoles(train)
    const filled = await model.impute(holes, { seed: 2 })
    const [x, y, truth] = [valuesOf(filled, 'x'), valuesOf(filled, 'y'), valuesOf(train, 'y')]
    const isHole = (row: number) => row % 4 === 0
    expect(filled.columns.every((column) => column.valid === undefined)).toBe(true)
    expect(y.filter((_, row) => !isHole(row))).toEqual(truth.filter((_, row) => !isHole(row)))
    const at = x.flatMap((_, row) => (isHole(row) ? [row] : []))
    expect(correlation(at.map((row) => x[row]!), at.map((row) => y[row]!))).toBeGreaterThan(0.9) // prettier-ignore
    expect(mean(at.map((row) => Math.abs(y[row]! - truth[row]!)))).toBeLessThan(1)
    const sides = labelsOf(filled, 'side')
    expect(share(at, (row) => x[row]! < 0 === (sides[row] === 'left'))).toBeGreaterThan(agreement)
    expect(await model.impute(holes, { seed: 2 })).toEqual(filled)
  })

  it('fills after save and load as before, and rows without a class too', async () => {
    const model = await forestFlow(small).fit(train, { seed: 1 })
    const holes = withHoles(train)
    const labels = labelsOf(train, 'class').map((label, row) => (row === 0 ? null : label))
    const { field, column } = categories('class', labels, { role: 'target' })
    const table = {
      ...holes,
      schema: { fields: [...holes.schema.fields.slice(0, 4), field] },
      columns: [...holes.columns.slice(0, 4), column],
    }
    const filled = await model.impute(table, { seed: 2 })
    expect(labelsOf(filled, 'class')[0]).toBeNull()
    expect(valuesOf(filled, 'y').every(Number.isFinite)).toBe(true)
    const copy = forestFlow.load(decodeArtifact(encodeArtifact(model.save())))
    expect(await copy.impute(table, { seed: 2 })).toEqual(filled)
  })
})

function withHoles(table: Table): Table {
  const valid = Uint8Array.from({ length: table.rowCount }, (_, row) => (row % 4 === 0 ? 0 : 1))
  const isHoled = (index: number) => ['y', 'side'].includes(table.schema.fields[index]!.name)
  return {
    ...table,
    schema: {
      fields: table.schema.fields.map((field, index) => (isHoled(index) ? { ...field, nullable: true } : field)),
    },
    columns: table.columns.map((column, index) => (isHoled(index) ? { ...column, valid } : column)),
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function spread(values: readonly number[]): number {
  const center = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - center) ** 2)))
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [centerA, centerB] = [mean(a), mean(b)]
  return mean(a.map((value, row) => (value - centerA) * (b[row]! - centerB))) / (spread(a) * spread(b))
}

function share(values: readonly number[], holds: (value: number, row: number) => boolean): number {
  return values.filter(holds).length / values.length
}
