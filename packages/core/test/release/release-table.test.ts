import type { Column, Field, NumericField, Table } from '@asdf/contract'
import { createTable, formatCsv, releaseTable, releaseTableInTurns } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const release = (table: Table, minimumRows = 5) => releaseTable(table, { minimumRows })

function tableOf(field: Field, column: Column): Table {
  return createTable({ fields: [field] }, [column])
}

const names: Field = {
  name: 'name',
  kind: 'categorical',
  role: 'feature',
  nullable: false,
  ordered: false,
  categories: [],
}

/** A column with so many rows of each category, in this order. */
function categories(counts: Readonly<Record<string, number>>, changes: Partial<typeof names> = {}): Table {
  const codes = Object.values(counts).flatMap((count, code) => Array<number>(count).fill(code))
  const field = { ...names, categories: Object.keys(counts), ...changes } as Field
  return tableOf(field, { kind: 'categorical', codes: Int32Array.from(codes) })
}

const amount: NumericField = {
  name: 'amount',
  kind: 'numeric',
  role: 'feature',
  nullable: true,
  integer: false,
  minimum: 0,
  maximum: 1e9,
}

function numbers(values: readonly number[], changes: Partial<NumericField> = {}): Table {
  const valid = Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1))
  const column = { kind: 'numeric', values: Float64Array.from(values), ...(valid.includes(0) && { valid }) } as const
  return tableOf({ ...amount, ...changes }, column)
}

function valuesOf({ columns: [column] }: Table): number[] {
  return column?.kind === 'numeric' || column?.kind === 'datetime' ? [...column.values] : []
}

function categoriesOf({
  schema: {
    fields: [field],
  },
}: Table): readonly string[] {
  return field?.kind === 'categorical' ? field.categories : []
}

describe('releaseTable: categories', () => {
  it('leaves a column of shared categories as it is', () => {
    const table = categories({ a: 5, b: 9 })
    expect(release(table)).toEqual({ table, warnings: [] })
  })

  it('merges rare categories into one that enough rows share', () => {
    const { table, warnings } = release(categories({ ann: 1, a: 9, bob: 4, b: 7, unseen: 0 }))
    expect(table.schema.fields[0]).toMatchObject({ categories: ['a', 'b', 'other'], nullable: false })
    expect(formatCsv(table).replaceAll('\n', ' ').trim()).toMatch(/^name other( a){9}( other){4}( b){7}$/)
    expect(warnings).toEqual(["column 'name' has 2 categories that fewer than 5 rows share, released as 'other'"])
  })

  it('releases a placeholder alone when every category is rare', () => {
    const pairs = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`name ${i}`, 2]))
    const { table } = release(categories(pairs))
    expect(table.schema.fields[0]).toMatchObject({ categories: ['other'] })
    expect(table.columns[0]).toEqual({ kind: 'categorical', codes: new Int32Array(40) })
  })

  it('gives too few rare rows the most frequent category, or null where that is common', () => {
    const few = release(categories({ a: 9, ann: 1, b: 20 }))
    expect(few.table.schema.fields[0]).toMatchObject({ categories: ['a', 'b'], nullable: false })
    expect(formatCsv(few.table)).not.toContain('ann')
    expect(few.warnings[0]).toMatch(/a category that fewer than 5 rows share, released as 'b', the most frequent one/)
    const whole = categories({ a: 9, ann: 1, b: 11 }, { nullable: true })
    const valid = Uint8Array.from({ length: 21 }, (_, row) => (row < 15 ? 1 : 0))
    const { table } = release({ ...whole, columns: [{ ...whole.columns[0]!, valid }] })
    expect(table.columns[0]!.valid).toEqual(valid.map((one, row) => (row === 9 ? 0 : one)))
  })

  it('takes rare values of an ordered column for the nearest shared one', () => {
    const { table } = release(categories({ low: 9, mild: 1, high: 9, severe: 3 }, { ordered: true }))
    expect(table.schema.fields[0]).toMatchObject({ categories: ['low', 'high'] })
    expect(formatCsv(table).match(/high/g)).toHaveLength(12)
  })

  it('names the placeholder so that it tells nothing of rare categories', () => {
    const nameOf = (counts: Readonly<Record<string, number>>) => categoriesOf(release(categories(counts)).table).at(-1)
    expect(nameOf({ other: 9, ann: 3, bob: 3 })).toBe('other (rare)')
    expect(nameOf({ a: 9, other: 3, bob: 3 })).toBe('other')
  })

  it('replaces a rare boolean by the other one', () => {
    const field: Field = { name: 'sick', kind: 'boolean', role: 'feature', nullable: false }
    const values = Uint8Array.from({ length: 30 }, (_, row) => (row === 7 ? 1 : 0))
    const { table, warnings } = release(tableOf(field, { kind: 'boolean', values }))
    expect(table.columns[0]).toEqual({ kind: 'boolean', values: new Uint8Array(30) })
    expect(warnings).toHaveLength(1)
  })

  it('keeps all categories with the schema of the training rows', () => {
    const table = categories({ ann: 1, a: 9 })
    expect(releaseTable(table, { minimumRows: 5, schema: 'training' })).toEqual({ table, warnings: [] })
  })
})

