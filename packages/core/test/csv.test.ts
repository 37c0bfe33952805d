import type { RunProgress, Table } from '@asdf/contract'
import type { CsvOptions } from '@asdf/core'
import { Readable } from 'node:stream'
import { parseCsv } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDecimal } from '../src/csv/kernels/decimal.ts'
import { isDoubtful, numberOf } from '../src/infer/cell-text.ts'
import { referenceCells } from './csv-reference.ts'

function decimalOf(text: string): { value: number; end: number } {
  const bytes = new Uint8Array(text.length + 32)
  new TextEncoder().encodeInto(`${text},`, bytes)
  const out = new Float64Array(1)
  const end = readDecimal(bytes, new DataView(bytes.buffer), 0, out)
  return { value: out[0]!, end }
}

/** Whether a text is digits alone that come back from a double as other digits, found by writing all of them out. */
function isLongCode(text: string): boolean {
  const digits = text.replace(/^[+-]/, '')
  if (!/^[0-9]+$/.test(digits)) return false
  const [mantissa = '', exponent = '0'] = Number(digits).toExponential().replace('.', '').split('e')
  return mantissa.padEnd(Number(exponent) + 1, '0') !== digits
}

describe('readDecimal', () => {
  const same = (text: string) => {
    const { value, end } = decimalOf(text)
    if (isLongCode(text) || isDoubtful(text)) return expect(end, text).toBe(-1)
    expect(end, text).toBe(text.length)
    expect(Object.is(value, Number(text)), `${text} gave ${value}`).toBe(true)
  }

  it('equals Number bit for bit on any double, however it is written', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: 1, max: 40 }),
        (value, digits) => {
          same(Object.is(value, -0) ? '-0' : String(value))
          same(value.toExponential(digits - 1))
          same(value.toPrecision(digits))
          if (Math.abs(value) < 1e21) same(value.toFixed(digits))
        },
      ),
      { numRuns: 5000 },
    )
  })

  it('equals Number on digits, points and exponents at random', () => {
    const digits = fc.stringMatching(/^[0-9]{0,25}$/)
    const exponent = fc.option(fc.integer({ min: -330, max: 330 }), { nil: undefined })
    fc.assert(
      fc.property(
        fc.constantFrom('', '-', '+'),
        fc.stringMatching(/^(0|[1-9][0-9]{0,24})$/),
        digits,
        exponent,
        (sign, whole, rest, e) => {
          const power = e === undefined ? '' : `e${e}`
          same(`${sign}${whole}.${rest}${power}`)
          same(`${sign}${whole}${power}`)
          if (rest !== '') same(`${sign}.${rest}${power}`)
        },
      ),
      { numRuns: 5000 },
    )
  })

  it('equals Number halfway between two doubles', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n }), fc.nat({ max: 10 }), (mantissa, shift) => {
        const halfway = (2n * mantissa + 1n) * 2n ** BigInt(shift)
        same(String(halfway))
        same(String(halfway - 1n))
        same(`${halfway}.0000000000001`)
        same(`${mantissa}.5`)
      }),
    )
  })

  it.each(['', '-', '+', '.', '-.', 'e5', '.e5', '1e', '1e+', '007', '-00', '00.5', 'abc', 'NaN', 'inf', '0x10'])(
    'finds no number in %j',
    (text) => expect(decimalOf(text).end === text.length && text !== '').toBe(false),
  )

  it.each(['9007199254740993', '-9007199254740993', '+1234567890123456789', '1'.repeat(400)])(
    'takes %s for a code',
    (text) => expect([decimalOf(text).end, numberOf(text)]).toEqual([-1, undefined]),
  )

  it.each(['9007199254740991', '9007199254740992', '-9007199254740994', '73786976294838210000', `1${'0'.repeat(24)}`])(
    'takes %s for a number, which comes back as it was',
    (text) => expect([decimalOf(text).value, numberOf(text)]).toEqual([Number(text), Number(text)]),
  )

  it('agrees with the pattern that inference uses', () => {
    const unit = fc.constantFrom('0', '1', '9', '.', '-', '+', 'e', 'E', 'x')
    const digits = fc.stringMatching(/^[-+]?[1-9][0-9]{13,24}(\.[0-9]{0,3})?$/)
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit, maxLength: 8 }), digits), (text) => {
        const { value, end } = decimalOf(text)
        const expected = isDoubtful(text) ? undefined : numberOf(text)
        expect(end === text.length && text !== '' ? value : undefined).toBe(expected)
      }),
      { numRuns: 5000 },
    )
  })
})

