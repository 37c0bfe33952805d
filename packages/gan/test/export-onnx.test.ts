import type { RunOptions, Table } from '@asdf/contract'
import type { FittedGan } from '@asdf/gan'
import { createRng, createTable } from '@asdf/core'
import { adaptive, ctgan, exportOnnx, gan, onnxInputs, wganGp } from '@asdf/gan'
import { mixedTable } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { differingShare, plainColumns, runExport } from './support/run-export.ts'

const tiny = { epochs: 1, batchSize: 40, pack: 4, generatorSizes: [16, 16], criticSizes: [16], noiseSize: 8 }
type Fit = (train: Table, run: RunOptions) => Promise<FittedGan>
const synthesizers: readonly (readonly [name: string, fit: Fit])[] = [
  ['gan', (train, run) => gan({ ...tiny, pack: 1 }).fit(train, run)],
  ['wganGp', (train, run) => wganGp({ ...tiny, pack: 1 }).fit(train, run)],
  ['ctgan', (train, run) => ctgan(tiny).fit(train, run)],
  ['adaptive', (train, run) => adaptive({ ...tiny, candidates: 1 }).fit(train, run)],
]
const table = mixedTable(200, 1, { nulls: 0.2, identifier: true })

describe.each(synthesizers)('an exported %s', (_, fit) => {
  it('gives the rows that sample makes, when it is fed with the same noise', async () => {
    const fitted = await fit(table, { seed: 1 })
    const exported = exportOnnx(fitted)
    // More than one batch and more than one part.
    for (const count of [5, 9000]) {
      const inputs = await onnxInputs(fitted, count, { seed: 2 })
      expect(Object.keys(inputs).sort()).toEqual(exported.sidecar.inputs.map(({ name }) => name).sort())
      const rows = await fitted.sample(count, { seed: 2 })
      const share = differingShare(await runExport(exported, inputs), plainColumns(rows, exported))
      // Sums in another order round differently, which now and then takes a cell over an edge.
      expect(share).toBeLessThan(0.001)
    }
  })

  it('is described by a sidecar of plain JSON, with the categories, what to draw, and what is left out', async () => {
    const { sidecar } = exportOnnx(await fit(table, { seed: 1 }))
    expect(JSON.parse(JSON.stringify(sidecar))).toEqual(sidecar)
    expect(sidecar.columns.map(({ name }) => name)).toEqual(table.schema.fields.map(({ name }) => name))
    const outcome = sidecar.columns.find(({ name }) => name === 'outcome')!
    expect(outcome.categories).toEqual(['common', 'middling', 'rare'])
    expect(sidecar.columns.filter(({ output }) => output === null).map(({ name }) => name)).toContain('key')
    expect(sidecar.notInGraph.join()).toMatch(/key/)
    for (const { shares } of sidecar.condition?.draw ?? []) {
      expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12)
    }
  })

  it('holds no training row', async () => {
    const numbers = Float64Array.from({ length: 100 }, (_, row) => Math.sin(row + 1) * 1e6)
    const lone: Table = createTable(
      { fields: [{ name: 'x', kind: 'numeric', role: 'feature', nullable: false, integer: false }] },
      [{ kind: 'numeric', values: numbers }],
    )
    const { model } = exportOnnx(await fit(lone, { seed: 1 }))
    const view = new DataView(model.buffer, model.byteOffset, model.byteLength)
    const held = new Set<number>()
    for (let at = 0; at + 8 <= model.length; at++) held.add(view.getFloat64(at, true))
    expect(Array.from(numbers).filter((value) => held.has(value))).toEqual([])
  })

  it('is refused when there is nothing to model', async () => {
    const key = mixedTable(20, 1, { kinds: [], identifier: true, outcome: 'feature' })
    const lone = { ...key, schema: { fields: key.schema.fields.slice(0, 1) }, columns: key.columns.slice(0, 1) }
    const fitted = await fit(lone, { seed: 1 })
    expect(() => exportOnnx(fitted)).toThrow(expect.objectContaining({ code: 'ASDF_UNSUPPORTED' }))
  })
})

describe('an exported adaptive', () => {
  it('moves modes as sample does where no column is a category, so that they come as often as in training', async () => {
    const fitted = await adaptive({ ...tiny, candidates: 1 }).fit(twoHeaps(400), { seed: 1 })
    expect(fitted.model.plan.conditions.kind).toBe('none')
    const exported = exportOnnx(fitted)
    const rows = await fitted.sample(2000, { seed: 2 })
    const found = await runExport(exported, await onnxInputs(fitted, 2000, { seed: 2 }))
    expect(differingShare(found, plainColumns(rows, exported))).toBeLessThan(0.001)
    const high = Array.from(found['x']!).filter((value) => value > 50).length
    expect(high / 2000).toBeGreaterThan(0.06)
    expect(high / 2000).toBeLessThan(0.14)
  })

  it('holds to the categories that its condition names, with the places that the sidecar tells', async () => {
    const fitted = await adaptive(tiny).fit(table, { seed: 1 })
    const exported = exportOnnx(fitted)
    const { columns, isExact } = exported.sidecar.condition!
    expect(isExact).toBe(true)
    const inputs = await onnxInputs(fitted, 50, { seed: 2 })
    const condition = inputs['condition']!
    const width = condition.data.length / 50
    const asked = columns.map(({ column, start, codes }) => ({ column, place: start + codes.length - 1, codes }))
    condition.data.fill(0)
    for (let row = 0; row < 50; row++) for (const { place } of asked) condition.data[row * width + place] = 1
    const found = await runExport(exported, inputs)
    for (const { column, codes } of asked) {
      const { categories } = exported.sidecar.columns.find(({ name }) => name === column)!
      const names = new Set(found[column]!.map((code) => (code < 0 ? null : categories![code])))
      expect([...names]).toEqual([codes.at(-1) === null ? null : codes.at(-1)![0]])
    }
  })

  it('says that picking rows out of candidates is left to sample', async () => {
    const { sidecar } = exportOnnx(await adaptive({ ...tiny, candidates: 5 }).fit(table, { seed: 1 }))
    expect(sidecar.notInGraph.join()).toMatch(/out of 5 candidates/)
  })
})

/** One column: nine tenths of the rows near 0, one tenth near 100. */
function twoHeaps(count: number): Table {
  const rng = createRng(3)
  const values = Float64Array.from({ length: count }, (_, row) => (row % 10 === 0 ? 100 : 0) + rng.next())
  const x = { name: 'x', kind: 'numeric', role: 'feature', nullable: false, integer: false } as const
  return createTable({ fields: [x] }, [{ kind: 'numeric', values }])
}
