import type { Column, Field, Table } from '@asdf/contract'
import { createTable, csvChunks, formatCsv, parseCsv } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDatetime, parseDatetime } from '../src/infer/datetime.ts'

const nasty = fc.constantFrom(
  '',
  '?',
  'NA',
  'N/A',
  'null',
  'NULL',
  'NaN',
  'nan',
  ' ',
  ' a',
  'a ',
  '\t',
  '"',
  '""',
  ',',
  ';',
  '\r',
  '\n',
  '\r\n',
  '\ufeff',
  '\u0000',
  '007',
  '-0',
  '1e999',
  'inf',
  'true',
  '2020-01-01',
  '#',
)
const text = fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 8 }), fc.string({ maxLength: 8 }))
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(-0, 0, 5e-324, -5e-324, Number.MAX_VALUE, 2 ** 53 + 2, 1e21, 1e-7, 0.1 + 0.2),
)
const day = 86_400_000

/** A field and its cells. */
interface Spec {
  readonly field: Field
  readonly cells: readonly unknown[]
  readonly valid: readonly boolean[]
}

function specs(rowCount: number): fc.Arbitrary<Spec> {
  const list = <T>(cell: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
    fc.array(cell, { minLength: rowCount, maxLength: rowCount })
  const base = { name: '', role: 'feature', nullable: true } as const
  const made = (field: Field, cells: readonly unknown[]): Omit<Spec, 'valid'> => ({ field, cells })
  const fields = fc.oneof(
    list(number).map((cells) => made({ ...base, kind: 'numeric', integer: cells.every(Number.isInteger) }, cells)),
    list(text).map((cells) => made({ ...base, kind: 'text' }, cells)),
    fc
      .uniqueArray(text, { minLength: 1, maxLength: 6 })
      .chain((categories) =>
        list(fc.nat({ max: categories.length - 1 })).map((cells) =>
          made({ ...base, kind: 'categorical', categories, ordered: false }, cells),
        ),
      ),
    fc
      .uniqueArray(text, { minLength: 2, maxLength: 2 })
      .chain(([no = '', yes = '']) =>
        list(fc.nat({ max: 1 })).map((cells) => made({ ...base, kind: 'boolean', labels: [no, yes] }, cells)),
      ),
    fc
      .constantFrom('datetime-space' as const, 'datetime-t' as const, 'datetime-zone' as const, undefined)
      .chain((format) =>
        list(fc.integer({ min: -60_000_000_000_000, max: 250_000_000_000_000 })).map((cells) =>
          made({ ...base, kind: 'datetime', ...(format !== undefined && { format }) }, cells),
        ),
      ),
    list(fc.integer({ min: -700_000, max: 2_900_000 })).map((days) =>
      made(
        { ...base, kind: 'datetime', format: 'date' },
        days.map((value) => value * day),
      ),
    ),
  )
  return fc.tuple(fields, list(fc.boolean())).map(([spec, valid]) => ({ ...spec, valid }))
}

const tables: fc.Arbitrary<Table> = fc.nat({ max: 8 }).chain((rowCount) =>
  fc
    .tuple(
      fc.array(specs(rowCount), { minLength: 1, maxLength: 5 }),
      fc.uniqueArray(
        text.filter((name) => name !== ''),
        { minLength: 5, maxLength: 5 },
      ),
    )
    .map(([made, names]) =>
      createTable(
        { fields: made.map(({ field }, index) => ({ ...field, name: names[index]! })) },
        made.map((spec) => columnOf(spec)),
      ),
    ),
)

function columnOf({ field, cells, valid }: Spec): Column {
  const bits = Uint8Array.from(valid, (bit) => (bit ? 1 : 0))
  const rest = bits.includes(0) ? { valid: bits } : {}
  const filled = (whenNull: number): number[] =>
    cells.map((cell, row) => (valid[row] === true ? (cell as number) : whenNull))
  switch (field.kind) {
    case 'numeric':
    case 'datetime':
      return { kind: field.kind, values: Float64Array.from(filled(Number.NaN)), ...rest }
    case 'categorical':
      return { kind: 'categorical', codes: Int32Array.from(filled(-1)), ...rest }
    case 'boolean':
      return { kind: 'boolean', values: Uint8Array.from(filled(0)), ...rest }
    case 'text':
      return { kind: 'text', values: cells.map((cell, row) => (valid[row] === true ? (cell as string) : '')), ...rest }
    default:
      throw new TypeError(`no CSV file holds ${field.kind}`)
  }
}

describe('a table comes back from its CSV text', () => {
  it('exactly, with its schema: any texts, numbers, categories, labels, moments and nulls', async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.constantFrom(',', ';', '\t', '|'), async (table, delimiter) => {
        const csv = formatCsv(table, { delimiter })
        expect(await parseCsv(csv, { schema: table.schema, delimiter })).toEqual(table)
      }),
      { numRuns: 600 },
    )
  })

  it('a table that was inferred is inferred again from what is written', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        fc.pre(table.rowCount > 0)
        // Arbitrary names may be numbers, or values of their columns.
        const options = { delimiter: ',', header: true } as const
        const once = await parseCsv(formatCsv(table), options).catch(() => undefined)
        fc.pre(once !== undefined)
        const again = await parseCsv(formatCsv(once), options)
        // Where a row of empty cells had to have an NA, that is how the column spells null from then on.
        const fields = again.schema.fields.map((field, i) => ({ ...field, nullText: once.schema.fields[i]!.nullText }))
        expect(fields).toEqual(once.schema.fields)
        expect(again.columns).toEqual(once.columns)
      }),
      { numRuns: 300 },
    )
  })

  it('however a null is spelled', async () => {
    const table = await parseCsv('a,b\n1,x\nNA,?\n')
    for (const spelling of ['', '?', 'NA', 'NaN']) {
      const csv = formatCsv(table, { null: spelling })
      expect(csv).toBe(`a,b\n1,x\n${spelling},${spelling}\n`)
      expect(await parseCsv(csv, { schema: table.schema })).toEqual(table)
    }
    expect(() => formatCsv(table, { null: '-' })).toThrow(expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }))
  })

  it('a column of its own writes nulls as NA, because an empty line is no row', async () => {
    const table = await parseCsv('a\n1\nNA\n')
    expect(formatCsv(table)).toBe('a\n1\nNA\n')
    expect(() => formatCsv(table, { null: '' })).toThrow(expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }))
  })

  it('in pieces as in one', async () => {
    const table = await parseCsv(`a,b\n${Array.from({ length: 30_000 }, (_, i) => `${i / 3},w${i % 9}`).join('\n')}`)
    const chunks = [...csvChunks(table)]
    expect(chunks.length).toBeGreaterThan(3)
    expect(chunks.join('')).toBe(formatCsv(table))
    expect(await parseCsv(formatCsv(table))).toEqual(table)
  })
})

