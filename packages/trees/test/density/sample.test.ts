import { fitCodes } from '@asdf/trees/density'
import { describe, expect, test } from 'vitest'
import { mixedCodes } from './columns.ts'

const columns = mixedCodes(6000, 1)
const model = await fitCodes(columns, { maximumRounds: 40, groups: 8 }, { seed: 1 })
const free = 255

/** Clamps a column's cells to one code. */
function clamp(column: number, code: number, count: number): (Uint8Array | undefined)[] {
  return columns.map((_, index) => (index === column ? new Uint8Array(count).fill(code) : undefined))
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

describe('clamped cells', () => {
  test('keep their codes, whatever the number of particles, and leave others free', async () => {
    const fixed = columns.map(({ codes }, column) =>
      codes.slice(0, 3000).map((code, row) => ((row + column) % 3 === 0 ? code : free)),
    )
    for (const candidates of [1, 3, 50]) {
      const { columns: rows, logReach } = await model.sample(3000, { fixed, candidates }, { seed: 2 })
      rows.forEach((codes, column) => {
        codes.forEach((code, row) => {
          expect(code).toBeLessThan(columns[column]!.size)
          if (fixed[column]![row] !== free) expect(code).toBe(fixed[column]![row])
        })
      })
      expect(logReach.every((one) => one <= 1e-6 && one > -Infinity)).toBe(true)
    }
  })

  test('give an unbiased estimate of their probability', async () => {
    // The kind is clamped after nothing: its probability is exact. That of a high number must be summed over.
    const exact = columns[0]!.codes.filter((code) => code === 1).length / 6000
    const first = await model.sample(200, { fixed: clamp(0, 1, 200) }, { seed: 1 })
    first.logReach.forEach((one) => expect(Math.exp(one)).toBeCloseTo(exact, 2))
    const drawn = (await model.sample(60_000, {}, { seed: 5 })).columns[3]!
    const share = drawn.filter((code) => code === 1).length / 60_000
    for (const candidates of [1, 8]) {
      const { logReach } = await model.sample(5000, { fixed: clamp(3, 1, 5000), candidates }, { seed: 3 })
      expect(mean(logReach.map(Math.exp))).toBeCloseTo(share, 1)
    }
  })

  test('are the probability of the row when every cell is clamped', async () => {
    const fixed = columns.map(({ codes }) => codes.slice(0, 500))
    const { columns: rows, logReach } = await model.sample(500, { fixed }, { seed: 1 })
    expect(rows).toEqual(fixed)
    expect(logReach).toEqual(model.logProbability(fixed))
  })

  test('draw cells before them that agree, the more so with more particles', async () => {
    const share = async (candidates: number) => {
      const { columns: rows } = await model.sample(3000, { fixed: clamp(3, 1, 3000), candidates }, { seed: 4 })
      return rows[2]!.filter((code) => code > 40).length / 3000
    }
    const [one, four, forty] = [await share(1), await share(4), await share(40)]
    expect(four).toBeGreaterThan(one + 0.2)
    expect(forty).toBeGreaterThan(0.97)
  })

  test('resample to the distribution given them', async () => {
    const { columns: rows } = await model.sample(4000, { fixed: clamp(2, 30, 4000), candidates: 100 }, { seed: 4 })
    const free = (await model.sample(200_000, {}, { seed: 8 })).columns
    const levels = (codes: Uint8Array, keep: (row: number) => boolean) => {
      const counts = new Float64Array(20)
      let total = 0
      codes.forEach((code, row) => {
        if (!keep(row)) return
        counts[code]!++
        total++
      })
      return counts.map((count) => count / total)
    }
    const given = levels(rows[1]!, () => true)
    levels(free[1]!, (row) => free[2]![row] === 30).forEach((share, code) =>
      expect(Math.abs(share - given[code]!)).toBeLessThan(0.05),
    )
  })

  test('of other rows do not change a row that is free of them', async () => {
    const fixed = clamp(3, free, 2000)
    fixed[3]![7] = 1
    const { columns: some } = await model.sample(2000, { fixed }, { seed: 6 })
    const { columns: none } = await model.sample(2000, {}, { seed: 6 })
    some.forEach((codes, column) => codes.forEach((code, row) => row !== 7 && expect(code).toBe(none[column]![row])))
  })
})

describe('a sample', () => {
  test('of no rows has all columns', async () => {
    const { columns: rows, logReach } = await model.sample(0, {}, { seed: 1 })
    expect(rows.map((codes) => codes.length)).toEqual([0, 0, 0, 0, 0])
    expect(logReach).toHaveLength(0)
  })

  test('of fewer rows is the beginning of one of more, chunk by chunk', async () => {
    const more = await model.sample(6000, {}, { seed: 1 })
    const fewer = await model.sample(4096, {}, { seed: 1 })
    fewer.columns.forEach((codes, column) => expect(codes).toEqual(more.columns[column]!.slice(0, 4096)))
    expect(more.logReach.every((one) => one === 0)).toBe(true)
  })

  test('is refused with an impossible count, particles, lengths and codes', async () => {
    const run = { seed: 1 }
    await expect(model.sample(-1, {}, run)).rejects.toMatchObject({ code: 'ASDF_OPTION_INVALID' })
    await expect(model.sample(1.5, {}, run)).rejects.toMatchObject({ code: 'ASDF_OPTION_INVALID' })
    await expect(model.sample(1, { candidates: 0 }, run)).rejects.toMatchObject({ code: 'ASDF_OPTION_INVALID' })
    await expect(model.sample(5, { fixed: clamp(0, 1, 4) }, run)).rejects.toMatchObject({ code: 'ASDF_SHAPE_MISMATCH' })
    await expect(model.sample(5, { fixed: clamp(0, 3, 5) }, run)).rejects.toMatchObject({ code: 'ASDF_DATA_INVALID' })
    const six = [...clamp(0, 1, 5), new Uint8Array(5)]
    await expect(model.sample(5, { fixed: six }, run)).rejects.toMatchObject({ code: 'ASDF_SHAPE_MISMATCH' })
    await expect(model.sample(5, {}, { seed: Number.NaN })).rejects.toMatchObject({ code: 'ASDF_OPTION_INVALID' })
  })

  test('stops with the reason of an abort', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    setTimeout(() => controller.abort(reason), 20)
    const { signal } = controller
    await expect(model.sample(10_000_000, {}, { seed: 1, signal, threads: 2 })).rejects.toBe(reason)
  })
})

