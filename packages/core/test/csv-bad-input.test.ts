import type { CsvOptions } from '@asdf/core'
import { formatCsv, parseCsv } from '@asdf/core'
import { describe, expect, it } from 'vitest'

const path = 'people.csv'

async function failure(
  source: string | Uint8Array,
  options: CsvOptions = {},
): Promise<{ code: string; details: unknown; message: string }> {
  try {
    await parseCsv(source, { path, ...options })
  } catch (error) {
    return error as { code: string; details: unknown; message: string }
  }
  throw new Error('parseCsv accepted it')
}

describe('bad CSV text is refused with the line', () => {
  const cases: readonly [what: string, text: string | Uint8Array, line: number, message: RegExp][] = [
    ['an empty file', '', 0, /empty.*needs/],
    ['only blank lines', '\r\n\n', 0, /empty/],
    ['too few fields', 'a,b\n1,2\n\n3\n', 4, /row 2 should have 2 fields.*got 1/],
    ['too many fields', 'a,b\n1,"x\ny"\n1,2,3\n', 4, /row 2 should have 2 fields.*got 3/],
    ['a delimiter at the end of a row', 'a,b\n1,2,\n', 2, /got 3/],
    ['two columns of one name', '\na,b,a\n1,2,3\n', 2, /columns 1 and 3 are both named 'a'/],
    ['an open quote', 'a,b\n1,2\n3,"x\n4,y\n', 3, /opened here and never closed/],
    ['an open quote in the header', 'a,"b\n1,2\n', 1, /never closed/],
    ['text after a closing quote', 'a,b\n1,"x"y\n', 2, /text follows a closing quote/],
    ['Latin-1', Uint8Array.from([97, 10, 98, 10, 0xe9, 10]), 3, /not UTF-8.*option encoding/],
    ['Latin-1 in the header', Uint8Array.from([97, 0xe9, 10, 98, 10]), 1, /not UTF-8/],
    ['UTF-16 without a mark', Uint8Array.from([97, 0, 10, 0]), 0, /binary file, or UTF-16/],
    ['a workbook', Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0]), 0, /Excel/],
    ['a Parquet file', Uint8Array.from([0x50, 0x41, 0x52, 0x31, 21]), 0, /Parquet/],
    ['a binary file', Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), 0, /binary/],
  ]
  it.each(cases)('%s', async (_, text, line, message) => {
    const { code, details, message: received } = await failure(text)
    expect(code).toBe('ASDF_FILE_INVALID')
    expect(details).toEqual({ path, line })
    expect(received).toMatch(message)
    expect(received.startsWith(path)).toBe(true)
    expect(received).toMatch(/; \w+/)
  })

  it('a header alone has too few rows', async () => {
    const { code, details } = await failure('a,b\n')
    expect(code).toBe('ASDF_TOO_FEW_ROWS')
    expect(details).toEqual({ required: 1, received: 0 })
  })

  it('lines of nothing but delimiters are too few rows, and are named', async () => {
    const { code, message } = await failure(`a,b\n${',\n'.repeat(20)}`)
    expect(code).toBe('ASDF_TOO_FEW_ROWS')
    expect(message).toMatch(/lines of nothing but delimiters/)
  })
})

