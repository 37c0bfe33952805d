import { createTable, shareCategories } from '@asdf/core'
import { expect, it } from 'vitest'

function towns(categories: readonly string[], codes: readonly number[], valid?: readonly number[]) {
  const field = { name: 'town', kind: 'categorical', role: 'feature', ordered: false, nullable: false } as const
  return createTable({ fields: [{ ...field, categories, nullable: valid !== undefined }] }, [
    { kind: 'categorical', codes: Int32Array.from(codes), ...(valid && { valid: Uint8Array.from(valid) }) },
  ])
}

it('gives tables one list of categories, found by name', () => {
  const [real, synthetic] = shareCategories(
    towns(['Ann', 'A', 'B'], [0, 1, 2]),
    towns(['A', 'B', 'other'], [0, 2, -1], [1, 1, 0]),
  )
  expect(real.schema).toEqual(synthetic.schema)
  expect(real.schema.fields[0]).toMatchObject({ categories: ['Ann', 'A', 'B', 'other'], nullable: true })
  expect(real.columns[0]).toEqual({ kind: 'categorical', codes: Int32Array.of(0, 1, 2) })
  expect(synthetic.columns[0]).toMatchObject({ codes: Int32Array.of(1, 3, -1), valid: Uint8Array.of(1, 1, 0) })
})