describe('parseCsv', () => {
  it('reads numbers, booleans, datetimes, categories and nulls', async () => {
    const table = await parseCsv('n,b,d,c\n1.5,yes,2020-01-02,x\n?,no,NA,"y, ""z"""\n-2e3,yes,2020-01-03,x\n')
    expect(table.rowCount).toBe(3)
    expect(table.columns).toEqual([
      { kind: 'numeric', values: Float64Array.of(1.5, Number.NaN, -2000), valid: Uint8Array.of(1, 0, 1) },
      { kind: 'boolean', values: Uint8Array.of(1, 0, 1) },
      {
        kind: 'datetime',
        values: Float64Array.of(Date.UTC(2020, 0, 2), Number.NaN, Date.UTC(2020, 0, 3)),
        valid: Uint8Array.of(1, 0, 1),
      },
      { kind: 'categorical', codes: Int32Array.of(0, 1, 0) },
    ])
    expect(table.schema.fields).toEqual([
      {
        name: 'n',
        kind: 'numeric',
        role: 'feature',
        nullable: true,
        integer: false,
        minimum: -2000,
        maximum: 1.5,
        decimals: 1,
        format: { minimumDecimals: 1 },
        nullText: '?',
      },
      { name: 'b', kind: 'boolean', role: 'feature', nullable: false, labels: ['no', 'yes'] },
      { name: 'd', kind: 'datetime', role: 'feature', nullable: true, format: 'date', nullText: 'NA' },
      { name: 'c', kind: 'categorical', role: 'feature', nullable: false, categories: ['x', 'y, "z"'], ordered: false },
    ])
  })

  it.each(['\n', '\r\n', '\r'])(
    'reads lines that end with %j, with a byte order mark, without a last line end',
    async (end) => {
      const table = await parseCsv(['\ufeffa,b', '1,"x', 'y"', '', '2,z'].join(end))
      expect(table.schema.fields.map((field) => field.name)).toEqual(['a', 'b'])
      expect(table.columns[1]).toEqual({ kind: 'categorical', codes: Int32Array.of(0, 1) })
      expect(table.schema.fields[1]).toMatchObject({ categories: [`x${end}y`, 'z'] })
    },
  )

  it.each([',', ';', '\t', '|'])('finds the delimiter %j by itself', async (delimiter) => {
    const lines = ['a#b#c', '1,5#"x;y|z,\t"#u', '2,5#w#v'].map((line) => line.replaceAll('#', delimiter))
    const text = delimiter === ',' ? lines.join('\n').replaceAll('1,5', '1').replaceAll('2,5', '2') : lines.join('\n')
    const found: string[] = []
    const table = await parseCsv(text, { onDelimiter: (one) => found.push(one) })
    expect([found, table.schema.fields.map((field) => field.name)]).toEqual([[delimiter], ['a', 'b', 'c']])
  })

  it('tells the delimiter that stands in the file', async () => {
    const found: string[] = []
    for (const text of ['a   b\n1   x\n2   y\n', 'sep=;\na;b\n1;2\n', 'a\n1\n2\n'])
      await parseCsv(text, { onDelimiter: (one) => found.push(one) })
    expect(found).toEqual([' ', ';', ','])
  })

  it('reads a file of one column, and one without rows when a schema is given', async () => {
    const table = await parseCsv('a\n1\n\n2\n')
    expect(table.rowCount).toBe(2)
    expect((await parseCsv('a\n', { schema: table.schema })).rowCount).toBe(0)
  })

  it('blanks around unquoted cells do not count, quoted ones do; numbers in quotes are numbers', async () => {
    const table = await parseCsv('a, b ,c\n 1 , x ," x "\n"  2", "y, z" , w\n')
    expect(table.schema.fields.map((field) => field.name)).toEqual(['a', 'b', 'c'])
    expect(table.columns[0]).toEqual({ kind: 'numeric', values: Float64Array.of(1, 2) })
    expect(table.schema.fields[1]).toMatchObject({ categories: ['x', 'y, z'] })
    expect(table.schema.fields[2]).toMatchObject({ categories: [' x ', 'w'] })
  })

  it('a quoted null is text among texts and null among numbers; quotedNulls makes it null everywhere', async () => {
    const text = 'word,number\n"NA","1"\nNA,"2"\nx,""\n'
    const table = await parseCsv(text)
    expect(table.schema.fields[0]).toMatchObject({ kind: 'categorical', categories: ['NA', 'x'] })
    expect(table.columns[0]!.valid).toEqual(Uint8Array.of(1, 0, 1))
    expect(table.columns[1]).toEqual({
      kind: 'numeric',
      values: Float64Array.of(1, 2, Number.NaN),
      valid: Uint8Array.of(1, 1, 0),
    })
    const strict = await parseCsv(text, { quotedNulls: true })
    expect(strict.columns[0]!.valid).toEqual(Uint8Array.of(0, 0, 1))
  })

  it('keeps a first row of dashes that mark missing values, and skips a rule below the header', async () => {
    const kinds = { x: 'text', y: 'text' } as const
    const first = async (line: string) => rowsOf(await parseCsv(`x,y\n${line}\na,b\n`, { kinds, nulls: [] }))[0]
    expect(await first(',--')).toEqual(['', '--'])
    expect(await first('---,----')).toEqual(['a', 'b'])
    expect(await first('--,--')).toEqual(['--', '--'])
    expect(await first('-,-')).toEqual(['-', '-'])
    expect(await first('---,----\nc,---')).toEqual(['---', '----'])
  })

  it.each([
    ['as wide as the names', 'id,name,x\n--,----,-\n1,Ann,2\n2,Bob,3\n'],
    ['as wide as the columns', 'id ,name      ,x  \n---,----------,---\n  1,Ann       ,  2\n  2,Bob       ,  3\n'],
    ['as wide as the columns were', 'id,name,x\n---,----------,---\n1,Ann,2\n2,Bob,3\n'],
    ['with tabs', 'id\tname\tx\n--\t----\t-\n1\tAnn\t2\n2\tBob\t3\n'],
    ['of one column', 'name\n----\nAnn\nBob\n'],
    ['without bars at the ends', 'id | name | x\n--- | ---- | ---\n1 | Ann | 2\n2 | Bob | 3\n'],
  ])('a rule below the names, %s, is no row, and is said', async (_, text) => {
    const remarks: string[] = []
    const table = await parseCsv(text, { onRemark: ({ message }) => remarks.push(message) })
    expect(table.rowCount).toBe(2)
    expect(remarks).toEqual(['left out line 2, a line of dashes below the names'])
  })

  it.each([
    ['the names', 'id,name,x\n--,----,-\n1,Ann,2\n2,--,3\n'],
    ['no name', 'a,b\n--,--\nx,y\nz,w\n'],
    ['no name, with bars', 'a|b|c\n|--|--\nx|y|w\nz|w|w\n'],
    ['no name of one column', 'a\n--\nx\ny\n'],
  ])('a row of dashes, as wide as %s, is one where they spell a missing value', async (_, text) => {
    expect((await parseCsv(text)).rowCount).toBe(3)
  })

  it('a first row of dashes in a file without a header is kept', async () => {
    expect((await parseCsv('--,--\nx,1\ny,2\n', { header: false })).rowCount).toBe(3)
  })

  it('reads the same cells as the reference tokenizer', async () => {
    const unit = fc.constantFrom('a', 'b', '"', '""', ',', '\n', '\r\n', '\r', ' ', '\t', 'é', '1')
    const cell = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'b', 'é', ' ', '1', '-'), maxLength: 5 }),
      fc.string({ unit, maxLength: 6 }).map((text) => `"${text.replaceAll('"', '""')}"`),
    )
    const row = fc.array(fc.oneof(cell, fc.constantFrom('-', '--', '---')), { minLength: 3, maxLength: 3 })
    const end = fc.constantFrom('\n', '\r\n', '\r')
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), end, async (rows, lineEnd) => {
        const text = ['x,y,z', ...rows.map((cells) => cells.join(','))].join(lineEnd) + lineEnd
        const table = await parseCsv(text, { kinds: { x: 'text', y: 'text', z: 'text' }, nulls: [] })
        const expected = referenceCells(text, ',')
          .slice(1)
          .map((cells) => cells.map((one) => one.text))
        expect(rowsOf(table)).toEqual(expected)
      }),
      { numRuns: 400 },
    )
  })

  it('pieces of any size give the same table, with quoted line ends, late words and late nulls', async () => {
    const lines = ['n,late,word,note']
    for (let i = 0; i < 14_000; i++) {
      const note = i % 7 === 0 ? `"line ${i}\nand ""more"", é"` : `note ${i % 50}`
      lines.push(`${i / 8},${i > 9000 && i % 2 === 0 ? 'x7' : i},${i === 12_345 ? '' : `w${i % 9}`},${note}`)
    }
    const text = lines.join('\n')
    const whole = await parseCsv(text)
    expect(whole.schema.fields.map((field) => field.kind)).toEqual(['numeric', 'text', 'categorical', 'text'])
    expect(whole.columns[2]!.valid?.indexOf(0)).toBe(12_345)
    const bytes = new TextEncoder().encode(text)
    for (const size of [1 << 20, 100_003, 4099]) expect(await parseCsv(pieces(bytes, size))).toEqual(whole)
    expect(await parseCsv(bytes)).toEqual(whole)
  })

  it('reports each phase to its end: bytes read, and read again, then columns', async () => {
    const bad = `a,b\n${'1,2\n'.repeat(400_000)}x,y\n`
    const seen = async (options: CsvOptions) => {
      const last = new Map<string, number[]>()
      const onProgress = ({ phase, step, totalSteps }: RunProgress) => void last.set(phase, [step, totalSteps])
      const table = await parseCsv(bad, { ...options, onProgress })
      return { table, last: [...last.entries()] }
    }
    const size = [bad.length, bad.length]
    const kept = await seen({ strays: 'keep' })
    expect(kept.last).toEqual([
      ['read', size],
      ['reread', size],
      ['infer', [2, 2]],
    ])
    const { last } = await seen({ schema: kept.table.schema })
    expect(last).toEqual([
      ['read', size],
      ['check', [2, 2]],
    ])
    const controller = new AbortController()
    const reason = new Error('enough')
    const onProgress = ({ phase }: RunProgress) => phase === 'infer' && controller.abort(reason)
    await expect(parseCsv('a\n1\n', { signal: controller.signal, onProgress })).rejects.toBe(reason)
  })

  it.each<[string, unknown]>([
    ['targets', 'y'],
    ['nulls', 'NA'],
    ['nulls', [7]],
    ['target', 3],
    ['kinds', ['text']],
    ['header', 'no'],
    ['schema', null],
  ])('refuses the option %s: %j', async (option, value) => {
    const reading = parseCsv('a,y\n1,x\n2,N\n', { [option]: value })
    await expect(reading).rejects.toMatchObject({ code: 'ASDF_OPTION_INVALID', details: { option } })
  })

  it('refuses pieces that are no bytes, as a stream with an encoding gives them', async () => {
    for (const pieces of [Readable.from(['a,b\n1,2\n']), Readable.from([[97, 10, 49, 10]])])
      await expect(parseCsv(pieces)).rejects.toThrow(/must give Uint8Arrays; a stream gives them unless/)
  })

  it('reports progress up to all bytes, and an abort rejects with its reason', async () => {
    const text = `a,b\n${'1,2\n'.repeat(400_000)}`
    const steps: number[] = []
    await parseCsv(text, {
      onProgress: ({ phase, step, totalSteps }) => steps.push((phase === 'read' ? 0 : 1) + step / totalSteps),
    })
    expect(steps.length).toBeGreaterThan(1)
    expect(steps).toContain(1)
    expect(steps.at(-1)).toBe(2)
    expect(steps).toEqual(steps.toSorted((a, b) => a - b))
    const reason = new Error('stop')
    await expect(parseCsv(text, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const controller = new AbortController()
    const reading = parseCsv(text, { signal: controller.signal, onProgress: () => controller.abort(reason) })
    await expect(reading).rejects.toBe(reason)
  })

  it('closes the stream it reads when the text is bad', async () => {
    let closed = false
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (let i = 0; i < 1000; i++) yield new TextEncoder().encode(i === 0 ? 'a,a\n' : '1,2\n'.repeat(10_000))
      } finally {
        closed = true
      }
    }
    await expect(parseCsv(source())).rejects.toThrow("both named 'a'")
    expect(closed).toBe(true)
  })

  it('keeps whole numbers that a double would change as texts', async () => {
    const ids = Array.from({ length: 2000 }, (_, i) => String(9007199254739993n + BigInt(i)))
    const table = await parseCsv(`id,y\n${ids.map((id, i) => `${id},${i}`).join('\n')}\n`)
    expect(table.schema.fields[0]).toMatchObject({ kind: 'text', role: 'identifier' })
    expect(table.columns[0]).toEqual({ kind: 'text', values: ids })
    const { schema } = await parseCsv('id\n1\n')
    const refused = expect.objectContaining({ details: { column: 'id', row: 1 } }) as Error
    for (const strays of ['error', 'null'] as const) {
      const options = { kinds: { id: 'numeric' }, strays } as const
      await expect(parseCsv('id\n9007199254740993\n', options)).rejects.toThrow(refused)
    }
    await expect(parseCsv('id\n9007199254740993\n', { schema })).rejects.toThrow(
      /row 1: got '9007.*read the column as text/,
    )
  })

  it('a schema decides kinds, order and categories', async () => {
    const { schema } = await parseCsv('a,b\n1,x\n2,y\n')
    const swapped = await parseCsv('b,a\ny,3\nx,4\n', { schema })
    expect(swapped.columns).toEqual([
      { kind: 'numeric', values: Float64Array.of(3, 4) },
      { kind: 'categorical', codes: Int32Array.of(1, 0) },
    ])
    expect(swapped.schema).toBe(schema)
  })
})

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
}

function rowsOf(table: Table): string[][] {
  const columns = table.columns.map((column) => (column.kind === 'text' ? column.values : []))
  return Array.from({ length: table.rowCount }, (_, row) => columns.map((values) => values[row]!))
}
