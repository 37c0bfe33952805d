import type { Column, Field } from '@asdf/contract'
import { renewedColumn, restoreRenewed } from '@asdf/core'
import { describe, expect, it } from 'vitest'

const day = 86_400_000
const datetime: Field = { name: 'at', kind: 'datetime', role: 'identifier', nullable: false, format: 'date' }
const numeric: Field = { name: 'id', kind: 'numeric', role: 'identifier', nullable: false, integer: true }
const startOf = (field: Field, values: number[]) => {
  const column = { kind: field.kind, values: Float64Array.from(values) } as Column
  const made = renewedColumn(field, column).make(3) as { values: Float64Array }
  return [...made.values]
}

describe('columns that are made anew', () => {
  it('do not tell the last datetime, and come after it', () => {
    const ends = [18_001, 18_002, 18_200].map((last) => startOf(datetime, [10 * day, last * day]))
    expect(new Set(ends.map(String)).size).toBe(1)
    expect(ends[0]![0]).toBeGreaterThan(18_200 * day)
    expect(ends[0]!.map((value) => value % day)).toEqual([0, 0, 0])
  })

  it('go where there is room when the last values leave none', () => {
    expect(startOf(datetime, [253_402_214_400_000])[0]).toBe(Date.UTC(2000, 0, 1) - 730_485 * day)
    expect(startOf(numeric, [Number.MAX_SAFE_INTEGER])[0]).toBe(-(2 ** 52))
  })

  it('do not tell the largest number', () => {
    expect(startOf(numeric, [100_003, 712_345])).toEqual(startOf(numeric, [999_999]))
    expect(startOf(numeric, [999_999])).toEqual([1_000_000, 1_000_001, 1_000_002])
  })

  it('refuse kinds without room for new values, and states that are none', () => {
    const boolean: Field = { name: 'b', kind: 'boolean', role: 'identifier', nullable: false }
    expect(() => renewedColumn(boolean, { kind: 'boolean', values: new Uint8Array(3) })).toThrow(
      expect.objectContaining({ code: 'ASDF_SCHEMA_MISMATCH' }),
    )
    expect(() => restoreRenewed({ field: { ...numeric }, prefix: 'x' }, 'test')).toThrow(
      expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID' }),
    )
  })
})
