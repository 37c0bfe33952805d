import type { CsvOptions } from '@asdf/core'
import { Readable } from 'node:stream'
import { formatCsv, parseCsv } from '@asdf/core'
import { readCsvFile } from '@asdf/core/node'
import { describe, expect, it } from 'vitest'

/** A line for each of some rows. */
function lines(line: (i: number) => string, count = 12): string {
  return Array.from({ length: count }, (_, i) => `${line(i + 1)}\n`).join('')
}

async function read(text: string | Uint8Array, options: CsvOptions = {}) {
  const remarks: string[] = []
  const table = await parseCsv(text, { ...options, onRemark: ({ message }) => remarks.push(message) })
  return {
    table,
    names: table.schema.fields.map(({ name }) => name),
    rows: table.rowCount,
    remarks: remarks.join('\n'),
  }
}

const failure = (text: string | Uint8Array, options: CsvOptions = {}) =>
  parseCsv(text, { path: 'f.csv', ...options }).then(
    () => 'accepted',
    (error: Error) => error.message,
  )

const abc = (i: number) => `${i},${i * 1.5},${'pq'[i % 2]}`

describe('a table is read from within its file, with a remark on what was left out', () => {
  type Case = readonly [what: string, text: string, names: string, rows: number, remark: RegExp]
  const cases: readonly Case[] = [
    ['sep= of Excel', `\ufeffsep=;\r\nid;x\r\n1;2,5\r\n2;3,5\r\n`, 'id|x', 2, /^$/],
    ['comments', `# exported 2024\n# by tool, again\n${'id,x,y'}\n${lines(abc)}`, 'id|x|y', 12, /2 lines of comments/],
    ['a header in a comment', `# by tool\n# id,x,y\n${lines(abc)}`, '# id|x|y', 12, /1 line of comments/],
    ['a header that begins with #', `#,x,y\n${lines(abc)}`, '#|x|y', 12, /^$/],
    ['lines above the header', `Report of May\nid,x,y\n${lines(abc)}`, 'id|x|y', 12, /1 line above.*line 2/],
    ['the same, padded', `Report,,\n,,\nid,x,y\n${lines(abc)}`, 'id|x|y', 12, /2 lines above.*line 3/],
    [
      'World Bank',
      `"Data Source","WDI",\n\n"Last Updated","2024-03-28",\n\n"Name","Code","1960","1961",\n${lines((i) => `"C${i}","c${i}","${i}","${i * 2}",`)}`,
      'Name|Code|1960|1961',
      12,
      /2 lines above the header, which is line 5\nleft out column 5/,
    ],
    [
      'Google Trends',
      `Category: All\n\nWeek,a: (US)\n${lines((i) => `2024-01-0${i % 9},${i}`)}`,
      'Week|a: (US)',
      12,
      /1 line/,
    ],
    [
      'a bank statement',
      `Konto:;DE12\nZeitraum:;Mai\n\nTag;Betrag;Text\n${lines((i) => `0${i % 9}.05.2024;-${i},50;x`)}`,
      'Tag|Betrag|Text',
      12,
      /2 lines/,
    ],
    [
      'a delimiter at the end of all lines',
      `id,x,y,\n${lines((i) => `${abc(i)},`)}`,
      'id|x|y',
      12,
      /column 4, which has neither/,
    ],
    [
      'a delimiter at the end of rows',
      `id,x,y\n${lines((i) => `${abc(i)},`)}`,
      'id|x|y',
      12,
      /column 4, which has neither/,
    ],
    ['a delimiter at the end of the header', `id,x,y,\n${lines(abc)}`, 'id|x|y', 12, /^$/],
    [
      'padding of a spreadsheet',
      `id,x,y,,\n${lines((i) => `${abc(i)},,`)},,,,\n,,,,\n`,
      'id|x|y',
      12,
      /2 lines of nothing but delimiters\nleft out columns 4, 5/,
    ],
    ['DOS end of text', `id,x,y\n${lines(abc)}\u001a`, 'id|x|y', 12, /^$/],
    ['DOS end of text with a line end', `id,x,y\n${lines(abc)}\u001a\r\n`, 'id|x|y', 12, /^$/],
    [
      'blanks between cells',
      `id  x    y\n${lines((i) => `  ${i}   ${i * 1.5}  p `)}`,
      'id|x|y',
      12,
      /separated by blanks/,
    ],
    [
      'blanks and one tab',
      `a  b  c\td\n${lines((i) => `${i}   8  9\t"n ${i}"`)}`,
      'a|b|c|d',
      12,
      /separated by blanks/,
    ],
    [
      'row names of R',
      `"x" "y"\n${lines((i) => `"${i}" ${i * 1.5} "p q"`)}`,
      'column1|x|y',
      12,
      /column 1 has no name/,
    ],
    [
      'row names of R, with commas',
      `"x","y"\n${lines((i) => `"car ${i}",${i * 1.5},p`)}`,
      'column1|x|y',
      12,
      /'column1'/,
    ],
    [
      'an index of pandas',
      `,x,y\n${lines((i) => abc(i))}`,
      'column1|x|y',
      12,
      /column 1 has no name and is called 'column1'/,
    ],
    [
      'a preamble as wide as the rows',
      `Account:,123,,\nPeriod:,2024,,\n\nDate,Text,Debit,Credit\n${lines((i) => `1 Jan 2024,${'pq'[i % 2]},${i}.5,`)}`,
      'Date|Text|Debit|Credit',
      12,
      /left out 2 lines above the header, which is line 4/,
    ],
    ['psql', ` id | x\n----+---\n${lines((i) => ` ${i} | ${i * 2}`)}(12 rows)\n\n`, 'id|x', 12, /\(12 rows\)/],
    [
      'MySQL',
      `+----+---+\n| id | x |\n+----+---+\n${lines((i) => `| ${i} | ${i * 2} |`)}+----+---+\n`,
      'id|x',
      12,
      /columns 1, 4/,
    ],
    ['sqlcmd', `id,x,y\n--,-,-\n${lines(abc)}\n(12 rows affected)\n`, 'id|x|y', 12, /12 rows affected/],
    ['Markdown', `| id | x |\n|---:|---|\n${lines((i) => `| ${i} | ${i * 2} |`)}`, 'id|x', 12, /columns 1, 4/],
    ['notes below', `id,x,y\n${lines(abc)}\nSource: Office\nNote: estimates\n`, 'id|x|y', 12, /Source: Office/],
    ['totals in a column of numbers', `id,x,y\n${lines(abc)}Total,12,\n`, 'id|x|y', 12, /totals: Total, 12/],
    [
      'totals in a column of months',
      `Monat;Umsatz\n${lines((i) => `${['Mrz', 'Apr', 'Mai'][i % 3]} ${2000 + i};${i}`)}Gesamt;99\n`,
      'Monat|Umsatz',
      12,
      /totals: Gesamt, 99/,
    ],
    ['totals that are sums', 'region,sales\nNorth,5\nSouth,6\nEast,7\nTotal,18\n', 'region|sales', 3, /totals/],
  ]
  it.each(cases)('%s', async (_, text, names, rows, remark) => {
    const found = await read(text)
    expect([found.names.join('|'), found.rows, found.remarks]).toEqual([names, rows, expect.stringMatching(remark)])
    // However the bytes arrive.
    const bytes = new TextEncoder().encode(text)
    const pieces = Array.from({ length: bytes.length }, (_one, i) => bytes.subarray(i, i + 1))
    expect(await parseCsv(Readable.from(pieces))).toEqual(found.table)
  })

  it('notes and totals below many rows, at any place in the pieces of a stream', async () => {
    const text = `id,x,y\n${lines((i) => `${i * 7},${i},p`, 40_000)}Total,1,\nSource: Office\n`
    const pieces = [text.slice(0, 300_000), text.slice(300_000, -20), text.slice(-20, -3), text.slice(-3)]
    const whole = await read(text)
    expect([whole.rows, whole.remarks]).toEqual([
      40_000,
      'left out what follows the last row: Source: Office\nleft out the last row, which holds totals: Total, 1',
    ])
    expect(await readCsvFile(Readable.from(pieces))).toEqual(whole.table)
  })

  it('keeps a last row that only may hold totals, and says so', async () => {
    const { rows, remarks } = await read('plan,price\nBasic,5\nPro,6\nMax,7\nTotal,9\n')
    expect([rows, remarks]).toEqual([4, 'the last row may hold totals: Total, 9; remove it if so'])
  })

  it('a first row of words is no header below one that lacks names', async () => {
    for (const text of [
      `,name,score\na,Bob,absent\n${lines((i) => `p,Ann,${i}`)}`,
      `,,score,name\na,Bob,no,X\n${lines((i) => `p,q,${i},Y`)}`,
    ])
      expect((await read(text)).rows).toBe(13)
  })

  it('notes and totals below the rows are left out with a schema as well, unless they fit it', async () => {
    const plain = `id,x,y\n${lines(abc)}`
    const { table } = await read(plain)
    const { schema } = table
    const withTotals = `${plain}Total,12,\n\nSource: Office\n`
    const found: string[] = []
    const onRemark = ({ message }: { message: string }) => void found.push(message)
    expect(await parseCsv(withTotals, { schema, onRemark })).toEqual(table)
    expect(found).toEqual([
      'left out what follows the last row: Source: Office',
      'left out the last row, which holds totals: Total, 12',
    ])
    const texts = { fields: [{ name: 'a', kind: 'text', role: 'feature', nullable: true }, schema.fields[1]!] } as const
    const fitting = 'a,x\np,1\nq,2\nr,3\nTotal,6\n'
    expect((await parseCsv(fitting, { schema: texts, onRemark })).rowCount).toBe(4)
    expect(found.at(-1)).toBe('the last row may hold totals: Total, 6; remove it if so')
  })

  it('rows without any value are kept with a schema, and are read again as they are written', async () => {
    const table = await parseCsv('a,b\n1,x\nNA,NA\n2,y\n')
    expect(table.rowCount).toBe(3)
    expect(formatCsv(table)).toBe('a,b\n1,x\nNA,NA\n2,y\n')
    const schema = { fields: table.schema.fields.map(({ nullText: _, ...field }) => field) }
    const plain = await parseCsv('a,b\n1,x\n,\n2,y\n', { schema })
    expect(formatCsv(plain)).toBe('a,b\n1,x\nNA,\n2,y\n')
    expect(await parseCsv(formatCsv(plain), { schema })).toEqual(plain)
    expect((await parseCsv('a,b\n1,x\n,\n2,y\n', { schema: table.schema })).rowCount).toBe(3)
  })

  it('names of columns that would be comments or delimiters are written in quotes', async () => {
    for (const name of ['#', '# a', 'sep=;']) {
      const table = await parseCsv(`"${name}",b\n1,x\n2,y\n`)
      expect(formatCsv(table)).toBe(`"${name}",b\n1,x\n2,y\n`)
      expect(await parseCsv(formatCsv(table))).toEqual(table)
    }
  })

  it('unnamed columns whose values all differ name the row, in any order', async () => {
    const { table } = await read(`,x\n${lines((i) => `${(i * 5) % 13},p`)}`)
    expect(table.schema.fields[0]).toMatchObject({ name: 'column1', kind: 'numeric', role: 'identifier' })
    const named = await read(`,x,column1\n${lines((i) => `${i},p,${i % 3}`)}`)
    expect(named.names).toEqual(['column1_2', 'x', 'column1'])
  })
})

