import type { Artifact, Schema, Table } from '@asdf/contract'
import { cellsOf, columnOf, createRng, parseCsv } from '@asdf/core'
import { adaptive, ctgan, gan } from '@asdf/gan'
import { onnxEngine } from '@asdf/nn/onnx'
import { checkFitsSchema } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { smallNetworks } from './small.ts'
import { orders } from './tables.ts'

const options = { ...smallNetworks, epochs: 1, batchSize: 100 }

/** 1,500 visits: 250 wards, of which the first has a third of the rows; a fifth of the ranks is not known. */
async function visits(): Promise<Table> {
  const rng = createRng(3)
  const lines = Array.from({ length: 1500 }, (_, row) => {
    const ward = row % 3 === 0 ? 0 : 1 + ((row - Math.floor(row / 3)) % 249)
    const rank = rng.next() < 0.2 ? '' : 1 + Math.floor(3 * rng.next())
    return `w${ward},2024-05-0${1 + (row % 4)},${rank},${rng.next() < 0.3}`
  })
  return parseCsv(['ward,day,rank,again', ...lines].join('\n'), { target: 'again', kinds: { ward: 'categorical' } })
}

describe.each([
  ['adaptive', adaptive(options)],
  ['ctgan', ctgan(options)],
  ['gan', gan(options)],
] as const)('%s', (_, synthesizer) => {
  it('gives rows of a day, of a rank that can be null, and of one of 250 wards', async () => {
    const table = await visits()
    const model = await synthesizer.fit(table, { seed: 1, schema: 'training' })
    const days = await model.sample(8, { seed: 2, where: { day: '2024-05-03' } })
    expect(valuesOf(days, 'day')).toEqual(new Array(8).fill(Date.UTC(2024, 4, 3)))
    const ranks = await model.sample(8, { seed: 2, where: { rank: 2 } })
    expect(valuesOf(ranks, 'rank')).toEqual(new Array(8).fill(2))
    expect(columnOf(ranks, 'rank').valid?.includes(0) ?? false).toBe(false)
    // A ward that many rows have, and one of those that share a place in the rows of the networks.
    for (const ward of ['w0', 'w200']) {
      const wards = await model.sample(8, { seed: 2, where: { ward } })
      expect(valuesOf(wards, 'ward')).toEqual(new Array(8).fill(wardCode(table.schema, ward)))
    }
  })
})

describe('adaptive', () => {
  it.each([undefined, 'price'])('is fitted and asked for categories where the target is %s', async (target) => {
    const { schema, ...rest } = await orders(200)
    const fields = schema.fields.map(
      (field) => ({ ...field, role: field.name === target ? 'target' : 'feature' }) as const,
    )
    const model = await adaptive(options).fit({ ...rest, schema: { fields } }, { seed: 1 })
    const rows = await model.sample(20, { seed: 2, where: { plan: 'pro', loyal: false } })
    checkFitsSchema(rows)
    expect(valuesOf(rows, 'loyal')).toEqual(new Array(20).fill(0))
    expect(valuesOf(rows, 'seats')).toEqual(new Array(20).fill(4))
    expect(await adaptive.load(model.save(), { engine: options.engine }).sample(9, { seed: 3 })).toEqual(
      await model.sample(9, { seed: 3 }),
    )
  })

  it('makes the same rows on one thread and on two', async () => {
    const rows: Table[] = []
    for (const threads of [1, 2]) {
      const engine = onnxEngine({ threads })
      const model = await adaptive({ ...options, engine }).fit(await orders(200), { seed: 1 })
      rows.push(await model.sample(50, { seed: 2 }))
      await engine.close()
    }
    expect(rows[1]).toEqual(rows[0])
  })

  it('loads no model whose classifiers that pick rows are missing, or others', async () => {
    const saved = (await adaptive(options).fit(await orders(200), { seed: 1 })).save()
    const { candidates, judges } = saved.state['acceptance'] as unknown as Picking
    expect(Object.keys(judges)).toEqual(['rows', 'realClass', 'madeClass'])
    const { rows, realClass, ...others } = judges
    for (const wrong of [{}, { realClass, ...others }, { rows, realClass }, { ...judges, more: rows }]) {
      const state = { ...saved.state, acceptance: { candidates, judges: wrong } } as unknown as Artifact['state']
      expect(() => adaptive.load({ ...saved, state })).toThrow(
        expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID' }),
      )
    }
    expect(adaptive.load(saved, { engine: options.engine }).report.steps).toBeGreaterThan(0)
  })
})

interface Picking {
  readonly candidates: number
  readonly judges: Readonly<Record<string, object>>
}

function valuesOf(table: Table, name: string): readonly number[] {
  const column = columnOf(table, name)
  if (column.kind === 'text') return []
  return Array.from<number>(cellsOf(column))
}

function wardCode({ fields: [ward] }: Schema, name: string): number {
  return ward?.kind === 'categorical' ? ward.categories.indexOf(name) : -1
}
