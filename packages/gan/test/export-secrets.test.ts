import type { Column, Field, Table } from '@asdf/contract'
import { createRng, createTable } from '@asdf/core'
import { adaptive, ctgan, exportOnnx } from '@asdf/gan'
import { expect, it } from 'vitest'
import { smallNetworks } from './small.ts'

const rowCount = 300
const day = 86_400_000
/** What a single row holds: in texts, and in numbers as the file may hold them. */
const secretTexts = ['Lonesome Gulch', 'met at the lighthouse', 'case of the heir', '1803-05-01', '987654.32', '77077']
const early = Date.UTC(1803, 4, 1)
const secretNumbers = [987_654.32, 12.34, 98_765_432, 1234, 77_077, early, early / day]

function plantedTable(): Table {
  const rng = createRng(3)
  const draw = Array.from({ length: rowCount }, () => rng.next())
  const base = { role: 'feature', nullable: false } as const
  const wealth = draw.map((u, row) => (row === 7 ? 987_654.32 : row === 8 ? 12.34 : Math.round(1e5 * (1 + u)) / 100))
  const zip = draw.map((u, row) => (row === 9 ? 77_077 : 10_001 + 407 * Math.floor(12 * u)))
  const born = draw.map((u, row) => (row === 10 ? early : day * Math.floor(11_000 + 900 * u)))
  const note = draw.map((_, row) => (row === 11 ? 'met at the lighthouse' : `note ${row}`))
  const key = draw.map((_, row) => (row === 12 ? 'case of the heir' : `case ${row}`))
  const town = Int32Array.from(draw, (u, row) => (row === 13 ? 2 : u < 0.6 ? 0 : 1))
  const parts: readonly (readonly [Field, Column])[] = [
    [
      { ...base, name: 'wealth', kind: 'numeric', integer: false, decimals: 2, minimum: 12.34, maximum: 987_654.32 },
      { kind: 'numeric', values: Float64Array.from(wealth) },
    ],
    [
      { ...base, name: 'zip', kind: 'numeric', integer: true, minimum: 10_001, maximum: 77_077 },
      { kind: 'numeric', values: Float64Array.from(zip) },
    ],
    [
      { ...base, name: 'born', kind: 'datetime', format: 'date' },
      { kind: 'datetime', values: Float64Array.from(born) },
    ],
    [
      { ...base, name: 'note', kind: 'text' },
      { kind: 'text', values: note },
    ],
    [
      { ...base, name: 'key', kind: 'text', role: 'identifier' },
      { kind: 'text', values: key },
    ],
    [
      {
        ...base,
        name: 'town',
        kind: 'categorical',
        ordered: false,
        categories: ['Plainville', 'Riverside', 'Lonesome Gulch'],
      },
      { kind: 'categorical', codes: town },
    ],
  ]
  return createTable({ fields: parts.map(([field]) => field) }, parts.map(([, column]) => column)) // prettier-ignore
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : []
}

const options = { ...smallNetworks, epochs: 3, pack: 2 }

it.each([ctgan(options), adaptive(options)])(
  'what is exported of $id holds no value of a single row',
  async (synthesizer) => {
    const fitted = await synthesizer.fit(plantedTable(), { seed: 1 })
    const { model, sidecar } = exportOnnx(fitted)
    const bytes = Buffer.from(model)
    const text = `${JSON.stringify(sidecar)}${bytes.toString('latin1')}`
    expect(text).toContain('Plainville')
    for (const secret of secretTexts) expect(text.includes(secret), secret).toBe(false)
    const told = new Set(numbersIn(sidecar))
    for (const secret of secretNumbers) {
      expect(told.has(secret), `${secret} in the sidecar`).toBe(false)
      expect(bytes.includes(Buffer.from(Float64Array.of(secret).buffer)), `${secret} in the file`).toBe(false)
    }
  },
)
