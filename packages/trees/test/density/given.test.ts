import { createRng } from '@asdf/core'
import { fitCodes } from '@asdf/trees/density'
import { describe, expect, it } from 'vitest'

const count = 2000
const rng = createRng(3)
const first = Uint8Array.from({ length: count }, () => Math.floor(6 * rng.next()))
const second = first.map((code) => (rng.next() < 0.9 ? code : Math.floor(6 * rng.next())))
const third = second.map((code) => (rng.next() < 0.9 ? 5 - code : Math.floor(6 * rng.next())))
const columns = [first, second, third].map((codes) => ({ codes, size: 6, ordered: true }))

describe('given columns', () => {
  it('have no trees, and those after them are modelled by them as ever', async () => {
    const model = await fitCodes(columns, { given: 2 }, { seed: 1, threads: 1 })
    const whole = await fitCodes(columns, {}, { seed: 1, threads: 1 })
    expect(model.figures.map(({ rounds }) => rounds[0]! > 0)).toEqual([false, false, true])
    expect(whole.figures.map(({ rounds }) => rounds[0]! > 0)).toEqual([false, true, true])
    const request = { fixed: [first, second], from: 2 }
    const drawn = await model.sample(count, request, { seed: 2, threads: 1 })
    expect(drawn).toEqual(await whole.sample(count, request, { seed: 2, threads: 1 }))
    const near = drawn.columns[2]!.filter((code, row) => code === 5 - second[row]!).length
    expect(near / count).toBeGreaterThan(0.85)
  })

  it('are a whole number from 0', async () => {
    for (const given of [-1, 0.5, Number.NaN]) {
      await expect(fitCodes(columns, { given }, { seed: 1, threads: 1 })).rejects.toMatchObject({
        code: 'ASDF_OPTION_INVALID',
      })
    }
  })
})