describe('a file without a header', () => {
  const headless: readonly (readonly [what: string, text: string])[] = [
    ['of numbers and classes', lines((i) => `${i * 1.7},${i % 4}.5,Iris-${'ab'[i % 2]}`)],
    ['of numbers', lines((i) => `${i * 1.7},${i % 4}.5`)],
    ['of letters', lines((i) => [...'abcdef'].map((_, c) => 'pqr'[(i * (c + 3)) % 3]).join(','))],
    ['with blanks around cells', lines((i) => `${i + 20}, State, ${i * 77}, ${'<>'[i % 2]}50K`)],
    ['of dates', lines((i) => `2024-01-${10 + i},${i / 7}`)],
    ['of names', lines((i) => `Person ${i},${i + 20}`)],
    ['separated by blanks', lines((i) => `${i}.0   8  ${i * 3}.5   "car ${i}"`)],
  ]
  it.each(headless)('%s is refused with a way to read it, which works', async (_, text) => {
    expect(await failure(text)).toMatch(/^f\.csv, line 1: the first line looks like values.*header: false.*--header\)/)
    const { table, names, rows } = await read(text, { header: false })
    expect([names, rows]).toEqual([table.columns.map((_column, i) => `column${i + 1}`), 12])
    expect((await read(text, { header: true, duplicates: 'number' })).rows).toBe(11)
    expect((await read(text, { header: false, schema: table.schema })).table).toEqual(table)
  })

  const headed: readonly (readonly [what: string, text: string])[] = [
    ['years over numbers', `country,2019,2020,2021\n${lines((i) => `c${i},${i},${i * 2},${i * 3}`)}`],
    ['years alone', `2019,2020,2021\n${lines((i) => `${i},${i * 2},${i * 3}`)}`],
    ['numbers of columns', `0,1,2,3\n${lines((i) => `${i},${i * 2},${i * 3},${i * 5}`)}`],
    ['numbers of columns and an index', `,0,1\n${lines((i) => `${i},${i * 2},${i * 3}`)}`],
    ['a series', `,0\n${lines((i) => `${i},${i * 2}`)}`],
    ['wavelengths', `id,400.5,401,401.5\n${lines((i) => `s${i},${i},${i * 2},${i * 3}`)}`],
    ['dates', `place,1/22/20,1/23/20\n${lines((i) => `c${i},${i},${i * 2}`)}`],
    ['a name that is a value', `yes,age\n${lines((i) => `${i % 2 ? 'yes' : 'no'},${i}`)}`],
    ['one word', `word\n${lines((i) => 'ab'[i % 2]!)}`],
    ['one row', 'a,b\n1,2\n'],
  ]
  it.each(headed)('is not suspected where the header has %s', async (_, text) => {
    expect(await failure(text)).toBe('accepted')
  })
})

