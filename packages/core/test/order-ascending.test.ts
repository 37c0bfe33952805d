import { orderAscending } from '@asdf/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'

const numbers = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity)))

it('orders any finite and infinite numbers as the stable sort of the language does', () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const out = new Uint32Array(values.length)
      orderAscending(Float64Array.from(values), out)
      const expected = [...values.keys()].sort(
        (a, b) => Number(values[a]! > values[b]!) - Number(values[a]! < values[b]!),
      )
      expect([...out]).toEqual(expected)
    }),
  )
})

it.each([
  ['a plain array', [0.75, -1, 0.5]],
  ['Float32Array', Float32Array.of(0.75, -1, 0.5)],
  ['a view into a Float64Array', Float64Array.of(9, 0.75, -1, 0.5, -9).subarray(1, 4)],
])('orders the numbers of %s', (_, values) => {
  const out = new Uint32Array(3)
  orderAscending(values, out)
  expect([...out]).toEqual([1, 2, 0])
})
