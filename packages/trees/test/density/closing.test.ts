import { createRng } from '@asdf/core'
import { describe, expect, it } from 'vitest'
import { fitCodes, restoreCodes } from '../../src/density/index.ts'

const rows = 3000
const rng = createRng(8)
const first = draw(2)
const second = draw(4)
// Given the second column, it tells of the first, and alone of neither.
const third = first.map((one, row) => (rng.next() < 0.9 ? (one + second[row]!) % 2 : rng.next() < 0.5 ? 1 : 0))
const columns = [
  { codes: first, size: 2, ordered: false },
  { codes: second, size: 4, ordered: true },
  { codes: third, size: 2, ordered: false },
]
const codes = columns.map((column) => column.codes)
const fit = (endWithFirstColumn: boolean) => fitCodes(columns, { endWithFirstColumn }, { seed: 1, threads: 1 })

describe('endWithFirstColumn', () => {
  it('models the first column given all others, interactions too', async () => {
    const shares = (await fit(true)).firstGivenOthers(codes)!
    const wanted = first.map((_, row) => ((third[row]! + second[row]!) % 2 === 1 ? 1 : 0))
    const misses = wanted.map((one, row) => Math.abs(0.05 + 0.9 * one - shares[2 * row + 1]!))
    expect(shares).toHaveLength(2 * rows)
    for (let row = 0; row < rows; row++) expect(shares[2 * row]! + shares[2 * row + 1]!).toBeCloseTo(1, 5)
    expect(misses.reduce((sum, one) => sum + one, 0) / rows).toBeLessThan(0.05)
  })

  it('does not look at the first column itself, and leaves samples and likelihoods as they are', async () => {
    const [plain, closing] = [await fit(false), await fit(true)]
    const others = [first.map((one) => 1 - one), second, third]
    expect(closing.firstGivenOthers(others)).toEqual(closing.firstGivenOthers(codes))
    expect(plain.firstGivenOthers(codes)).toBeNull()
    expect(closing.logProbability(codes)).toEqual(plain.logProbability(codes))
    const run = { seed: 3, threads: 1 }
    expect(await closing.sample(500, {}, run)).toEqual(await plain.sample(500, {}, run))
  })

  it('is saved, and refused where it asks for the first column', async () => {
    const model = await fit(true)
    expect(restoreCodes(model.state).firstGivenOthers(codes)).toEqual(model.firstGivenOthers(codes))
    const json = structuredClone(model.state.json) as { closing: { digits: { features: number[] }[] } }
    json.closing.digits[0]!.features[0] = 0
    const damaged = { ...model.state, json: json as unknown as typeof model.state.json }
    expect(() => restoreCodes(damaged)).toThrow(expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID' }))
  })
})

function draw(size: number): Uint8Array {
  return Uint8Array.from({ length: rows }, () => Math.floor(rng.next() * size))
}
