import type { Column, Field, Table } from '@asdf/contract'
import vm from 'node:vm'
import { isAsdfError } from '@asdf/contract'
import * as core from '@asdf/core'
import { checkRun, checkSample, checkTable, createRng, createTable } from '@asdf/core'
import { describe, expect, it } from 'vitest'

const base = { role: 'feature', nullable: true } as const
const fields: readonly Field[] = [
  { ...base, name: 'size', kind: 'numeric', integer: false },
  { ...base, name: 'color', kind: 'categorical', categories: ['red', 'blue'], ordered: false, role: 'target' },
  { ...base, name: 'open', kind: 'boolean' },
  { ...base, name: 'day', kind: 'datetime' },
  { ...base, name: 'note', kind: 'text' },
]
const columns: readonly Column[] = [
  { kind: 'numeric', values: Float64Array.of(1, 2, NaN), valid: Uint8Array.of(1, 1, 0) },
  { kind: 'categorical', codes: Int32Array.of(0, 1, -1), valid: Uint8Array.of(1, 1, 0) },
  { kind: 'boolean', values: Uint8Array.of(0, 1, 7), valid: Uint8Array.of(1, 1, 0) },
  { kind: 'datetime', values: Float64Array.of(0, 1, Infinity) },
  { kind: 'text', values: ['a', 'b', ''] },
]
const table = createTable({ fields }, columns)

/** The table with one column changed. */
function withColumn(index: number, change: object): Table {
  return { ...table, columns: table.columns.with(index, { ...table.columns[index]!, ...change }) }
}

function withField(index: number, change: object): Table {
  return { ...table, schema: { fields: fields.with(index, { ...fields[index]!, ...change }) } }
}

function errorOf(action: () => unknown) {
  try {
    action()
  } catch (error) {
    if (isAsdfError(error)) return error
    throw error
  }
  return expect.unreachable('nothing was thrown')
}

it('takes a sound table, whatever stands where valid says null', () => {
  checkTable('here', table)
  checkTable('here', { schema: { fields: [] }, rowCount: 5, columns: [] })
})

it('takes arrays of another realm', () => {
  const values = vm.runInNewContext('Float64Array.of(1, 2, 3)') as Float64Array<ArrayBuffer>
  expect(values).not.toBeInstanceOf(Float64Array)
  checkTable('here', withColumn(3, { values }))
})

