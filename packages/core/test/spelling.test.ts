import type { CsvOptions } from '@asdf/core'
import { formatCsv, parseCsv } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { count, fileOf, read, two } from './spelled-columns.ts'

const day = (i: number): Date => new Date(Date.UTC(2015, 0, 1) + ((i * 7919) % 3000) * 86_400_000 + i * 61_000)

const dateOf: Record<string, (t: Date) => string> = {
  'dd/mm/yyyy': (t) => `${two(t.getUTCDate())}/${two(t.getUTCMonth() + 1)}/${t.getUTCFullYear()}`,
  'mm/dd/yy': (t) => `${two(t.getUTCMonth() + 1)}/${two(t.getUTCDate())}/${two(t.getUTCFullYear() % 100)}`,
  'm/d/yyyy': (t) => `${t.getUTCMonth() + 1}/${t.getUTCDate()}/${t.getUTCFullYear()}`,
  'm/d/yyyy h:mm': (t) =>
    `${t.getUTCMonth() + 1}/${t.getUTCDate()}/${t.getUTCFullYear()} ${t.getUTCHours()}:${two(t.getUTCMinutes())}`,
  'dd.mm.yyyy': (t) => `${two(t.getUTCDate())}.${two(t.getUTCMonth() + 1)}.${t.getUTCFullYear()}`,
  yyyymmdd: (t) => t.toISOString().slice(0, 10).replaceAll('-', ''),
  'yyyymmdd.0': (t) => `${t.toISOString().slice(0, 10).replaceAll('-', '')}.0`,
  yyyymmddThhmmss: (t) => t.toISOString().slice(0, 19).replaceAll(/[-:]/g, ''),
  yyyymmddhhmmss: (t) => t.toISOString().slice(0, 19).replaceAll(/[-:T]/g, ''),
  'yyyy-mm': (t) => t.toISOString().slice(0, 7),
  'yyyy-mm-dd hh:mm': (t) => t.toISOString().slice(0, 16).replace('T', ' '),
  'yyyy-mm-dd hh:mm:ss.fff': (t) => `${t.toISOString().slice(0, 19).replace('T', ' ')}.${t.getUTCDate() % 2 ? 5 : 0}00`,
  'yyyy-mm-dd hh:mm:ss+00:00': (t) => `${t.toISOString().slice(0, 19).replace('T', ' ')}+00:00`,
  'yyyy-mm-ddThh:mm:ss+02:00': (t) => `${t.toISOString().slice(0, 19)}+02:00`,
  'dd Mmm yyyy': (t) => t.toUTCString().slice(5, 16),
  'Ddd, dd Mmm yyyy hh:mm:ss GMT': (t) => `"${t.toUTCString()}"`,
  'dd-MMM-yy': (t) => t.toUTCString().slice(5, 16).replaceAll(' ', '-').replace('-20', '-').toUpperCase(),
  ddmmmyyyy: (t) => t.toUTCString().slice(5, 16).replaceAll(' ', '').toLowerCase(),
  'hh:mm': (t) => t.toISOString().slice(11, 16),
  'hh:mm AM': (t) =>
    `${two(t.getUTCHours() % 12 || 12)}:${two(t.getUTCMinutes())} ${t.getUTCHours() < 12 ? 'AM' : 'PM'}`,
  'yyyy-mm-dd kk:mm': (t) => `${t.toISOString().slice(0, 10)} ${two(t.getUTCHours() + 1)}:00`,
}

