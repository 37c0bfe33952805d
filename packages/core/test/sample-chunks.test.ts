import type { FittedSynthesizer, Table } from '@asdf/contract'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { appendTables, createRng, formatCsv, parseCsv, sampleChunks } from '@asdf/core'
import { writeCsvFile } from '@asdf/core/node'
import { describe, expect, it } from 'vitest'

const { schema } = await parseCsv('id,key,day,"n\nm"\n1,a,2024-01-01,5\n2,b,2024-01-02,6\n', {
  roles: { id: 'identifier', key: 'identifier', day: 'identifier' },
  kinds: { key: 'text' },
})
const fields = schema.fields.map((field) => ({ ...field, nullable: true }))
const dayMilliseconds = 86_400_000

/** Rows with identifiers that count from 1, some of them null, and a random number. */
const fitted = {
  specVersion: 1,
  id: 'counter',
  schema: { fields },
  report: { steps: 1, warnings: [] },
  async sample(count: number, { seed }: { seed: number }): Promise<Table> {
    const rng = createRng(seed)
    const valid = Uint8Array.from({ length: count }, (_, row) => (row % 7 === 0 ? 0 : 1))
    const numbers = (step: number) =>
      Float64Array.from(valid, (bit, row) => (bit === 0 ? Number.NaN : 100 + row * step))
    const columns: Table['columns'] = [
      { kind: 'numeric', values: numbers(1), valid },
      { kind: 'text', values: Array.from(valid, (bit, row) => (bit === 0 ? '' : `synthetic-${row + 1}`)), valid },
      { kind: 'datetime', values: numbers(dayMilliseconds), valid },
      { kind: 'numeric', values: Float64Array.from(valid, () => Math.floor(rng.next() * 1000)) },
    ]
    return { schema: { fields }, rowCount: count, columns }
  },
  save: () => {
    throw new Error('not needed')
  },
} as unknown as FittedSynthesizer

async function chunks(count: number, seed = 3): Promise<Table[]> {
  const found: Table[] = []
  for await (const table of sampleChunks(fitted, count, { seed })) found.push(table)
  return found
}

describe('sampleChunks', () => {
  it('gives the rows of sample as long as they fit into one table', async () => {
    expect(await chunks(5000)).toEqual([await fitted.sample(5000, { seed: 3 })])
    expect(await chunks(0)).toEqual([await fitted.sample(0, { seed: 3 })])
  })

  it('begins with the same rows however many there are, and never repeats them', async () => {
    const many = await chunks(250_000)
    expect(many.map(({ rowCount }) => rowCount)).toEqual([100_000, 100_000, 50_000])
    const start = ({ columns }: Table) => (columns[3] as { values: Float64Array }).values.subarray(0, 50)
    expect(formatCsv(many[0]!) === formatCsv((await chunks(100_000))[0]!)).toBe(true)
    expect(start((await chunks(200_000))[1]!)).toEqual(start(many[1]!))
    expect(start(many[1]!)).not.toEqual(start(many[0]!))
    expect(start((await chunks(250_000, 4))[2]!)).not.toEqual(start(many[2]!))
  })

  it('counts identifiers and generated texts on, past nulls', async () => {
    const { columns } = appendTables(...((await chunks(250_000)) as [Table, Table, Table]))
    for (const column of columns.slice(0, 3)) {
      const { values } = column as { values: Float64Array | readonly string[] }
      const present = Array.from<unknown>(values).filter((_, row) => column.valid![row] === 1)
      expect(new Set(present).size).toBe(present.length)
    }
    expect(columns[1]).toMatchObject({ kind: 'text' })
    expect((columns[1] as { values: readonly string[] }).values[249_999]).toBe('synthetic-250000')
    expect((columns[0] as { values: Float64Array }).values[249_999]).toBe(250_099)
  })
})

it('parts of a table are written like the whole table, packed too, with progress to the last row', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'asdf-chunks-'))
  const parts = await chunks(250_000)
  const whole = formatCsv(appendTables(...(parts as [Table, Table, Table])))
  async function* iterate() {
    for (const part of parts) yield part
  }
  const steps: number[] = []
  await writeCsvFile(join(folder, 'a.csv'), iterate(), { onProgress: ({ step }) => steps.push(step) })
  await writeCsvFile(join(folder, 'a.csv.gz'), iterate())
  expect((await readFile(join(folder, 'a.csv'), 'utf8')) === whole).toBe(true)
  expect(gunzipSync(await readFile(join(folder, 'a.csv.gz'))).toString() === whole).toBe(true)
  expect(steps.at(-1)).toBe(250_000)
  await rm(folder, { recursive: true })
})