describe('a score', () => {
  test('of an unknown code is minus infinity, and leaves other rows alone', () => {
    const rows = columns.map(({ codes }) => codes.slice(0, 100))
    const before = model.logProbability(rows)
    rows[2]![5] = 255
    const after = model.logProbability(rows)
    expect(after[5]).toBe(-Infinity)
    after.forEach((one, row) => row !== 5 && expect(one).toBe(before[row]))
  })

  test('needs all columns, of one length, with codes of the model', () => {
    const rows = columns.map(({ codes }) => codes.slice(0, 10))
    const fault = (code: string) => expect.objectContaining({ code }) as Error
    expect(() => model.logProbability(rows.slice(1))).toThrowError(fault('ASDF_SHAPE_MISMATCH'))
    expect(() => model.logProbability(rows.with(1, new Uint8Array(9)))).toThrowError(fault('ASDF_SHAPE_MISMATCH'))
    expect(() => model.logProbability(rows.with(3, new Uint8Array(10).fill(2)))).toThrowError(
      fault('ASDF_DATA_INVALID'),
    )
  })
})

describe('samples in parts', () => {
  test('go on from given columns as if they had been drawn, and end where they are told to', async () => {
    const whole = await model.sample(100, {}, { seed: 4, threads: 1 })
    const first = await model.sample(100, { to: 2 }, { seed: 4, threads: 1 })
    expect(first.columns).toEqual(whole.columns.slice(0, 2))
    const rest = await model.sample(100, { fixed: first.columns, from: 2 }, { seed: 4, threads: 1 })
    expect(rest.columns).toEqual(whole.columns)
    expect(rest.logReach).toEqual(new Float64Array(100))
    await expect(model.sample(100, { from: 1 }, { seed: 4 })).rejects.toMatchObject({ code: 'ASDF_DATA_INVALID' })
    await expect(model.sample(100, { from: 3, to: 2 }, { seed: 4 })).rejects.toMatchObject({
      code: 'ASDF_OPTION_INVALID',
    })
  })
})