describe('datetimes in other spellings', () => {
  it.each(Object.entries(dateOf))('%s is recognized and written back', async (pattern, write) => {
    const text = fileOf(count(120, (i) => write(day(i * 37))))
    const { field, written } = await read(text)
    expect(field).toMatchObject({ kind: 'datetime', pattern })
    expect(written).toBe(text)
  })

  it('one that two readings fit is left alone, with a remark that says how to choose', async () => {
    const text = fileOf(count(50, (i) => `${two(1 + (i % 12))}/${two(1 + ((i * 5) % 12))}/2024`))
    const { field, remarks } = await read(text)
    expect(field.kind).toBe('categorical')
    expect(remarks[0]).toMatch(/dd\/mm\/yyyy and by mm\/dd\/yyyy alike.*dateFormats/)
    for (const pattern of ['dd/mm/yyyy', '%d/%m/%Y']) {
      const chosen = await read(text, { dateFormats: { x: pattern } })
      expect(chosen.field).toMatchObject({ kind: 'datetime', pattern: 'dd/mm/yyyy' })
      expect(chosen.written).toBe(text)
    }
  })

  it('a value that the chosen pattern does not fit is an error with its row', async () => {
    const text = 'x,n\n01/02/2024,1\n01/13/2024,2\n'
    await expect(parseCsv(text, { dateFormats: { x: 'dd/mm/yyyy' } })).rejects.toMatchObject({
      code: 'ASDF_DATA_INVALID',
      details: { column: 'x', row: 2 },
    })
    for (const pattern of ['dd/mm', 'nonsense', 'yyyy', '']) {
      await expect(parseCsv(text, { dateFormats: { x: pattern } })).rejects.toMatchObject({
        code: 'ASDF_OPTION_INVALID',
      })
    }
  })

  it('whole numbers, versions, addresses and seasons are not dates', async () => {
    expect((await read(fileOf(count(60, (i) => `${20_150_101 + i * 37}`)))).field.kind).toBe('numeric')
    expect((await read(fileOf(count(60, (i) => `${1 + (i % 3)}.${i % 20}.${i % 9}`)))).field.kind).toBe('text')
    expect((await read(fileOf(count(60, (i) => `10.${i}.2.24`)))).field.kind).toBe('text')
    expect((await read(fileOf(count(12, (i) => `20${two(i)}-${two(i + 1)}`)))).field.kind).toBe('text')
  })

  it('dates of zeros and NaT are missing', async () => {
    const text = fileOf(count(60, (i) => (i % 9 === 0 ? '0000-00-00' : day(i).toISOString().slice(0, 10))))
    const { field, written, remarks } = await read(text)
    expect(field).toMatchObject({ kind: 'datetime', nullable: true, nullText: '0000-00-00' })
    expect(written).toBe(text)
    expect(remarks[0]).toMatch(/'0000-00-00' \(7 cells\) as missing/)
  })
})

const amount = (i: number): number => Math.round(((i * 7919.37) % 250_000) * 100) / 100
const western = (value: number): string => value.toFixed(2).replaceAll(/\B(?=(\d{3})+\.)/g, ',')
const german = (value: number): string => western(value).replaceAll(/[,.]/g, (mark) => (mark === ',' ? '.' : ','))

