import type { Table } from '@asdf/contract'
import { appendTables, compareTables, matchColumns, shareCategories } from '@asdf/core'
import { describe, expect, it } from 'vitest'

const colored = (categories: readonly string[], codes: readonly number[]): Table => ({
  schema: {
    fields: [{ name: 'color', kind: 'categorical', role: 'feature', nullable: false, categories, ordered: false }],
  },
  rowCount: codes.length,
  columns: [{ kind: 'categorical', codes: Int32Array.from(codes) }],
})

// As of a model that merged gray and green.
const train = colored(['red', 'blue', 'gray', 'green'], [0, 1, 2, 3])
const synthetic = colored(['blue', 'red', 'other'], [0, 1, 2])

describe('tables whose lists of categories differ', () => {
  it('are compared by the names of their categories', () => {
    const compared = compareTables('here', { train, synthetic })
    expect(compared.synthetic.schema.fields[0]).toMatchObject({ categories: ['red', 'blue', 'gray', 'green', 'other'] })
    expect(compared.synthetic.columns[0]).toMatchObject({ codes: Int32Array.of(1, 0, 4) })
    expect(compared.train.columns[0]).toMatchObject({ codes: Int32Array.of(0, 1, 2, 3) })
  })

  it('are refused where they must be the same, with what to do', () => {
    expect(() => appendTables(train, synthetic)).toThrow(/shareCategories/)
    expect(() => matchColumns('here', train.schema.fields, synthetic.schema)).toThrow(/shareCategories/)
  })

  it('fit together once they share their categories', () => {
    const together = appendTables(...shareCategories(train, synthetic))
    expect(together.columns[0]).toMatchObject({ codes: Int32Array.of(0, 1, 2, 3, 1, 0, 4) })
  })
})
