import type { Field, Table } from '@asdf/contract'
import {
  appendTables,
  checkKinds,
  createTable,
  decodeArtifact,
  encodeArtifact,
  formatCsv,
  isAsdfError,
  matchColumns,
  rowsFromTable,
  scalarKinds,
  schemaFromJson,
  schemaToJson,
  selectColumns,
  splitTable,
  tableFromArrays,
  tableToArrays,
  takeRows,
} from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nestedTable } from './nested-tables.ts'

const table = nestedTable(60, 1)
const codeOf = (make: () => unknown): unknown => {
  try {
    return make()
  } catch (error) {
    return isAsdfError(error) ? error.code : error
  }
}

/** One row's cells of the nested columns, by plain code. */
function cellsAt({ columns, schema }: Table, row: number): unknown[] {
  return columns.map((column, index) => {
    if (column.valid?.[row] === 0) return null
    const field = schema.fields[index]!
    if (column.kind === 'image' && field.kind === 'image') {
      const size = field.height * field.width * field.channels
      return [...column.pixels.slice(row * size, (row + 1) * size)]
    }
    if (column.kind === 'series' && field.kind === 'series') {
      const [from, to] = [column.offsets[row]!, column.offsets[row + 1]!]
      const width = field.channels.length
      return [[...column.values.slice(from * width, to * width)], [...(column.times?.slice(from, to) ?? [])]]
    }
    return column.kind === 'numeric' ? column.values[row] : null
  })
}

describe('tables with images and series', () => {
  it('take any rows, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(59), { maxLength: 30 }), (rows) => {
        const taken = takeRows(table, Uint32Array.from(rows))
        expect(() => createTable(taken.schema, taken.columns)).not.toThrow()
        expect(rows.map((_, i) => cellsAt(taken, i))).toEqual(rows.map((row) => cellsAt(table, row)))
      }),
    )
  })

  it('append to the rows of all', () => {
    const [first, second] = [takeRows(table, Uint32Array.of(3, 1, 4)), takeRows(table, Uint32Array.of(1, 5, 9, 2))]
    const all = appendTables(first, second)
    expect(all).toEqual(takeRows(table, Uint32Array.of(3, 1, 4, 1, 5, 9, 2)))
    expect(() => createTable(all.schema, all.columns)).not.toThrow()
  })

  it('select and split like all others', () => {
    expect(selectColumns(table, ['visits', 'picture']).columns).toEqual([table.columns[2], table.columns[1]])
    const { train, validation, test } = splitTable(table, { seed: 1 })
    expect(train.rowCount + validation.rowCount + test.rowCount).toBe(60)
    expect(() => createTable(test.schema, test.columns)).not.toThrow()
  })

  it('come back from an artifact, through bytes', () => {
    const artifact = {
      format: 'asdf',
      formatVersion: 1,
      writer: 'test',
      stateVersion: 1,
      state: { schema: schemaToJson(table.schema) },
      arrays: tableToArrays(table, 'rows'),
    } as const
    const copy = decodeArtifact(encodeArtifact(artifact))
    expect(tableFromArrays(copy, 'rows', schemaFromJson(copy.state['schema']))).toEqual(table)
    const arrays = { ...copy.arrays, ['rows.2.offsets']: { dtype: 'i32', shape: [61], data: new Int32Array(61).fill(-1) } } // prettier-ignore
    expect(codeOf(() => tableFromArrays({ ...copy, arrays } as never, 'rows', table.schema))).toBe(
      'ASDF_ARTIFACT_INVALID',
    )
  })

  it('are the same columns only with the same size and channels', () => {
    const [picture, visits] = table.schema.fields.slice(1) as [Field, Field]
    const others = [
      { ...picture, width: 5 },
      { ...visits, channels: [] },
      { ...visits, time: { name: 'day', kind: 'numeric', role: 'feature', nullable: false, integer: true } },
    ] as Field[]
    for (const other of others) {
      const fields = table.schema.fields.map((field) => (field.name === other.name ? other : field))
      expect(codeOf(() => matchColumns('test', table.schema.fields, { fields }))).toBe('ASDF_SCHEMA_MISMATCH')
      expect(codeOf(() => appendTables(table, { ...table, schema: { fields } }))).toBe('ASDF_SCHEMA_MISMATCH')
    }
  })

  it('are refused where single values are needed, by name and with advice', () => {
    expect(() => checkKinds('test', table.schema, scalarKinds)).toThrow(/column 'picture' is image.*withColumn/)
    expect(codeOf(() => formatCsv(table))).toBe('ASDF_UNSUPPORTED')
    expect(codeOf(() => rowsFromTable(table))).toBe('ASDF_UNSUPPORTED')
  })
})

