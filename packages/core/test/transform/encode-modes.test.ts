import { createRng } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeModes } from '../../src/transform/kernels/encode-modes.ts'
import { modeShares } from './reference/choose-mode.ts'

const limit = 0.99
const mode = fc.record({
  center: fc.integer({ min: -20, max: 20 }),
  width: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 30 })),
  share: fc.double({ min: 0.01, max: 1, noNaN: true }),
})

function encode(
  values: readonly number[],
  modes: readonly { center: number; width: number; share: number }[],
  seed?: number,
) {
  const table = {
    centers: Float64Array.from(modes, ({ center }) => center),
    widths: Float64Array.from(modes, ({ width }) => width),
    logHeights: Float64Array.from(modes, ({ share, width }) => Math.log(share / (width || 1))),
    limit,
  }
  const chosen = new Int32Array(values.length)
  const scalars = new Float64Array(values.length)
  encodeModes(Float64Array.from(values), table, chosen, scalars, seed === undefined ? undefined : createRng(seed))
  return { chosen, scalars }
}

describe('encodeModes', () => {
  it('draws each mode as often as it made the value, takes the likeliest without an rng, and never an impossible one', () => {
    fc.assert(
      fc.property(fc.array(mode, { minLength: 1, maxLength: 4 }), fc.integer({ min: -30, max: 30 }), (modes, value) => {
        const shares = modeShares(value, modes, limit)
        if (Math.max(...shares) === 0) return
        const draws = 2000
        const { chosen, scalars } = encode(new Array<number>(draws).fill(value), modes, 3)
        modes.forEach(({ center, width }, k) => {
          const share = chosen.filter((one) => one === k).length / draws
          expect(Math.abs(share - shares[k]!)).toBeLessThan(0.06)
          if (shares[k] === 0) expect(share).toBe(0)
          const row = chosen.indexOf(k)
          if (row >= 0) expect(center + width * scalars[row]!).toBeCloseTo(value, 9)
        })
        const likeliest = encode([value], modes).chosen[0]!
        expect(shares[likeliest]).toBeCloseTo(Math.max(...shares), 9)
      }),
    )
  })

  it('sends what no mode reaches to the nearest end of one', () => {
    const modes = [
      { center: 0, width: 0, share: 0.5 },
      { center: 10, width: 2, share: 0.3 },
      { center: 20, width: 4, share: 0.2 },
    ]
    const { chosen, scalars } = encode([13, 100, -5, Number.NaN], modes, 1)
    expect([...chosen]).toEqual([1, 2, 0, -1])
    expect([...scalars]).toEqual([0.99, 0.99, 0, 0])
    const exact = modes.map((one) => ({ ...one, width: 0 }))
    expect([...encode([13, 16, 100, -5], exact).chosen]).toEqual([1, 2, 2, 0])
  })
})
