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