describe('numbers in other spellings', () => {
  it.each<[string, (value: number, i: number) => string, object]>([
    ['a decimal comma and points', (value) => german(value), { decimalMark: ',', thousandsMark: '.' }],
    ['euros', (value) => `${german(value)} €`, { suffix: ' €' }],
    ['thin blanks', (value) => `${german(value).replaceAll('.', '\u202f')}\u00a0€`, { thousandsMark: '\u202f' }],
    ['Swiss francs', (value) => `CHF ${western(value).replaceAll(',', "'")}`, { prefix: 'CHF ', thousandsMark: "'" }],
    ['a trailing minus', (value, i) => `${german(value)}${i % 4 ? '' : '-'}`, { negative: 'trailing' }],
    ['a minus sign', (value, i) => `${i % 4 ? '' : '\u2212'}${value.toFixed(2)}`, { negative: 'minus-sign' }],
    ['per cent', (value) => `${(value / 2500).toFixed(1)}%`, { suffix: '%', minimumDecimals: 1 }],
    ['powers of ten', (value) => `${value.toExponential(2).replace(/e([+-])(\d)$/, 'E$10$2')}`, { exponent: 'E' }],
  ])('%s are numbers, and are written back', async (_, write, format) => {
    const text = fileOf(
      count(80, (i) => write(amount(i + 1), i)),
      ';',
    )
    const { field, written } = await read(text)
    expect(field).toMatchObject({ kind: 'numeric', format })
    expect(written).toBe(text)
  })

  it.each<[string, (value: number, i: number) => string]>([
    ['dollars', (value) => `$${western(value + 1000)}`],
    ['dollars with a minus before', (value, i) => `${i % 3 ? '' : '-'}$${western(value + 1000)}`],
    ['dollars with a minus after', (value, i) => `$${i % 3 ? '' : '-'}${western(value + 1000)}`],
    ['parentheses', (value, i) => (i % 3 ? `$${western(value + 1000)}` : `($${western(value + 1000)})`)],
    ['rupees', (value) => `₹${(value + 100_000).toFixed(2).replace(/^(\d)(\d\d)(\d{3})/, '$1,$2,$3')}`],
  ])('%s in quotes are numbers, and are written back', async (_, write) => {
    const text = fileOf(count(80, (i) => `"${write(amount(i + 1) % 800_000, i)}"`))
    const { field, written } = await read(text)
    expect(field.kind).toBe('numeric')
    expect(written).toBe(text)
  })

  it('a mark that may be either follows the other columns, then the delimiter, and is remarked upon', async () => {
    const grouped = count(40, (i) => `${1 + (i % 9)},${100 + i}`)
    const quoted = await read(fileOf(grouped.map((cell) => `"${cell}"`)))
    expect(quoted.field).toMatchObject({ integer: true, minimum: 1100, format: { thousandsMark: ',' } })
    expect(quoted.remarks[0]).toMatch(/'1,100' as 1100.*decimalMark: ','/)
    expect((await read(fileOf(grouped, ';'))).field).toMatchObject({ maximum: 9.135, format: { decimalMark: ',' } })
    expect((await read(fileOf(grouped, ';'), { decimalMark: '.' })).field).toMatchObject({ minimum: 1100 })
    const points = grouped.map((cell) => cell.replace(',', '.'))
    expect((await read(fileOf(points, ';'))).field).toMatchObject({ maximum: 9.135 })
    const beside = `x;n\n${points.map((cell, i) => `${cell};${i},5\n`).join('')}`
    expect((await read(beside)).field).toMatchObject({ minimum: 1100, format: { thousandsMark: '.' } })
  })

  it.each<[string, string[], object]>([
    ['all with one decimal', ['41.0', '7.5', '3.0'], { minimumDecimals: 1 }],
    ['amounts', ['0.00', '12.50', '3.25'], { minimumDecimals: 2 }],
    ['as Python writes floats', ['41.0', '0.123', '7.25'], { minimumDecimals: 1 }],
    ['changes', ['+3', '-2', '0', '+11'], { plus: 'positive' }],
  ])('%s keep their digits', async (_, cells, format) => {
    const text = fileOf(cells)
    const { field, written } = await read(text)
    expect(field).toMatchObject({ kind: 'numeric', format })
    expect(written).toBe(text)
  })

  it('a few cells without a point do not take the zeros of the others', async () => {
    const cells = count(100, (i) => (i % 7 === 0 ? '-999' : (i / 10).toFixed(1)))
    expect((await read(fileOf(cells))).field).toMatchObject({ format: { minimumDecimals: 1 } })
    const stripped = count(100, (i) => String(i / 10))
    expect((await read(fileOf(stripped))).field).not.toHaveProperty('format')
  })

  it('plain numbers and powers of ten say nothing of the decimals of one another', async () => {
    const mostlyPowers = fileOf(['-3.624873398005892e+143', '3.637432919254164e-285', '0.30000000000000004'])
    const { field, written } = await read(mostlyPowers)
    expect(written).toBe(mostlyPowers)
    expect((await read(written)).field).toEqual(field)
  })

  it.each([
    ['a power of ten among plain numbers', ['1e-05', '2.5', '3.5']],
    ['a power of ten without a whole part', ['.1e0', '2.25', '3.25']],
    [
      'a plain number that needs more digits',
      ['0.30000000000000004', '8.74776529374323e+206', '2.85043589202223e+221'],
    ],
    ['a padded number among others', ['1.5', '1.50', '2.5']],
    ['small numbers', ['0.0000001', '0.0000002']],
    ['a comma and no decimals', ['"0,"', '"0,"']],
    ['more digits than a double has', ['0.10000000000000000555', '0.30000000000000000555']],
  ])('%s: what is written is read as what was read', async (_, cells) => {
    const { field, written } = await read(fileOf(cells))
    expect(field).toMatchObject({ kind: 'numeric' })
    expect((await read(written)).field).toEqual(field)
  })

  it('numbers in any mixture of spellings are read as the same again', async () => {
    const spellings = ['.1e0', '1.50', '1.5', '7', '1e-7', '1E5', '1.5e-07', '2.0e+00', '0.0000001', '-0', '12.']
    const cells = fc.array(fc.oneof(fc.constantFrom(...spellings), fc.double().map(String)), { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(cells, async (texts) => {
        const table = await parseCsv(fileOf(texts)).catch(() => undefined)
        fc.pre(table !== undefined)
        expect((await parseCsv(formatCsv(table))).schema).toEqual(table.schema)
      }),
    )
  })

  it('generated numbers are written like the others', async () => {
    const table = await parseCsv('x\n41.0\n7.0\nNaN\n')
    expect(formatCsv({ ...table, rowCount: 1, columns: [{ kind: 'numeric', values: Float64Array.of(9) }] })).toBe(
      'x\n9.0\n',
    )
  })

  it('comes back whatever is in it', async () => {
    const cell = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'0123456789.,-+() $€%eE/:'), maxLength: 12 }),
      fc.string(),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 6 }), async (cells) => {
        const text = `x;n\n${cells.map((c) => `"${c.replaceAll('"', '""')}";1\n`).join('')}`
        const table = await parseCsv(text, { delimiter: ';' }).catch(() => undefined)
        fc.pre(table !== undefined)
        const written = formatCsv(table, { delimiter: ';' })
        expect(await parseCsv(written, { schema: table.schema, delimiter: ';' })).toEqual(table)
      }),
      { numRuns: 500 },
    )
  })
})