describe('createTable checks', () => {
  const picture: Field = {
    name: 'p',
    kind: 'image',
    role: 'feature',
    nullable: false,
    height: 2,
    width: 2,
    channels: 3,
  }
  const series: Field = {
    name: 's',
    kind: 'series',
    role: 'feature',
    nullable: true,
    channels: [
      { name: 'a', kind: 'numeric', role: 'feature', nullable: false, integer: false },
      { name: 'b', kind: 'categorical', role: 'feature', nullable: true, categories: ['x', 'y'], ordered: false },
    ],
    minimumLength: 1,
    maximumLength: 2,
    time: { name: 't', kind: 'numeric', role: 'feature', nullable: false, integer: true },
  }
  const whole = {
    kind: 'series',
    offsets: Uint32Array.of(0, 2, 3),
    values: Float64Array.of(1, 0, 2, NaN, 3, 1),
    times: Float64Array.of(1, 2, 0),
  } as const

  it('passes what is whole', () => {
    expect(createTable({ fields: [series] }, [whole]).rowCount).toBe(2)
    expect(createTable({ fields: [picture] }, [{ kind: 'image', pixels: new Uint8Array(24) }]).rowCount).toBe(2)
  })

  it.each<[string, object, string]>([
    ['offsets that fall', { offsets: Uint32Array.of(0, 3, 2) }, 'ASDF_DATA_INVALID'],
    ['offsets that do not begin with 0', { offsets: Uint32Array.of(1, 2, 3) }, 'ASDF_SCHEMA_MISMATCH'],
    ['too few values', { values: Float64Array.of(1, 0) }, 'ASDF_SCHEMA_MISMATCH'],
    ['too many times', { times: new Float64Array(4) }, 'ASDF_SCHEMA_MISMATCH'],
    ['times that fall', { times: Float64Array.of(2, 1, 0) }, 'ASDF_DATA_INVALID'],
    ['times that are NaN', { times: Float64Array.of(NaN, 1, 0) }, 'ASDF_DATA_INVALID'],
    ['a code that is not known', { values: Float64Array.of(1, 2, 2, 0, 3, 1) }, 'ASDF_DATA_INVALID'],
    ['a null that may not be', { values: Float64Array.of(NaN, 0, 2, 0, 3, 1) }, 'ASDF_DATA_INVALID'],
    ['an infinite value', { values: Float64Array.of(Infinity, 0, 2, 0, 3, 1) }, 'ASDF_DATA_INVALID'],
    ['too short a row', { offsets: Uint32Array.of(0, 3, 3) }, 'ASDF_DATA_INVALID'],
    ['a null with steps', { valid: Uint8Array.of(0, 1) }, 'ASDF_DATA_INVALID'],
  ])('%s', (_, fault, code) => {
    expect(codeOf(() => createTable({ fields: [series] }, [{ ...whole, ...fault }]))).toBe(code)
  })

  it('pictures of another size, and sizes that are none', () => {
    for (const [field, length] of [
      [picture, 13],
      [{ ...picture, width: 0 }, 0],
    ] as const)
      // prettier-ignore
      expect(codeOf(() => createTable({ fields: [field] }, [{ kind: 'image', pixels: new Uint8Array(length) }]))).toBe(
        'ASDF_SCHEMA_MISMATCH',
      )
  })
})
