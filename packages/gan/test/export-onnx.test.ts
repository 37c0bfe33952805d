import { describe, expect, it } from 'vitest'
import { createTable } from '@asdf/core'
import type { Table } from '@asdf/contract'
import { mixedTable } from '@asdf/testkit'
import { ctgan, exportOnnx, onnxInputs } from '@asdf/gan'
import { differingShare, plainColumns, runExport } from './support/run-export.ts'

const tiny = { epochs: 1, batchSize: 40, pack: 4, generatorSizes: [16, 16], criticSizes: [16], noiseSize: 8 }
const table = mixedTable(200, 1, { nulls: 0.2, identifier: true })

describe.each([['ctgan', ctgan]] as const)('an exported %s', (_, factory) => {
  it('gives the rows that sample makes, when it is fed with the same noise', async () => {
    const fitted = await factory(tiny).fit(table, { seed: 1 })
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
    const { sidecar } = exportOnnx(await factory(tiny).fit(table, { seed: 1 }))
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
    const { model } = exportOnnx(await factory(tiny).fit(lone, { seed: 1 }))
    const view = new DataView(model.buffer, model.byteOffset, model.byteLength)
    const held = new Set<number>()
    for (let at = 0; at + 8 <= model.length; at++) held.add(view.getFloat64(at, true))
    const bounds = [Math.min(...numbers), Math.max(...numbers)]
    expect(
      Array.from(numbers)
        .filter((value) => held.has(value))
        .sort((a, b) => a - b),
    ).toEqual(bounds)
  })

  it('is refused when there is nothing to model', async () => {
    const key = mixedTable(20, 1, { kinds: [], identifier: true, outcome: 'feature' })
    const lone = { ...key, schema: { fields: key.schema.fields.slice(0, 1) }, columns: key.columns.slice(0, 1) }
    const fitted = await factory(tiny).fit(lone, { seed: 1 })
    expect(() => exportOnnx(fitted)).toThrow(expect.objectContaining({ code: 'ASDF_UNSUPPORTED' }))
  })
})