describe('codes', () => {
  it.each([
    ['exponents', ['71e3', '12e5', '71e3', '12e5']],
    ['exponents among whole numbers', ['71e3', '1234', '5678', '12e5']],
    ['hexadecimal ones', ['71e3', '1a2b', '0042', '12e5']],
    ['phone numbers', ['+41791234567', '+41791234568', '+41441234567']],
    ['phone numbers with blanks', ['044 123 45 67', '079 123 45 67']],
    ['padded ones', ['007', '012']],
  ])('%s keep their spelling', async (_, cells) => {
    const text = fileOf(cells)
    const { field, written } = await read(text)
    expect(field.kind).toBe('categorical')
    expect(written).toBe(text)
  })

  it('are noticed below the first thousand rows', async () => {
    const text = fileOf([...count(1500, (i) => `${10_000 + i}`), '71e3'])
    expect((await read(text)).written).toBe(text)
  })

  it('numbers with powers of ten stay numbers', async () => {
    for (const cells of [
      ['1.5e-3', '2e5', '7'],
      ['1e-5', '1e+06'],
      ['-3', '12e5'],
      ['1', '2', '3', '1e3'],
    ]) {
      expect((await read(fileOf(cells))).field.kind).toBe('numeric')
    }
  })
})

describe('missing values', () => {
  it.each(['NaT', 'None', '<NA>', '#N/A', 'n/a', '-', '--', '.', '" "', '\\N', '.a', 'null', 'NULL'])(
    '%s among numbers is missing, is said, and is written back',
    async (word) => {
      const text = fileOf(count(60, (i) => (i % 9 === 5 ? word : `${i / 2}`)))
      const { field, written, remarks } = await read(text)
      expect(field).toMatchObject({ kind: 'numeric', nullable: true })
      expect(written).toBe(text)
      expect(remarks.length).toBe(/null/i.test(word) ? 0 : 1)
    },
  )

  it('is a value among words', async () => {
    const { field } = await read(fileOf(count(60, (i) => ['None', 'A', 'B'][i % 3]!)))
    expect(field).toMatchObject({ kind: 'categorical', categories: ['A', 'B', 'None'], nullable: false })
    expect((await read(fileOf(count(60, (i) => ['yes', 'no', 'unknown'][i % 3]!)))).field.kind).toBe('categorical')
    expect((await read(fileOf(count(60, (i) => ['True', 'False', 'None'][i % 3]!)))).field.kind).toBe('boolean')
  })

  it('a number that stands for a missing value is one in columns of numbers', async () => {
    const text = fileOf(count(1500, (i) => (i % 9 === 5 ? '-999' : `${i % 40}`)))
    const { field, written } = await read(text, { nulls: ['', '-999'] })
    expect(field).toMatchObject({ minimum: 0, nullable: true, nullText: '-999' })
    expect(written).toBe(text)
  })

  it.each(['.', '-', 'None', 'unknown'])(
    '%s is missing among texts that differ, not among categories',
    async (word) => {
      const text = fileOf(count(60, (i) => (i % 3 === 0 ? word : `rs${i * 7919}`)))
      const { field, written, remarks } = await read(text)
      expect(field).toMatchObject({ kind: 'text', nullable: true, nullText: word })
      expect(written).toBe(text)
      expect(remarks).toEqual([expect.stringContaining(`read '${word}' (20 cells) as missing`)])
      expect((await read(text, { kinds: { x: 'text' } })).field).toMatchObject({ kind: 'text', nullable: false })
      const few = fileOf(count(60, (i) => (i === 30 ? word : `rs${i * 7919}`)))
      expect((await read(few)).field).toMatchObject({ kind: 'text', nullable: false })
      const groups = fileOf(count(60, (i) => (i % 3 === 0 ? word : `group ${i % 4}`)))
      expect((await read(groups)).field).toMatchObject({ kind: 'categorical', nullable: false })
    },
  )

  it('strays are read as asked however many they are, and are said otherwise', async () => {
    const text = fileOf(count(60, (i) => (i % 20 === 5 ? '1000 - 1285' : `${500 + i}`)))
    const { field, remarks } = await read(text)
    expect(field.kind).toBe('text')
    expect(remarks[0]).toMatch(/3 of 60 cells are not numbers, such as '1000 - 1285'/)
    expect((await read(text, { strays: 'null' })).field).toMatchObject({ kind: 'numeric', nullable: true })
    await expect(parseCsv(text, { strays: 'error' })).rejects.toMatchObject({ details: { column: 'x', row: 6 } })
  })

  it('years of two digits that may be of the century before are said', async () => {
    const born = (year: number) => fileOf(count(60, (i) => `${1 + (i % 28)}-Mar-${(year + (i % 30)) % 100}`))
    expect((await read(born(55))).remarks).toEqual([
      expect.stringMatching(/column 'x': read the year of '1-Mar-55' as 2055.*four digits/),
    ])
    expect((await read(born(70))).remarks).toEqual([])
    expect((await read(fileOf(count(60, (i) => `${1 + (i % 28)}-Mar-20${55 + (i % 30)}`)))).remarks).toEqual([])
  })

  it.each([
    ['numbers', (i: number) => `${500 + i}`],
    ['datetimes', (i: number) => day(i).toISOString().slice(0, 10)],
  ])('words of a few cells among %s are nulls and no spelling of null', async (_, write) => {
    const few = fileOf(count(60, (i) => (i % 20 === 5 ? 'ask Dr. Jones' : write(i))))
    const { field, written } = await read(few, { strays: 'null' })
    expect(field).not.toHaveProperty('nullText')
    expect(written).toBe(few.replaceAll('ask Dr. Jones', ''))
    const known = fileOf(count(60, (i) => (i === 5 ? '#N/A' : write(i))))
    expect((await read(known)).field).toMatchObject({ nullText: '#N/A' })
  })

  it.each([
    ['a year alone', 'yyyy-mm-dd', '2019'],
    ['a day that no month has', 'yyyy-mm-dd', '2023-02-30'],
    ['words', 'dd/mm/yyyy', 'to be settled'],
  ])('%s among datetimes is a stray as well', async (_, pattern, stray) => {
    const write = pattern === 'yyyy-mm-dd' ? (t: Date) => t.toISOString().slice(0, 10) : dateOf[pattern]!
    const text = fileOf(count(60, (i) => (i % 10 === 5 ? stray : write(day(i)))))
    const { field, remarks } = await read(text)
    expect(field.kind).toBe('text')
    expect(remarks).toEqual([expect.stringContaining(`6 of 60 cells are not datetimes, such as '${stray}'`)])
    const chosen = await read(text, { strays: 'null' })
    expect(chosen.field).toMatchObject({ kind: 'datetime', nullable: true, nullText: stray })
    expect(chosen.written).toBe(text)
    expect((await read(text, { strays: 'null', kinds: { x: 'datetime' } })).field).toEqual(chosen.field)
    expect((await read(text, { strays: 'keep' })).remarks).toEqual([])
    await expect(parseCsv(text, { strays: 'error' })).rejects.toMatchObject({ details: { column: 'x', row: 6 } })
    const one = fileOf(count(200, (i) => (i === 5 ? stray : write(day(i)))))
    await expect(parseCsv(one)).rejects.toMatchObject({ details: { column: 'x', row: 6 } })
  })

  it('a few dates among words are words', async () => {
    const text = fileOf(count(60, (i) => (i % 3 === 0 ? day(i).toISOString().slice(0, 10) : `word ${i}`)))
    const { field, remarks } = await read(text, { strays: 'null' })
    expect(field.kind).toBe('text')
    expect(remarks).toEqual([])
  })
})

