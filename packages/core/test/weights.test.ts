import type { Column, Field } from '@asdf/contract'
import { createTable, parseCsv, predictTable, readWeights } from '@asdf/core'
import { expect, it } from 'vitest'

const numeric = (...values: number[]): Column => ({ kind: 'numeric', values: Float64Array.from(values) })

function table(...columns: readonly Column[]) {
  const fields = columns.map((column, index): Field => {
    const base = { name: `w${index}`, role: 'weight', nullable: true } as const
    return column.kind === 'boolean' ? { ...base, kind: 'boolean' } : { ...base, kind: 'numeric', integer: false }
  })
  return createTable({ fields }, columns)
}

function failure(...columns: readonly Column[]): unknown {
  try {
    return readWeights('test', table(...columns))
  } catch (error) {
    return error
  }
}

it('gives the values of the weight column, or undefined without one', () => {
  expect(readWeights('test', table(numeric(0, 2.5)))).toEqual(Float64Array.of(0, 2.5))
  expect(readWeights('test', table(numeric()))).toEqual(new Float64Array(0))
  expect(readWeights('test', table())).toBeUndefined()
})

it('names the column and the row of a weight that is none', () => {
  const faulty = (row: number): unknown =>
    expect.objectContaining({
      code: 'ASDF_DATA_INVALID',
      details: { column: 'w0', row },
      message: expect.stringContaining("'w0'") as string,
    })
  expect(failure(numeric(1, -1))).toEqual(faulty(2))
  expect(failure(numeric(1, Infinity))).toEqual(faulty(2))
  expect(failure(numeric(1, NaN))).toEqual(faulty(2))
  expect(failure({ kind: 'numeric', values: Float64Array.of(NaN, 1), valid: Uint8Array.of(0, 1) })).toEqual(faulty(1))
  expect(failure(numeric(0, 0))).toEqual(faulty(0))
})

it('refuses two weight columns and one that is not numeric', () => {
  const mismatch: unknown = expect.objectContaining({ code: 'ASDF_SCHEMA_MISMATCH' })
  expect(failure(numeric(1), numeric(1))).toEqual(mismatch)
  expect(failure({ kind: 'boolean', values: Uint8Array.of(1) })).toEqual(mismatch)
})

it('predictTable takes weights of 0 and 1 from a file and refuses missing ones', async () => {
  const classifier = {
    classes: ['a', 'b'],
    predictProbability: async () => ({ dtype: 'f64' as const, shape: [3, 2], data: new Float64Array(6).fill(0.5) }),
  }
  const options = { target: 'y', roles: { w: 'weight' } } as const
  const whole = await parseCsv('y,w\na,0\nb,1\na,1\n', options)
  expect((await predictTable(classifier, whole)).weight).toEqual(Float64Array.of(0, 1, 1))
  const holed = await parseCsv('y,w\na,0\nb,\na,1\n', options)
  await expect(predictTable(classifier, holed)).rejects.toMatchObject({ details: { column: 'w', row: 2 } })
})
