import type { Field } from '@asdf/contract'
import { inferSchema } from '@asdf/core'
import { describe, expect, it } from 'vitest'

const field = (cells: readonly (string | null)[], name = 'x', options: Parameters<typeof inferSchema>[1] = {}): Field =>
  inferSchema({ [name]: cells }, options).fields[0]!
const count = (n: number, cell: (i: number) => string): string[] => Array.from({ length: n }, (_, i) => cell(i))

it('inferSchema refuses columns of different lengths and cells that are no texts', () => {
  for (const cells of [{ a: ['1', '2'], b: ['x'] }, { a: [1, 2] }, { a: 'text' }, null])
    expect(() => inferSchema(cells as never)).toThrow(expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }))
})

describe('inferSchema: numbers', () => {
  it('counts the decimals of most numbers, not those of a sum with noise or of a single cell', () => {
    const prices = Array.from({ length: 120 }, (_, i) => (i * 1.37).toFixed(2))
    expect(field([...prices, '0.30000000000000004'])).toMatchObject({ integer: false, decimals: 2 })
    expect(field([...prices, '0.1234567'])).toMatchObject({ integer: false, decimals: 2 })
    expect(field([...prices, '0.125'])).toMatchObject({ integer: false, decimals: 3 })
    expect(field(['1', '2', '0.1234567'])).toMatchObject({ integer: false, decimals: 7 })
  })

  it('tells whole numbers, grids and plain fractions', () => {
    expect(field(['1', '-2', '+3', '4.0', '1e3'])).toMatchObject({
      kind: 'numeric',
      integer: true,
      minimum: -2,
      maximum: 1000,
    })
    expect(field(['0.5', '1.25', '-3'])).toMatchObject({ kind: 'numeric', integer: false, decimals: 2 })
    expect(field(['0.12345678912', '2'])).not.toHaveProperty('decimals')
    expect(field(['1', '2'])).not.toHaveProperty('decimals')
    expect(field(['47.1386548', '7.51618052'])).toMatchObject({ decimals: 8 })
    expect(field(['101348.88', '112542.58', '0.1'])).toMatchObject({ decimals: 2 })
  })

  it('codes with leading zeros are no numbers', () => {
    expect(field(['00123', '94110', '02139', '02139'])).toMatchObject({
      kind: 'categorical',
      categories: ['00123', '02139', '94110'],
    })
    expect(field([...count(3000, (i) => `${10_000 + i}`), '01234']).kind).toBe('text')
  })

  it('every null spelling is a null, and any column may have several', () => {
    const nulls = ['', '?', 'NA', 'N/A', 'null', 'NULL', 'NaN', 'nan', null]
    expect(field(['1', '2.5', ...nulls])).toMatchObject({ kind: 'numeric', nullable: true, decimals: 1 })
    expect(field(['a', 'b', ...nulls])).toMatchObject({ kind: 'categorical', nullable: true, categories: ['a', 'b'] })
    expect(field(['1', '-999', null], 'x', { nulls: ['-999'] })).toMatchObject({
      kind: 'numeric',
      minimum: 1,
      maximum: 1,
      nullable: true,
    })
    expect(field(nulls)).toMatchObject({ kind: 'text', nullable: true })
  })
})

describe('inferSchema: booleans', () => {
  it.each([
    ['false', 'true'],
    ['FALSE', 'TRUE'],
    ['No', 'Yes'],
    ['f', 't'],
    ['N', 'Y'],
    ['0', '1'],
  ])('%s and %s keep their spelling', (no, yes) => {
    expect(field([yes, no, yes, ''])).toMatchObject({ kind: 'boolean', labels: [no, yes], nullable: true })
  })

  it('spellings that vary are categories, and so that they come back', () => {
    expect(field(['Yes', 'yes', 'no', 'no'])).toMatchObject({ kind: 'categorical', categories: ['Yes', 'no', 'yes'] })
    expect(field(['0', '1', '1.0', '0'])).toMatchObject({ kind: 'numeric', integer: true })
    expect(field(['0', '0'])).toMatchObject({ kind: 'numeric' })
    expect(field(['yes', 'yes'])).toMatchObject({ kind: 'categorical' })
    expect(field(['True', 'True'])).toMatchObject({ kind: 'boolean', labels: ['False', 'True'] })
  })
})

describe('inferSchema: datetimes', () => {
  it('keeps the format', () => {
    expect(field(['2020-01-01', '1999-12-31', 'NA'])).toMatchObject({
      kind: 'datetime',
      format: 'date',
      nullable: true,
    })
    expect(field(['2020-01-01 10:00:00'])).toMatchObject({ format: 'datetime-space' })
    expect(field(['2020-01-01T10:00:00.250'])).toMatchObject({ format: 'datetime-t' })
    expect(field(['2020-01-01T10:00:00Z', '2020-01-01T10:00:00+01:00'])).toMatchObject({ format: 'datetime-zone' })
  })

  it('mixed formats and impossible dates are no datetimes', () => {
    expect(field(['2020-01-01T10:00:00', '2020-01-01 10:00:00']).kind).toBe('categorical')
    expect(field(['2020-01-01', '01.02.2020 10:00:00']).kind).toBe('categorical')
    expect(field(['2020-01-01', '2020-02-30']).kind).toBe('categorical')
  })
})