describe('classes', () => {
  it('0 and 0.0 are one class', async () => {
    const text = fileOf(count(80, (i) => ['0', '0.0', '1', '1.0', '1.0'][i % 5]!))
    expect((await read(text, { target: 'x' })).field).toMatchObject({ kind: 'categorical', categories: ['0.0', '1.0'] })
    const ints = fileOf(count(80, (i) => ['0', '0', '0.0', '1', '1.0'][i % 5]!))
    expect((await read(ints, { target: 'x' })).field).toMatchObject({ kind: 'boolean', labels: ['0', '1'] })
  })

  it('kinds make many whole numbers classes', async () => {
    const text = fileOf(count(500, (i) => `${1 + (i % 25)}`))
    expect((await read(text, { target: 'x' })).field.kind).toBe('numeric')
    const { field } = await read(text, { target: 'x', kinds: { x: 'categorical' } })
    expect(field.kind === 'categorical' && field.categories.length).toBe(25)
  })
})

describe('passed rows', () => {
  it('are copied to the letter, and the others are written as the fields say', async () => {
    const text = 'id;x;y\n1;12345678901234.37693;"a"\n2;-0.50; b\n3;NA;"c ""d"""\n4;7;e,f\n'
    let passed: Parameters<NonNullable<CsvOptions['onSource']>>[0] | undefined
    const table = await parseCsv(text, { onSource: (source) => (passed = source) })
    const rows = Uint32Array.of(0, 2, 3)
    const written = formatCsv(table, { passed: { source: passed!, rows } }).split('\n')
    expect(written.slice(1, 4)).toEqual(['1,12345678901234.37693,"a"', '3,NA,"c ""d"""', '4,7,"e,f"'])
    expect(written[4]).toBe('4,7,"e,f"')
  })
})
