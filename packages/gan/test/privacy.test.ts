import type { Artifact, Table } from '@asdf/contract'
import { encodeArtifact, formatCsv, headRows, parseCsv } from '@asdf/core'
import { adaptive, ctgan } from '@asdf/gan'
import { mixedTable } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { smallNetworks } from './small.ts'

const options = { ...smallNetworks, epochs: 5, pack: 2 }

/** Whether the bytes hold the values of a row's numbers one after the other, as doubles or as floats. */
function holdsRow(bytes: Buffer, table: Table, row: number): boolean {
  const numbers = table.columns.flatMap((column) => (column.kind === 'numeric' ? [column.values[row]!] : []))
  return [Float64Array, Float32Array].some((type) => {
    const wanted = type.from(numbers)
    return bytes.includes(Buffer.from(wanted.buffer))
  })
}

/** All numbers of an artifact, in its arrays and in its JSON. */
function numbersOf({ arrays, state }: Artifact): Set<number> {
  const numbers = new Set<number>()
  for (const { data } of Object.values(arrays)) for (const one of data) numbers.add(Number(one))
  JSON.stringify(state, (_, value: unknown) => {
    if (typeof value === 'number') numbers.add(value)
    return value
  })
  return numbers
}

/** Fractions that a single row has, but for the smallest and the largest of each column, which bound what is made. */
function ownValues(table: Table): number[] {
  return table.columns.flatMap((column) => {
    if (column.kind !== 'numeric') return []
    const ordered = [...column.values].sort((a, b) => a - b)
    return ordered
      .slice(1, -1)
      .filter((value, i) => !Number.isInteger(value) && value !== ordered[i] && value !== ordered[i + 2])
  })
}

/** The table with fractions of so many digits that a model holds one of them by chance hardly ever. */
function withLongFractions(table: Table): Table {
  const columns = table.columns.map((column) => {
    if (column.kind !== 'numeric' || column.values.every(Number.isInteger)) return column
    return { ...column, values: column.values.map((value, row) => value + (row + 1) * Math.PI * 1e-5) }
  })
  return { ...table, columns }
}

describe.each([
  ['ctgan', ctgan(options)],
  ['adaptive', adaptive(options)],
])('a saved %s', (_, synthesizer) => {
  it('holds no training row, no identifier and no text, nor does a checkpoint', async () => {
    const train = withLongFractions(mixedTable(200, 1, { identifier: true }))
    const saved: Artifact[] = []
    const model = await synthesizer.fit(train, { seed: 1, checkpointEvery: 5, onCheckpoint: (one) => saved.push(one) })
    saved.push(model.save())
    expect(saved).toHaveLength(2)
    const lines = formatCsv(headRows(train, 200)).trim().split('\n').slice(1)
    const own = ownValues(train)
    expect(own.length).toBeGreaterThan(100)
    for (const artifact of saved) {
      const numbers = numbersOf(artifact)
      expect(own.filter((value) => numbers.has(value) || numbers.has(Math.fround(value)))).toEqual([])
      const bytes = Buffer.from(encodeArtifact(artifact))
      for (let row = 0; row < 200; row++) {
        expect(holdsRow(bytes, train, row)).toBe(false)
        expect(bytes.includes(lines[row]!)).toBe(false)
        expect(bytes.includes(`key ${row}"`)).toBe(false)
      }
      expect(bytes.includes('note ')).toBe(false)
    }
  })
})

const ceoSalary = 28_654.25

/** 200 people; how many of them are a ceo, whose salary nobody else has and some are below and above. */
function staff(ceos: number): Promise<Table> {
  const lines = Array.from({ length: 200 }, (_, row) => {
    const job = row < ceos ? 'ceo' : row % 2 === 0 ? 'clerk' : 'cook'
    const salary = { ceo: ceoSalary, clerk: 30_000.5, cook: 25_000.75 }[job]
    return `${job},${salary},${row % 7},${row % 3 === 0 ? 'yes' : 'no'}`
  })
  return parseCsv(['job,salary,years,left', ...lines].join('\n'), { target: 'left' })
}

describe('a column that another determines', () => {
  const synthesizer = adaptive({ ...options, epochs: 1 })

  it.each([1, 4])('is not looked up when %i rows would give their cell to a category', async (ceos) => {
    const { model, save } = await synthesizer.fit(await staff(ceos), { seed: 1 })
    expect(model.dependents).toEqual([])
    // Transforms count in the units of a column, here hundredths.
    const numbers = numbersOf(save())
    expect([ceoSalary, 100 * ceoSalary].filter((one) => numbers.has(one))).toEqual([])
  })

  it('is looked up when 5 rows share the cell of the rarest category', async () => {
    const model = await synthesizer.fit(await staff(5), { seed: 1 })
    expect(model.model.dependents).toHaveLength(1)
    expect(numbersOf(model.save()).has(ceoSalary)).toBe(true)
  })
})