describe('releaseTable: numbers', () => {
  it('keeps tails on the step that most values there have, though one value lies off it', () => {
    const hundreds = Array.from({ length: 400 }, (_, i) => 100 * (110 + ((i * 37) % 390)))
    for (const sign of [1, -1]) {
      const values = [...hundreds, 30_057].map((value) => sign * value)
      const released = valuesOf(release(numbers(values, { integer: true })).table)
      expect(released.filter((value) => value % 100 !== 0)).toEqual([sign * 30_057])
      expect(released).not.toEqual(values)
    }
    const days = Array.from({ length: 300 }, (_, i) => 86_400_000 * (15_000 + ((i * 7) % 299)))
    const field = { name: 'day', kind: 'datetime', role: 'feature', nullable: false } as const
    const moments = { kind: 'datetime', values: Float64Array.of(...days, 15_100.3 * 86_400_000) } as const
    const dated = valuesOf(release(tableOf(field, moments)).table)
    expect(dated.filter((value) => value % 86_400_000 !== 0)).toEqual([15_100.3 * 86_400_000])
  })

  const even = Array.from({ length: 200 }, (_, i) => 100 + i / 2)

  it('smooths the outermost values, and rounds bounds outward', () => {
    const uneven = even.map((value, i) => value + 0.01 * ((i * 7) % 3))
    const { table } = release(numbers(uneven))
    const values = valuesOf(table)
    expect(values.slice(5, -5)).toEqual(uneven.slice(5, -5))
    for (const value of [...uneven.slice(0, 5), ...uneven.slice(-5)]) expect(values).not.toContain(value)
    const field = table.schema.fields[0] as NumericField
    expect([field.minimum, field.maximum]).toEqual([100, 200])
  })

  it('continues evenly spaced values as they are spaced', () => {
    const uneven = even.map((value, i) => value + 0.01 * ((i * 7) % 3))
    const values = valuesOf(release(numbers(uneven)).table)
    values.forEach((value, i) => expect(Math.abs(value - uneven[i]!)).toBeLessThan(0.1))
  })

  it('keeps numbers positive, and changes none but those at the ends', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 12, maxLength: 60 }), (steps) => {
        let sum = 0
        const sorted = steps.map((step) => (sum += step))
        const values = valuesOf(release(numbers(sorted)).table)
        expect(values.slice(5, -5)).toEqual(sorted.slice(5, -5))
        expect(values.every((value) => value > 0 && Number.isFinite(value))).toBe(true)
      }),
    )
  })

  it('forgets how far out a lone value lies', () => {
    const outlier = (value: number) => release(numbers([...even, value]))
    expect(outlier(987_654.321)).toEqual(outlier(123_456.789))
    expect(Math.max(...valuesOf(outlier(987_654.321).table))).toBeLessThan(210)
    expect(outlier(-987_654.321)).toEqual(outlier(-123_456.789))
  })

  it('forgets several lone values of a few rows', () => {
    const few = (scale: number) => release(numbers([...even, scale, 2 * scale, 3 * scale]))
    expect(few(1e6)).toEqual(few(5e6))
  })

  it('keeps an extreme that enough rows share, and cuts a few rows beyond one to it', () => {
    const capped = [...even, ...Array<number>(6).fill(500)]
    const top = (table: Table) => [Math.max(...valuesOf(table)), (table.schema.fields[0] as NumericField).maximum]
    expect(top(release(numbers(capped)).table)).toEqual([500, 500])
    expect(top(release(numbers([...capped, 512.5])).table)).toEqual([500, 500])
  })

  it('rounds away digits that too few rows have', () => {
    const { table } = release(numbers([...even.map(Math.floor), 137.77], { decimals: 2 }))
    expect(table.schema.fields[0]).toMatchObject({ decimals: 0 })
    expect(valuesOf(table).every(Number.isInteger)).toBe(true)
    const kept = release(numbers([...even, 137.77], { decimals: 2 }))
    expect(kept.table.schema.fields[0]).toMatchObject({ decimals: 1 })
  })

  it('stays on a grid and keeps the sign', () => {
    const steps = Array.from({ length: 200 }, (_, i) => 100 * (1 + (i % 90)))
    const values = valuesOf(release(numbers([...steps, 40_000], { integer: true })).table)
    expect(values.every((value) => value % 100 === 0 && value > 0)).toBe(true)
    const positive = Array.from({ length: 50 }, (_, i) => 0.001 * (i + 1) ** 3)
    expect(Math.min(...valuesOf(release(numbers(positive)).table))).toBeGreaterThan(0)
  })

  it('leaves no value of a column that hardly has any', () => {
    const { table, warnings } = release(numbers([1, 2, 3, ...Array<number>(20).fill(Number.NaN)]))
    expect(table.columns[0]!.valid).toEqual(new Uint8Array(23))
    expect(warnings[0]).toMatch(/'amount' has a value in 3 rows/)
  })

  it('spreads the values of very few rows evenly, whatever they are', () => {
    const values = valuesOf(release(numbers([101, 102, 103, 104, 105, 106, 107])).table)
    expect(values.reduce((sum, value) => sum + value, 0) / 7).toBeCloseTo(104)
    const outlier = (value: number) => release(numbers([1, 2, 3, 4, 5, 6, value]))
    expect(outlier(1e6)).toEqual(outlier(2e6))
  })

  it('smooths dates to days within four-digit years', () => {
    const day = 86_400_000
    const field: Field = { name: 'born', kind: 'datetime', role: 'feature', nullable: false, format: 'date' }
    const dates = Float64Array.from({ length: 100 }, (_, i) => day * (i === 3 ? -50_000 : 10_000 + 3 * i))
    const { table } = release(tableOf(field, { kind: 'datetime', values: dates }))
    const values = valuesOf(table)
    expect(values.every((value) => value % day === 0)).toBe(true)
    expect(Math.min(...values)).toBeGreaterThan(9000 * day)
  })

  it('smooths values but keeps bounds and digits with the schema of the training rows', () => {
    const table = numbers([...even, 987.654], { decimals: 3, maximum: 987.654 })
    const kept = releaseTable(table, { minimumRows: 5, schema: 'training' }).table
    expect(kept.schema).toEqual(table.schema)
    expect(Math.max(...valuesOf(kept))).toBeLessThan(210)
  })
})

