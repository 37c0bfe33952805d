import type { Field, Table } from '@asdf/core'
import { isAsdfError, parseCsv, rowsFromTable, tableFromColumns, tableFromRows } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const noon = new Date('2024-05-01T12:00:00Z')
const fieldsOf = (table: Table): Record<string, Field> =>
  Object.fromEntries(table.schema.fields.map((field) => [field.name, field]))
const detailsOf = (make: () => unknown): unknown => {
  try {
    make()
  } catch (error) {
    if (isAsdfError(error)) return [error.code, error.details]
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('tableFromRows', () => {
  it('takes numbers, booleans, strings, Dates and bigints for what they are', () => {
    const rows = [
      { amount: 12.5, isNew: true, shop: 'food', at: noon, count: 3n },
      { amount: 8, isNew: false, shop: 'gifts', at: new Date('2024-05-02T08:30:00Z'), count: 4n },
    ]
    const table = tableFromRows(rows)
    expect(fieldsOf(table)).toMatchObject({
      amount: { kind: 'numeric', integer: false, decimals: 1 },
      isNew: { kind: 'boolean' },
      shop: { kind: 'categorical', categories: ['food', 'gifts'] },
      at: { kind: 'datetime' },
      count: { kind: 'numeric', integer: true },
    })
    expect(rowsFromTable(table)).toEqual(rows.map((row) => ({ ...row, count: Number(row.count) })))
  })

  it('null, undefined and a missing key are missing values, and columns are the keys of all rows', () => {
    const rows = [{ a: 1, b: null }, { a: 2, b: undefined, c: 'x' }, { c: 'y' }]
    expect(rowsFromTable(tableFromRows(rows))).toEqual([
      { a: 1, b: null, c: null },
      { a: 2, b: null, c: 'x' },
      { a: null, b: null, c: 'y' },
    ])
  })

  it('Dates at midnight in UTC are dates', () => {
    const field = fieldsOf(tableFromRows([{ day: new Date('2024-05-01') }, { day: null }]))['day']
    expect(field).toMatchObject({ kind: 'datetime', format: 'date', nullable: true })
  })

  it('numbers to predict are classes, and come back as numbers', () => {
    const rows = Array.from({ length: 12 }, (_, row) => ({ size: row / 2, grade: (row % 3) + 1, isLate: row % 2 }))
    const table = tableFromRows(rows, { target: 'grade' })
    expect(fieldsOf(table)).toMatchObject({
      grade: { kind: 'categorical', role: 'target', categories: ['1', '2', '3'] },
      isLate: { kind: 'boolean', labels: ['0', '1'] },
    })
    expect(rowsFromTable(table)).toEqual(rows)
  })

  it('bigints with more digits than a number keeps stay as they are, as text', () => {
    const rows = [{ account: 9007199254740993n }, { account: 5n }]
    expect(rowsFromTable(tableFromRows(rows, { kinds: { account: 'text' } }))).toEqual([
      { account: '9007199254740993' },
      { account: '5' },
    ])
    expect(fieldsOf(tableFromRows(rows))['account']!.kind).not.toBe('numeric')
  })

  it('roles and kinds win over what is inferred', () => {
    const rows = Array.from({ length: 4 }, (_, row) => ({ code: row, weight: row + 1, id: `k${row}` }))
    const table = tableFromRows(rows, { roles: { weight: 'weight' }, kinds: { code: 'categorical' } })
    expect(fieldsOf(table)).toMatchObject({
      code: { kind: 'categorical', categories: ['0', '1', '2', '3'] },
      weight: { kind: 'numeric', role: 'weight' },
      id: { role: 'identifier' },
    })
    expect(rowsFromTable(table)).toEqual(rows)
  })

  it('an empty string is a missing value, or a text where nulls says so', () => {
    const rows = [{ note: '' }, { note: 'b' }, { note: null }]
    expect(rowsFromTable(tableFromRows(rows)).map(({ note }) => note)).toEqual([null, 'b', null])
    expect(rowsFromTable(tableFromRows(rows, { nulls: [] }))).toEqual(rows)
  })

  it('keys that objects treat apart are columns like any other', () => {
    const rows = [JSON.parse('{"__proto__": 1, "constructor": 2}'), JSON.parse('{"__proto__": 3, "constructor": 4}')]
    expect(JSON.stringify(rowsFromTable(tableFromRows(rows as object[])))).toBe(JSON.stringify(rows))
  })

  it('a schema makes rows to predict fit the training rows', () => {
    const train = tableFromRows(
      [
        { amount: 1, shop: 'food', isNew: true, fraud: 'no' },
        { amount: null, shop: 'gifts', isNew: false, fraud: 'yes' },
      ],
      { target: 'fraud' },
    )
    const table = tableFromRows([{ shop: 'gifts', isNew: true }], { schema: train.schema })
    expect(table.schema.fields.map(({ name }) => name)).toEqual(['amount', 'shop', 'isNew'])
    expect(rowsFromTable(table)).toEqual([{ amount: null, shop: 'gifts', isNew: true }])
    expect(tableFromRows([], { schema: train.schema }).rowCount).toBe(0)
  })
})

describe('tableFromRows: bad input', () => {
  it.each<[string, unknown]>([
    ['NaN', NaN],
    ['infinity', Infinity],
    ['an invalid Date', new Date('never')],
    ['an object', { value: 1 }],
    ['an array', [1]],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
  ])('%s is an error that names row and key', (_, value) => {
    const rows = [{ amount: 1 }, { amount: value }]
    expect(detailsOf(() => tableFromRows(rows))).toEqual(['ASDF_DATA_INVALID', { column: 'amount', row: 2 }])
  })

  it.each<[unknown, unknown]>([
    [1, 'a'],
    ['1', 1],
    [true, 1],
    [noon, '2024-05-01'],
    [noon, 5],
  ])('%s and %s under one key are an error', (first, second) => {
    const rows = [{ x: null }, { x: first }, { x: second }]
    expect(detailsOf(() => tableFromRows(rows))).toEqual(['ASDF_DATA_INVALID', { column: 'x', row: 3 }])
  })

  it('rows that are no objects, no rows and no array are errors', () => {
    for (const row of [null, 5, [1, 2], new Map([['a', 1]])])
      expect(detailsOf(() => tableFromRows([{ a: 1 }, row] as object[]))).toEqual([
        'ASDF_DATA_INVALID',
        { column: '', row: 2 },
      ])
    expect(detailsOf(() => tableFromRows([]))).toMatchObject(['ASDF_TOO_FEW_ROWS', {}])
    for (const rows of [null, 'abc', 5, { a: 1 }, [{}, {}]])
      expect(detailsOf(() => tableFromRows(rows as never))).toMatchObject(['ASDF_OPTION_INVALID', { option: 'rows' }])
  })

  it('unknown options, columns and contradictions are errors', () => {
    const rows = [{ a: 1, when: noon }]
    const optionOf = (options: object) => detailsOf(() => tableFromRows(rows, options))
    expect(optionOf({ targets: 'a' })).toMatchObject(['ASDF_OPTION_INVALID', { option: 'targets' }])
    expect(optionOf({ kinds: { when: 'text' } })).toMatchObject(['ASDF_OPTION_INVALID', { option: 'kinds.when' }])
    expect(optionOf({ target: 'b' })).toMatchObject(['ASDF_SCHEMA_MISMATCH', { column: 'b' }])
    const { schema } = tableFromRows(rows)
    expect(optionOf({ schema, target: 'a' })).toMatchObject(['ASDF_OPTION_INVALID', { option: 'target' }])
  })

  it('rows that do not fit a schema are errors', () => {
    const { schema } = tableFromRows([{ amount: 1, shop: 'food' }])
    const fit = (row: object) => detailsOf(() => tableFromRows([row], { schema }))
    expect(fit({ amount: 1, shop: 'food', more: 1 })).toMatchObject(['ASDF_SCHEMA_MISMATCH', { column: 'more' }])
    expect(fit({ amount: 1 })).toMatchObject(['ASDF_SCHEMA_MISMATCH', { column: 'shop' }])
    expect(fit({ amount: 'many', shop: 'food' })).toEqual(['ASDF_DATA_INVALID', { column: 'amount', row: 1 }])
    expect(fit({ amount: 1, shop: 'moon' })).toEqual(['ASDF_DATA_INVALID', { column: 'shop', row: 1 }])
    expect(fit({ amount: noon, shop: 'food' })).toEqual(['ASDF_DATA_INVALID', { column: 'amount', row: 1 }])
    expect(fit({ amount: null, shop: 'food' })).toEqual(['ASDF_DATA_INVALID', { column: 'amount', row: 1 }])
  })
})

describe('tableFromColumns', () => {
  it('makes the table of the same rows, of arrays and typed arrays', () => {
    const rows = Array.from({ length: 30 }, (_, row) => ({ amount: row * 1.5, count: row * 3, shop: `s${row % 3}` }))
    const table = tableFromColumns({
      amount: Float64Array.from(rows, ({ amount }) => amount),
      count: Int32Array.from(rows, ({ count }) => count),
      shop: rows.map(({ shop }) => shop),
    })
    expect(table).toEqual(tableFromRows(rows))
  })

  it('columns that are no arrays or of different lengths are errors that name them', () => {
    expect(detailsOf(() => tableFromColumns({ a: [1], b: [1, 2] }))).toMatchObject(['ASDF_SHAPE_MISMATCH', {}])
    expect(() => tableFromColumns({ a: [1], b: [1, 2] })).toThrow("'b'")
    expect(detailsOf(() => tableFromColumns({ a: 'abc' }))).toMatchObject([
      'ASDF_OPTION_INVALID',
      { option: 'columns.a' },
    ])
    expect(detailsOf(() => tableFromColumns(null as never))).toMatchObject(['ASDF_OPTION_INVALID', {}])
  })
})

describe('plain rows, by properties', () => {
  const word = fc.constantFrom('food', 'gifts', 'travel', 'a longer text with blanks', 'ünïcode', '007')
  const valuesOf: fc.Arbitrary<fc.Arbitrary<unknown>> = fc.oneof(
    fc.constant(fc.double({ noNaN: true, noDefaultInfinity: true })),
    fc.constant(fc.integer()),
    fc.constant(fc.constantFrom(0, 1)),
    fc.constant(fc.boolean()),
    fc.constant(word),
    fc.constant(fc.constantFrom('no', 'yes')),
    fc.constant(fc.date({ noInvalidDate: true })),
  )
  const rowsOf = fc
    .array(valuesOf, { minLength: 1, maxLength: 5 })
    .chain((values) =>
      fc.array(
        fc.record(Object.fromEntries(values.map((value, index) => [`k${index}`, fc.option(value, { freq: 5 })]))),
        { minLength: 1, maxLength: 30 },
      ),
    )

  it('come back from their table as they were', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        expect(rowsFromTable(tableFromRows(rows))).toEqual(rows)
      }),
    )
  })

  it('come back when the first key is the target', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const back = rowsFromTable(tableFromRows(rows, { target: 'k0' }))
        // Classes are named by texts, which know no negative zero.
        const plain = (row: object) => ({ ...row, k0: 0, ...('k0' in row && row.k0 !== 0 && { k0: row.k0 }) })
        expect(back.map(plain)).toEqual(rows.map(plain))
      }),
    )
  })

  it('strings are read as the same cells of a CSV file are', async () => {
    const cell = fc.constantFrom('1', '2.50', '007', '71', 'yes', 'no', '2024-05-01', 'NA', '', 'word', 'true', 'x1')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 40 }), async (cells) => {
        const csv = ['a,b', ...cells.map((row) => row.join(','))].join('\n')
        // A line of nothing but delimiters is not a row.
        fc.pre(cells.every(([a, b]) => a !== '' || b !== ''))
        const rows = cells.map(([a, b]) => ({ a, b }))
        const [fromCsv, fromRows] = [await parseCsv(csv, { header: true }), tableFromRows(rows)]
        expect(rowsFromTable(fromRows)).toEqual(rowsFromTable(fromCsv))
        expect(fromRows.schema.fields.map(({ kind }) => kind)).toEqual(fromCsv.schema.fields.map(({ kind }) => kind))
      }),
    )
  })
})