describe('datetimes', () => {
  it('come back from text to the microsecond', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -2_000_000_000_000, max: 4_000_000_000_000 }),
        fc.nat({ max: 999 }),
        fc.constantFrom('datetime-space', 'datetime-t', 'datetime-zone'),
        (milliseconds, micros, format) => {
          const written = formatDatetime(milliseconds + micros / 1000, format)
          const parsed = parseDatetime(written)!
          expect(parsed.format).toBe(format)
          expect(formatDatetime(parsed.value, format)).toBe(written)
          expect(Math.abs(parsed.value - milliseconds - micros / 1000)).toBeLessThan(5e-4)
        },
      ),
    )
  })

  it('respect zones, leap years and midnight', () => {
    expect(parseDatetime('2024-02-29 23:59:59.5')).toEqual({
      value: Date.UTC(2024, 1, 29, 23, 59, 59, 500),
      format: 'datetime-space',
    })
    expect(parseDatetime('2024-01-01T00:30:00+02:00')).toEqual({
      value: Date.UTC(2023, 11, 31, 22, 30),
      format: 'datetime-zone',
    })
    expect(parseDatetime('2024-01-01 00:30:00-0530')!.value).toBe(Date.UTC(2024, 0, 1, 6))
    expect(parseDatetime('0044-03-15')!.value).toBe(new Date(0).setUTCFullYear(44, 2, 15))
    expect(formatDatetime(parseDatetime('0044-03-15')!.value, 'date')).toBe('0044-03-15')
    for (const bad of [
      '2023-02-29',
      '2024-13-01',
      '2024-01-01 24:00:00',
      '2024-01-01T12:60',
      '2024-1-1',
      '01/02/2024',
      '20240101',
      '2024-01-01Z',
    ]) {
      expect(parseDatetime(bad), bad).toBeUndefined()
    }
  })
})
