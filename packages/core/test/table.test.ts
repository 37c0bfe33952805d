import type { Column, Field, Table } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import {
  appendTables,
  classCode,
  classCodes,
  classCounts,
  columnOf,
  createRng,
  createTable,
  featureIndices,
  headRows,
  predictTable,
  selectColumns,
  shuffleRows,
  takeRows,
  targetIndex,
  withRole,
} from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const fields: readonly Field[] = [
  { name: 'n', kind: 'numeric', role: 'feature', nullable: true, integer: false },
  { name: 'c', kind: 'categorical', role: 'target', nullable: false, categories: ['a', 'b'], ordered: false },
  { name: 'b', kind: 'boolean', role: 'sensitive', nullable: false, labels: ['no', 'yes'] },
  { name: 'd', kind: 'datetime', role: 'feature', nullable: false },
  { name: 't', kind: 'text', role: 'identifier', nullable: false },
]

/** Rows numbered from `from`; every cell tells its row. */
function rows(from: number, count: number, nulls = true): Table {
  const numbers = Array.from({ length: count }, (_, i) => from + i)
  const valid = nulls ? { valid: Uint8Array.from(numbers, (i) => (i % 3 === 0 ? 0 : 1)) } : {}
  return createTable({ fields }, [
    { kind: 'numeric', values: Float64Array.from(numbers), ...valid },
    { kind: 'categorical', codes: Int32Array.from(numbers, (i) => i % 2) },
    { kind: 'boolean', values: Uint8Array.from(numbers, (i) => i % 2) },
    { kind: 'datetime', values: Float64Array.from(numbers, (i) => i * 1000) },
    { kind: 'text', values: numbers.map((i) => `row ${i}`) },
  ])
}

function codeOf(action: () => unknown): string {
  try {
    action()
    return 'none'
  } catch (error) {
    return isAsdfError(error) ? error.code : String(error)
  }
}

describe('takeRows, appendTables and shuffleRows', () => {
  it('cut and joined again give the table back', () => {
    fc.assert(
      fc.property(fc.nat({ max: 30 }), fc.nat({ max: 30 }), (first, second) => {
        const [a, b] = [rows(0, first), rows(first, second)]
        expect(appendTables(a, b)).toEqual(rows(0, first + second))
      }),
    )
  })

  it('keep the cells of a row together, nulls too', () => {
    const table = rows(0, 50)
    const shuffled = shuffleRows(table, createRng(1))
    const numbers = columnOf(shuffled, 'n') as Extract<Column, { kind: 'numeric' }>
    expect(shuffled).toEqual(takeRows(table, Uint32Array.from(numbers.values)))
    expect([...numbers.values]).not.toEqual([...(table.columns[0] as typeof numbers).values])
    expect([...numbers.values].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i))
  })

  it('join a table with nulls to one without', () => {
    const joined = appendTables(rows(0, 2, false), rows(2, 2))
    expect([...joined.columns[0]!.valid!]).toEqual([1, 1, 1, 0])
  })

  it('refuse tables whose columns differ', () => {
    const other = createTable({ fields: [{ ...fields[1]!, categories: ['a', 'z'] } as Field] }, [
      { kind: 'categorical', codes: Int32Array.of(1) },
    ])
    expect(codeOf(() => appendTables(selectColumns(rows(0, 2), ['c']), other))).toBe('ASDF_SCHEMA_MISMATCH')
    expect(codeOf(() => appendTables(rows(0, 2), selectColumns(rows(0, 2), ['n'])))).toBe('ASDF_SCHEMA_MISMATCH')
  })

  it('headRows gives no more rows than there are', () => {
    expect([headRows(rows(0, 5), 3).rowCount, headRows(rows(0, 5), 9).rowCount]).toEqual([3, 5])
  })
})

describe('createTable', () => {
  it('refuses columns of another kind or length, codes without a category, and two columns of one name', () => {
    const field = fields[1]!
    const codes = (...values: number[]): Column => ({ kind: 'categorical', codes: Int32Array.from(values) })
    expect(codeOf(() => createTable({ fields: [field] }, [{ kind: 'boolean', values: Uint8Array.of(1) }]))).toBe(
      'ASDF_SCHEMA_MISMATCH',
    )
    expect(codeOf(() => createTable({ fields: [field] }, []))).toBe('ASDF_SHAPE_MISMATCH')
    expect(codeOf(() => createTable({ fields: [field] }, [codes(0, 2)]))).toBe('ASDF_DATA_INVALID')
    expect(codeOf(() => createTable({ fields: [field, field] }, [codes(0), codes(1)]))).toBe('ASDF_SCHEMA_MISMATCH')
    expect(codeOf(() => createTable({ fields: [field, { ...field, name: 'x' }] }, [codes(0), codes(1, 1)]))).toBe(
      'ASDF_SCHEMA_MISMATCH',
    )
  })
})

describe('fields', () => {
  it('find the target, the features and classes by name', () => {
    const table = rows(0, 4, false)
    expect(targetIndex(table.schema, 'test')).toBe(1)
    expect(featureIndices(table.schema)).toEqual([0, 2, 3])
    expect([classCode(fields[2]!, 'yes'), classCode(fields[2]!, true), classCode(fields[1]!, 'b')]).toEqual([1, 1, 1])
    expect(codeOf(() => classCode(fields[1]!, 'z'))).toBe('ASDF_OPTION_INVALID')
    expect(codeOf(() => classCode(fields[0]!, 'z'))).toBe('ASDF_SCHEMA_MISMATCH')
    expect([...classCounts(fields[1]!, table.columns[1]!)]).toEqual([2, 2])
  })

  it('a null class has code -1 and is not counted', () => {
    const column: Column = { kind: 'boolean', values: Uint8Array.of(1, 0, 1), valid: Uint8Array.of(1, 1, 0) }
    expect([...classCodes(column)]).toEqual([1, 0, -1])
    expect([...classCounts(fields[2]!, column)]).toEqual([1, 1])
  })

  it('withRole moves the target, and a table with two targets is refused', () => {
    const moved = withRole(rows(0, 2), 'b', 'target').schema.fields
    expect(moved.map(({ role }) => role)).toEqual(['feature', 'feature', 'target', 'feature', 'identifier'])
    const two = { fields: fields.map((field) => ({ ...field, role: 'target' as const })) }
    expect(codeOf(() => targetIndex(two, 'test'))).toBe('ASDF_SCHEMA_MISMATCH')
  })
})

describe('predictTable', () => {
  const classifier = {
    classes: ['b', 'a'],
    predictProbability: async (table: Table) => ({
      dtype: 'f64' as const,
      shape: [table.rowCount, 2],
      data: new Float64Array(2 * table.rowCount).fill(0.5),
    }),
  }

  it('gives the truth in the order of the classifier, and the weights', async () => {
    const table = withRole(rows(1, 3, false), 'n', 'weight')
    const { truth, weight } = await predictTable(classifier, table)
    expect([...truth]).toEqual([0, 1, 0])
    expect([...weight!]).toEqual([1, 2, 3])
  })

  it('refuses a row without a class and a class that the classifier does not know', async () => {
    const table = rows(1, 3, false)
    const holed = {
      ...table,
      columns: table.columns.map((column, i) => (i === 1 ? { ...column, valid: Uint8Array.of(1, 0, 1) } : column)),
    }
    await expect(predictTable(classifier, holed)).rejects.toThrow(/row 2 has no class/)
    await expect(predictTable({ ...classifier, classes: ['b'] }, table)).rejects.toThrow(/row 2 has the class 'a'/)
  })
})