describe('inferSchema: categories and text', () => {
  it('few different values are categories, in order; many are text', () => {
    expect(field(['b', 'a', 'b', 'Z'])).toMatchObject({
      kind: 'categorical',
      categories: ['Z', 'a', 'b'],
      ordered: false,
    })
    expect(field(count(2000, (i) => `w${i % 999}`)).kind).toBe('categorical')
    expect(field(count(4000, (i) => `w${i % 1001}`)).kind).toBe('text')
    expect(field(count(100, (i) => `w${i % 51}`)).kind).toBe('text')
    expect(field(count(10, (i) => `w${i}`)).kind).toBe('categorical')
  })

  it('categories that are numbers are in the order of numbers', () => {
    const cells = count(60, (i) => `${[10, 9, 100, 2][i % 4]}`)
    expect(field(cells, 'x', { target: 'x' })).toMatchObject({
      kind: 'categorical',
      categories: ['2', '9', '10', '100'],
    })
    expect(field(['1.0', '1', '1.0', '2', '2', '2'], 'x', { target: 'x' })).toMatchObject({ categories: ['1', '2'] })
  })
})

describe('inferSchema: roles', () => {
  it('a target of few whole numbers is a class, of many a number', () => {
    const classes = field(
      count(100, (i) => `${1 + (i % 2)}`),
      'y',
      { target: 'y' },
    )
    expect(classes).toMatchObject({ kind: 'categorical', role: 'target', categories: ['1', '2'] })
    expect(
      field(
        count(100, (i) => `${i % 2}`),
        'y',
        { target: 'y' },
      ),
    ).toMatchObject({ kind: 'boolean', labels: ['0', '1'], role: 'target' })
    expect(
      field(
        count(100, (i) => `${20 + (i % 60)}`),
        'y',
        { target: 'y' },
      ),
    ).toMatchObject({ kind: 'numeric', role: 'target' })
    expect(field(['1.5', '2.25', '3.75', '1.5'], 'y', { target: 'y' })).toMatchObject({
      kind: 'numeric',
      role: 'target',
    })
    expect(field(['0', '0', '0'], 'y', { target: 'y' })).toMatchObject({ kind: 'categorical', categories: ['0'] })
  })

  it.each([
    ['customer_id', count(50, (i) => `${(i * 7919) % 10_007}`), 'identifier'],
    ['CustomerId', count(50, (i) => `${900 - i}`), 'identifier'],
    ['Personalnr.', count(50, (i) => `${900 - i}`), 'identifier'],
    ['Kundennummer', count(50, (i) => `K${900 - i}`), 'identifier'],
    ['nr', count(50, (i) => `${(900 - i) % 25}`), 'feature'],
    ['anything', count(50, (i) => `${i + 1}`), 'identifier'],
    ['anything', count(50, (i) => `${i + 2}`), 'feature'],
    ['anything', count(5, (i) => `${i + 1}`), 'feature'],
    ['amount', count(50, (i) => `${(i * 7919) % 10_007}`), 'feature'],
    ['id', count(50, (i) => `${i + 0.5}`), 'feature'],
    ['id', [...count(50, (i) => `${i * 3}`), '0'], 'feature'],
    ['id', [...count(50, (i) => `${i * 3}`), ''], 'feature'],
    ['valid', count(50, (i) => `${(i * 7919) % 10_007}`), 'feature'],
    ['user_id', count(50, (i) => `u-${i}`), 'identifier'],
    ['user_id', count(50, (i) => `user ${i}`), 'feature'],
    ['name', count(50, (i) => `n${i}`), 'feature'],
    ['anything', count(50, (i) => `123e4567-e89b-12d3-a456-4266141740${10 + i}`), 'identifier'],
  ])('%s: %s … is %s', (name, cells, role) => expect(field(cells, name).role).toBe(role))

  it('a weight is numeric, be it 0s and 1s', () => {
    const cells = { w: ['0', '1', '1'], x: ['a', 'b', 'a'] }
    expect(inferSchema(cells).fields[0]).toMatchObject({ kind: 'boolean', role: 'feature' })
    expect(inferSchema(cells, { roles: { w: 'weight' } }).fields[0]).toMatchObject({
      kind: 'numeric',
      role: 'weight',
      minimum: 0,
    })
    expect(() => inferSchema(cells, { roles: { x: 'weight' } })).toThrow(/column 'x', row 1: got 'a'/)
  })

  it('refuses roles and kinds that do not exist or contradict one another', () => {
    const cells = { x: ['0', '1'], y: ['a', 'b'] }
    const refused = (options: object) =>
      expect(() => inferSchema(cells, options)).toThrow(expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }))
    refused({ roles: { x: 'label' } })
    refused({ kinds: { x: 'number' } })
    refused({ target: 'y', roles: { x: 'target' } })
    refused({ roles: { x: 'target', y: 'target' } })
    refused({ target: 'y', roles: { y: 'feature' } })
    refused({ roles: { x: 'weight' }, kinds: { x: 'boolean' } })
    expect(inferSchema(cells, { target: 'y', roles: { y: 'target' } }).fields[1]!.role).toBe('target')
  })

  it('roles and kinds that are given win', () => {
    const cells = count(30, (i) => `${i + 1}`)
    expect(field(cells, 'id', { roles: { id: 'feature' } }).role).toBe('feature')
    expect(field(cells, 'id', { target: 'id' }).role).toBe('target')
    expect(field(cells, 'zip', { kinds: { zip: 'text' } })).toMatchObject({ kind: 'text' })
    expect(field(['2', '10', '1'], 'zip', { kinds: { zip: 'categorical' } })).toMatchObject({
      categories: ['1', '2', '10'],
    })
    expect(field(['a', 'b'], 'x', { kinds: { x: 'text' } })).toMatchObject({ kind: 'text', nullable: false })
  })
})