describe('releaseTable: what it leaves alone', () => {
  it('leaves identifiers as they are, without their bounds', () => {
    const table = numbers([1, 2, 3, 4, 5, 6, 7, 8, 9, 1000], { role: 'identifier' })
    const released = release(table).table
    expect(released.columns).toEqual(table.columns)
    expect(released.schema.fields[0]).not.toHaveProperty('maximum')
  })

  it('leaves what cannot be read to the checks of the fit', () => {
    const infinite = numbers([1, 2, Infinity, 4, 5, 6])
    expect(release(infinite).table.columns).toEqual(infinite.columns)
    const stray = {
      ...categories({ a: 9, b: 1 }),
      columns: [{ kind: 'categorical', codes: Int32Array.of(7) }] as const,
    }
    expect(release(stray).table.columns).toEqual(stray.columns)
  })

  it('leaves everything when a single row is enough, and its input unchanged', () => {
    const table = categories({ ann: 1, a: 9 })
    const before = structuredClone(table)
    expect(release(table, 1).table).toBe(table)
    expect(release(table, 1).warnings.join()).toMatch(/values of single rows/)
    release(table)
    expect(table).toEqual(before)
  })

  it('refuses another schema than the two', () => {
    const wrong = { minimumRows: 5, schema: 'secret' as 'training' }
    expect(() => releaseTable(categories({ a: 9 }), wrong)).toThrow(/schema/)
  })
})

describe('a table released in turns', () => {
  it('is the one that is released at once', async () => {
    const table = numbers(Array.from({ length: 60 }, (_, row) => row ** 2))
    for (const options of [{ minimumRows: 1 }, { minimumRows: 5 }, { minimumRows: 5, schema: 'training' }] as const)
      expect(await releaseTableInTurns(table, options)).toEqual(releaseTable(table, options))
  })

  it('is given up with the reason of an abort', async () => {
    const reason = new Error('enough')
    const signal = AbortSignal.abort(reason)
    await expect(releaseTableInTurns(numbers([1, 2, 3, 4, 5, 6]), { minimumRows: 5, signal })).rejects.toBe(reason)
  })
})