describe('bad values are refused with column and row', () => {
  const many = `n\n${'5\n'.repeat(2000)}`

  it.each(['inf', '-Infinity', '1e999', '"INF"'])('%s in a column of numbers', async (value) => {
    const { code, details, message } = await failure(`n,m\n1,2\n${value},4\n`)
    expect(code).toBe('ASDF_DATA_INVALID')
    expect(message).toMatch(/add its spelling to nulls/)
    expect(details).toEqual({ column: 'n', row: 2 })
  })

  it('infinite values after the rows that are looked at first', async () => {
    expect((await failure(`${many}1e999\n`)).details).toEqual({ column: 'n', row: 2001 })
    expect((await failure(`n\n1e999\n${'5\n'.repeat(2000)}`)).details).toEqual({ column: 'n', row: 1 })
  })

  it('a stray word among thousands of numbers, at any place, unless it is to be null or kept', async () => {
    for (const text of [`${many}abc\n`, `n\nabc\n${'5\n'.repeat(2000)}`]) {
      const row = text.endsWith('abc\n') ? 2001 : 1
      const { code, details, message } = await failure(text)
      expect(code).toBe('ASDF_DATA_INVALID')
      expect(details).toEqual({ column: 'n', row })
      expect(message).toMatch(/'abc' in a column of numbers.*nulls.*strays/)
      const asNull = await parseCsv(text, { strays: 'null' })
      expect(asNull.columns[0]!.kind).toBe('numeric')
      expect(asNull.columns[0]!.valid?.indexOf(0)).toBe(row - 1)
      const named = await parseCsv(text, { nulls: ['', 'abc'] })
      expect(named.columns).toEqual(asNull.columns)
      expect((await parseCsv(text, { strays: 'keep' })).schema.fields[0]).toMatchObject({
        kind: 'categorical',
        categories: ['5', 'abc'],
      })
    }
  })

  it('a single word among a hundred numbers is a stray, two are not, nor is one among fewer numbers', async () => {
    const numbers = Array.from({ length: 100 }, (_, i) => `${i / 2}`)
    const { details } = await failure(`n\n${[...numbers, '30+'].join('\n')}\n`)
    expect(details).toEqual({ column: 'n', row: 101 })
    for (const cells of [
      [...numbers, '30+', 'x'],
      [...numbers.slice(1), '30+'],
    ]) {
      expect((await parseCsv(`n\n${cells.join('\n')}\n`)).schema.fields[0]!.kind).toBe('text')
    }
  })

  it('a column that turns from numbers to words is read as what all its rows are', async () => {
    const numbers = Array.from({ length: 1500 }, (_, i) => `${i}`)
    const table = await parseCsv(`n\n${numbers.join('\n')}\n${'late\n'.repeat(100)}`)
    expect(table.schema.fields[0]!.kind).toBe('text')
    expect(table.columns[0]).toEqual({ kind: 'text', values: [...numbers, ...new Array<string>(100).fill('late')] })
  })

  it('a value that does not fit the schema', async () => {
    const { schema } = await parseCsv('n,whole,b,d,c\n1.5,1,yes,2020-01-01,x\n2.5,2,no,2020-01-02,y\n')
    const header = 'n,whole,b,d,c\n1,1,yes,2020-01-01,x\n'
    const cases = [
      ['n', 'abc,1,yes,2020-01-01,x'],
      ['n', '1e999,1,yes,2020-01-01,x'],
      ['n', ',1,yes,2020-01-01,x'],
      ['whole', '1,1.5,yes,2020-01-01,x'],
      ['b', '1,1,maybe,2020-01-01,x'],
      ['d', '1,1,yes,2020-02-30,x'],
      ['c', '1,1,yes,2020-01-01,z'],
      ['c', '1,1,yes,2020-01-01,'],
    ] as const
    for (const [column, row] of cases) {
      const { code, details } = await failure(`${header}${row}\n`, { schema })
      expect(code, row).toBe('ASDF_DATA_INVALID')
      expect(details, row).toEqual({ column, row: 2 })
    }
    const late = await failure(`n,whole,b,d,c\n${'1,1,yes,2020-01-01,x\n'.repeat(3000)}oops,1,yes,2020-01-01,x\n`, {
      schema,
    })
    expect(late.details).toEqual({ column: 'n', row: 3001 })
  })

  it('columns that the schema has not, and missing ones', async () => {
    const { schema } = await parseCsv('a,b\n1,2\n')
    for (const text of ['a\n1\n', 'a,b,c\n1,2,3\n']) {
      expect((await failure(text, { schema })).code).toBe('ASDF_SCHEMA_MISMATCH')
    }
  })

  it('options about columns that are not there, and options that contradict one another', async () => {
    expect((await failure('a\n1\n', { target: 'b' })).message).toMatch(/no column 'b'.*columns are a/)
    expect((await failure('a\n1\n', { roles: { b: 'weight' } })).code).toBe('ASDF_SCHEMA_MISMATCH')
    expect((await failure('a\n1\n', { kinds: { b: 'text' } })).code).toBe('ASDF_SCHEMA_MISMATCH')
    expect((await failure('a\n1\n', { target: 'a', schema: { fields: [] } })).code).toBe('ASDF_OPTION_INVALID')
    expect((await failure('a\n1\n', { delimiter: ':' as ',' })).code).toBe('ASDF_OPTION_INVALID')
    expect((await failure('a\nx\n', { kinds: { a: 'numeric' } })).details).toEqual({ column: 'a', row: 1 })
  })

  it('numbers that are not finite, moments without a year of four digits, and tables without columns are not written', () => {
    const field = { name: 'x', role: 'feature', nullable: false } as const
    const numeric = { schema: { fields: [{ ...field, kind: 'numeric', integer: false } as const] }, rowCount: 2 }
    expect(() =>
      formatCsv({ ...numeric, columns: [{ kind: 'numeric', values: Float64Array.of(1, Number.NaN) }] }),
    ).toThrow(expect.objectContaining({ code: 'ASDF_DATA_INVALID', details: { column: 'x', row: 2 } }))
    expect(() =>
      formatCsv({
        schema: { fields: [{ ...field, kind: 'datetime' }] },
        rowCount: 1,
        columns: [{ kind: 'datetime', values: Float64Array.of(1e15) }],
      }),
    ).toThrow(expect.objectContaining({ code: 'ASDF_DATA_INVALID', details: { column: 'x', row: 1 } }))
    expect(() => formatCsv({ schema: { fields: [] }, rowCount: 0, columns: [] })).toThrow(
      expect.objectContaining({ code: 'ASDF_SCHEMA_MISMATCH' }),
    )
  })
})

describe('odd but good columns', () => {
  it('all-null and constant columns are kept', async () => {
    const table = await parseCsv('empty,same,word\n,7,x\nNA,7,x\n?,7,x\n')
    expect(table.schema.fields.map((field) => field.kind)).toEqual(['text', 'numeric', 'categorical'])
    expect(table.columns[0]).toEqual({ kind: 'text', values: ['', '', ''], valid: Uint8Array.of(0, 0, 0) })
    expect(table.schema.fields[1]).toMatchObject({ integer: true, minimum: 7, maximum: 7 })
  })

  it('a column that is null in all rows that are looked at first may hold anything later', async () => {
    const table = await parseCsv(`a,b\n${',1\n'.repeat(3000)}word,1\n`)
    expect(table.schema.fields[0]).toMatchObject({ kind: 'categorical', categories: ['word'], nullable: true })
  })

  it('100,000 categories are text', async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => `c${i % 100_000},${i % 2 === 0 ? 'a' : 'b'}`)
    const table = await parseCsv(`many,few\n${rows.join('\n')}\n`)
    expect(table.schema.fields.map((field) => field.kind)).toEqual(['text', 'categorical'])
    expect(table.columns[0]).toMatchObject({ kind: 'text' })
    expect((table.columns[0] as unknown as { values: string[] }).values[123_456]).toBe('c23456')
  })
})