describe('other shapes are refused with their cause', () => {
  const cases: readonly (readonly [what: string, text: string, message: RegExp])[] = [
    [
      'a line of units',
      `t,x,y\n,degC,m/s\n${lines((i) => `2024-01-${10 + i},${i},${i}`)}`,
      /line 2: .*second line of headers, such as units/,
    ],
    ['joined files', 'a,b\n1,x\n2,y\na,b\n3,x\n', /row 3 repeats the line of column names/],
    ['a row that was cut short', `a,b\n${lines((i) => `${i},x`)}13`, /line 14.*last line: .*cut short/],
    ['a comment among the rows', 'a,b\n1,x\n# why\n2,y\n', /line 3.*begins with # as a comment/],
    ['a title among the rows', 'a,b\n1,x\nPart two\n2,y\n', /line 3.*no delimiter ','.*title/],
    ['a web page', '<!DOCTYPE html>\n<html>\n', /web page/],
    ['JSON', '[\n  {"a": 1},\n  {"a": 2}\n]\n', /JSON/],
    ['only comments', '# a\n# b\n', /.*/],
  ]
  it.each(cases)('%s', async (_, text, message) => {
    expect(await failure(text)).toMatch(message)
  })

  it('two columns of one name, unless they are to be numbered', async () => {
    expect(await failure('a,b,a\n1,2,3\n')).toMatch(/both named 'a'.*--number-duplicates.*'a_2'/)
    expect((await read('a,a,b,a_2,a\n1,2,3,4,5\n', { duplicates: 'number' })).names).toEqual([
      'a',
      'a_3',
      'b',
      'a_2',
      'a_4',
    ])
  })
})

it('a number that stands for a missing value is null in columns of numbers, with a schema and without', async () => {
  const text = `x,y\n${lines((i) => `${i % 3 === 0 ? -999 : i},${i}`)}`
  const nulls = ['', '-999']
  const table = await parseCsv(text, { nulls })
  expect(table.schema.fields[0]).toMatchObject({ kind: 'numeric', nullable: true, minimum: 1 })
  expect(table.columns[0]!.valid).toEqual(Uint8Array.from({ length: 12 }, (_, row) => ((row + 1) % 3 === 0 ? 0 : 1)))
  expect(await parseCsv(text, { nulls, schema: table.schema })).toEqual(table)
  expect(await parseCsv(text, { nulls, kinds: { x: 'numeric', y: 'numeric' } })).toMatchObject({
    columns: table.columns,
  })
})
