import type { Column, Field } from '@asdf/contract'
import { createTable, newIdentifiers, renewIdentifiers } from '@asdf/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'

const base = { name: 'id', role: 'identifier', nullable: true } as const
const textField: Field = { ...base, kind: 'text' }
const numberField: Field = { ...base, kind: 'numeric', integer: true }

it('numbers count on from the largest, nulls apart', () => {
  const existing = { kind: 'numeric', values: Float64Array.of(3, 900, 7), valid: Uint8Array.of(1, 0, 1) } as const
  expect(newIdentifiers(numberField, existing, 3)).toEqual({ kind: 'numeric', values: Float64Array.of(8, 9, 10) })
  const empty = { kind: 'numeric', values: new Float64Array(0) } as const
  expect(newIdentifiers(numberField, empty, 2)).toEqual({ kind: 'numeric', values: Float64Array.of(1, 2) })
})

it('numbers never repeat, nor are any that are there, wherever the largest lies', () => {
  const edge = fc.constantFrom(2 ** 53, 2 ** 53 - 2, 2 ** 53 - 10, -(2 ** 60), 1e300, -1e300, 0.5, 3)
  fc.assert(
    fc.property(fc.array(fc.oneof(edge, fc.nat(12))), fc.nat(20), (values, count) => {
      const made = newIdentifiers(numberField, { kind: 'numeric', values: Float64Array.from(values) }, count)
      const ids = made.kind === 'numeric' ? [...made.values] : []
      expect(ids.every((id) => Number.isSafeInteger(id))).toBe(true)
      expect(new Set([...ids, ...values]).size).toBe(count + new Set(values).size)
    }),
  )
})

it('moments stay in the years that can be written', () => {
  const last = { kind: 'datetime', values: Float64Array.of(Date.UTC(9999, 11, 31), 86_400_000) } as const
  const dates = newIdentifiers({ ...base, kind: 'datetime', format: 'date' }, last, 2)
  expect(dates).toEqual({ kind: 'datetime', values: Float64Array.of(172_800_000, 259_200_000) })
})

it('dates count on by days, times by seconds', () => {
  const existing = { kind: 'datetime', values: Float64Array.of(0) } as const
  const dates = newIdentifiers({ ...base, kind: 'datetime', format: 'date' }, existing, 2)
  expect(dates).toEqual({ kind: 'datetime', values: Float64Array.of(86_400_000, 172_800_000) })
  const times = newIdentifiers({ ...base, kind: 'datetime' }, existing, 2)
  expect(times).toEqual({ kind: 'datetime', values: Float64Array.of(1000, 2000) })
})

it('texts are never ones that are there, nor twice the same', () => {
  const made = fc.oneof(
    fc.string(),
    fc.nat(30).map((i) => `synthetic-${i}`),
    fc.nat(9).map((i) => `new-synthetic-${i}`),
  )
  fc.assert(
    fc.property(fc.array(made), fc.nat(20), (values, count) => {
      const column = newIdentifiers(textField, { kind: 'text', values }, count)
      const ids = column.kind === 'text' ? column.values : []
      expect(new Set([...ids, ...values]).size).toBe(count + new Set(values).size)
    }),
  )
})

it('an identifier of fixed values has no room for new ones', () => {
  const field: Field = { ...base, kind: 'categorical', categories: ['a'], ordered: false }
  const existing = { kind: 'categorical', codes: Int32Array.of(0) } as const
  expect(() => newIdentifiers(field, existing, 1)).toThrow(expect.objectContaining({ code: 'ASDF_SCHEMA_MISMATCH' }))
})

it('rows without an identifier stay without one', () => {
  const schema = { fields: [textField] }
  const column = (values: string[], valid: number[]): Column => ({
    kind: 'text',
    values,
    valid: Uint8Array.from(valid),
  })
  const train = createTable(schema, [column(['a', '', 'b'], [1, 0, 1])])
  const renewed = renewIdentifiers(createTable(schema, [column(['', 'c'], [0, 1])]), train)
  expect(renewed.columns).toEqual([column(['', 'synthetic-2'], [0, 1])])
})