describe('the form of a table', () => {
  it.each<[string, unknown, string, RegExp]>([
    ['null', null, '', /a table.*got null/],
    ['undefined', undefined, '', /got undefined/],
    ['rows', [{ size: 1 }], '', /got an array/],
    ['no columns', { ...table, columns: undefined }, '', /a table/],
    ['no schema', { ...table, schema: null }, '', /a table/],
    ['too large a rowCount', { ...table, rowCount: 4 }, 'size', /4 rows as the table's rowCount says, got 3/],
    ['a rowCount of NaN', { ...table, rowCount: NaN }, '', /rowCount.*NaN/],
    ['a rowCount of -1', { ...table, rowCount: -1 }, '', /rowCount.*-1/],
    ['a column too few', { ...table, columns: columns.slice(1) }, '', /5 fields, got 4 columns/],
    [
      'a column that is null',
      { ...table, columns: columns.with(2, null as never) },
      'open',
      /boolean column, got null/,
    ],
    ['columns in another order', { ...table, columns: columns.toReversed() }, 'size', /numeric column, got 'text'/],
    ['a plain array', withColumn(0, { values: [1, 2, 3] }), 'size', /Float64Array, got an array/],
    ['a Float32Array', withColumn(0, { values: Float32Array.of(1, 2, 3) }), 'size', /Float64Array.*\(Float32Array\)/],
    ['bigints', withColumn(3, { values: BigInt64Array.of(1n, 2n, 3n) }), 'day', /Float64Array.*BigInt64Array/],
    ['codes in a Uint8Array', withColumn(1, { codes: Uint8Array.of(0, 1, 0) }), 'color', /codes in a Int32Array/],
    ['texts in a set', withColumn(4, { values: new Set(['a']) }), 'note', /Array, got an object \(Set\)/],
    ['no values', withColumn(2, { values: undefined }), 'open', /Uint8Array, got undefined/],
    ['valid of another length', withColumn(0, { valid: new Uint8Array(2) }), 'size', /valid with 3 rows, got 2/],
    ['valid as booleans', withColumn(0, { valid: [true, true, false] }), 'size', /valid in a Uint8Array/],
    ['a field without a name', withField(0, { name: 7 }), '', /field 1 with a name/],
    ['an unknown kind', withField(0, { kind: 'number' }), 'size', /a kind out of numeric.*'number'/],
    ['an unknown role', withField(0, { role: 'label' }), 'size', /a role out of feature.*'label'/],
    ['categories that are numbers', withField(1, { categories: [1, 2] }), 'color', /categories/],
    ['a category twice', withField(1, { categories: ['red', 'red'] }), 'color', /different texts/],
    ['one label', withField(2, { labels: ['no'] }), 'open', /two different texts/],
    ['a name twice', withField(1, { name: 'size' }), 'size', /a name of its own/],
  ])('%s is refused by column', (_, bad, column, message) => {
    const error = errorOf(() => checkTable('here', bad as Table))
    expect(error.code).toBe('ASDF_SCHEMA_MISMATCH')
    expect(error.message).toMatch(/^here: /)
    expect(error.message).toMatch(message)
    expect(error.details).toMatchObject({ column })
  })
})

describe('the cells of a table', () => {
  it.each<[string, Table, string, number]>([
    ['a NaN that valid does not mark', withColumn(0, { values: Float64Array.of(1, NaN, NaN) }), 'size', 2],
    ['a NaN in a column without nulls', withColumn(3, { values: Float64Array.of(0, 0, NaN) }), 'day', 3],
    ['a code beyond the categories', withColumn(1, { codes: Int32Array.of(0, 2, 0) }), 'color', 2],
    ['a negative code', withColumn(1, { codes: Int32Array.of(-1, 0, 0) }), 'color', 1],
    ['a boolean of 2', withColumn(2, { values: Uint8Array.of(2, 0, 0) }), 'open', 1],
    ['a text that is null', withColumn(4, { values: ['a', null, 'b'] }), 'note', 2],
    ['a hole among texts', withColumn(4, { values: Object.assign(['a'], { length: 3 }) }), 'note', 2],
    ['a 2 in valid', withColumn(0, { valid: Uint8Array.of(1, 2, 0) }), 'size', 2],
  ])('%s is refused by column and row', (_, bad, column, row) => {
    const error = errorOf(() => checkTable('here', bad))
    expect([error.code, error.details]).toEqual(['ASDF_DATA_INVALID', { column, row }])
  })
})

describe('run options', () => {
  it.each([undefined, null, 1, 'x', [], {}, { seed: '1' }, { seed: NaN }, { seed: 1.5 }, { seed: 2 ** 53 }])(
    'refuse %s',
    (run) => {
      expect(errorOf(() => checkRun('here', run as never)).code).toBe('ASDF_OPTION_INVALID')
    },
  )
  it('refuse a signal and an onProgress that are none', () => {
    for (const more of [{ signal: {} }, { signal: null }, { onProgress: 1 }, { onProgress: null }]) {
      expect(errorOf(() => checkRun('here', { seed: 1, ...more } as never)).code).toBe('ASDF_OPTION_INVALID')
    }
  })
  it('refuse a where that is no object and a count that is no number of rows', () => {
    for (const where of [null, 'a=1', 1, ['a'], new Map([['a', 1]])]) {
      expect(errorOf(() => checkSample('here', 1, { seed: 1, where } as never)).details).toMatchObject({
        option: 'where',
      })
    }
    for (const count of [-1, 1.5, NaN, Infinity, '2', null, 1e12]) {
      expect(errorOf(() => checkSample('here', count as never, { seed: 1 })).details).toMatchObject({ option: 'count' })
    }
  })
  it('throw the reason of a signal that is aborted', () => {
    const reason = new Error('stop')
    expect(() => checkRun('here', { seed: 1, signal: AbortSignal.abort(reason) })).toThrow(reason)
  })
})

/** Odd things to call functions with. */
const odd: readonly unknown[] = [
  undefined,
  null,
  NaN,
  -1,
  'x',
  [],
  {},
  () => 1,
  1n,
  [{ size: 1 }],
  { ...table, columns: [] },
  { ...table, rowCount: 1e9 },
  withColumn(0, { values: [1, 2, 3] }),
]

const tableFunctions: Readonly<Record<string, (given: never, more: never) => unknown>> = {
  takeRows: core.takeRows,
  headRows: core.headRows,
  shuffleRows: (given) => core.shuffleRows(given, createRng(1)),
  appendTables: (given) => core.appendTables(given, given),
  selectColumns: core.selectColumns,
  withRole: (given, more) => core.withRole(given, more, 'feature'),
  createTable: (given, more) => core.createTable(given, more),
  checkTable: (given) => core.checkTable('here', given),
  splitTable: core.splitTable,
  cutTable: (given, more) => core.cutTable(given, more, 1),
  oversample: (given, more) => core.oversample(given, more, 'auto', { seed: 1 }),
  predictTable: (given, more) => core.predictTable(more, given),
  formatCsv: (given, more) => core.formatCsv(given, more),
  parseCsv: (given, more) => core.parseCsv(given, more),
  inferSchema: (given, more) => core.inferSchema(given, more),
  rowsFromTable: (given) => core.rowsFromTable(given),
  escapeFormulas: (given) => core.escapeFormulas(given),
  releaseTable: (given, more) => core.releaseTable(table, { minimumRows: given, schema: more }),
  softLabels: (given, more) => core.softLabels(core.withRole(table, 'shop', 'target'), given, more),
  tableEncoderFit: (given) => core.tableEncoder().fit(given),
  encodeFeatures: (given, more) => core.encodeFeatures(given, more),
  encode: (given) =>
    core
      .tableEncoder({ columns: ['size'], nulls: 'indicator' })
      .fit(table)
      .encode(given),
  decode: (given) =>
    core
      .tableEncoder({ columns: ['size'], nulls: 'indicator' })
      .fit(table)
      .decode(given),
  fitTableTransform: (given, more) => core.fitTableTransform(given, {}, more),
  simpleImputer: (given, more) => core.simpleImputer().fit(given, more),
  mice: (given, more) => core.mice().fit(given, more),
}

it.each(Object.entries(tableFunctions))('%s answers anything with a value or an error of its own', async (_, call) => {
  for (const first of [table, ...odd]) {
    for (const second of odd) await expectNothingRaw(() => call(first as never, second as never))
  }
})

const factories = {
  tableEncoder: core.tableEncoder,
  mice: core.mice,
  simpleImputer: core.simpleImputer,
  minMaxEncoder: core.minMaxEncoder,
  standardEncoder: core.standardEncoder,
  quantileEncoder: core.quantileEncoder,
  identityEncoder: core.identityEncoder,
  oneHotEncoder: core.oneHotEncoder,
  ordinalEncoder: core.ordinalEncoder,
}

it.each(Object.entries(factories))('%s refuses odd options with an error of its own', async (_, factory) => {
  for (const value of odd) await expectNothingRaw(() => (factory as (options: unknown) => unknown)(value))
})

async function expectNothingRaw(run: () => unknown): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!isAsdfError(error)) throw error
  }
}
