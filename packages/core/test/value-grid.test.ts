import type { DatetimeField, NumericField, Rng } from '@asdf/contract'
import { createRng, gridFromJson, gridOf, gridToJson, levelOf, toLevel } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const whole: NumericField = { name: 'x', kind: 'numeric', role: 'feature', nullable: false, integer: true }
const cents: NumericField = { ...whole, integer: false, decimals: 2 }
const moment: DatetimeField = { name: 't', kind: 'datetime', role: 'feature', nullable: false }
const hour = 3_600_000
const day = 24 * hour

function drawn(draw: (rng: Rng) => number, count = 2000): Float64Array {
  const rng = createRng(5)
  return Float64Array.from({ length: count }, () => draw(rng))
}

const stepsOf = (field: NumericField | DatetimeField, values: Float64Array) => {
  const { factor, step, levels = [] } = gridOf(field, values)
  return [step, ...levels.map((level) => level.calendar ?? level.step)].map((one) =>
    one === 'month' ? one : one / factor,
  )
}

describe('the grid of a column', () => {
  it('has a level for the step of most values, and keeps those that are off it', () => {
    const capped = drawn((rng) => Math.min(500_001, 100 * Math.round(6000 * rng.next())))
    expect(stepsOf(whole, capped)).toEqual([1, 100])
    const odd = drawn((rng) => 37 * Math.round(900 * rng.next()) + (rng.next() < 0.1 ? 5 : 0))
    expect(stepsOf(whole, odd)).toEqual([1, 37])
  })

  it('has a level for each number of decimals that is usual', () => {
    const digits = drawn((rng) => {
      const scale = [1, 10, 100][Math.floor(3 * rng.next())]!
      return Math.round(1000 * rng.next() * scale) / scale
    })
    expect(stepsOf(cents, digits)).toEqual([0.01, 0.1, 1])
    const endings = drawn(
      (rng) => Math.floor(90 * rng.next()) + (rng.next() < 0.8 ? 0.99 : rng.next() < 0.5 ? 0.49 : 0.2),
    )
    expect(gridOf(cents, endings).levels).toContainEqual({ step: 50, origin: 49 })
  })

  it('has levels of units of time, and of months', () => {
    const start = Date.UTC(2024, 0, 1)
    const quarters = (rng: Rng) => start + Math.floor(30_000 * rng.next()) * (hour / 4)
    expect(
      stepsOf(
        moment,
        drawn((rng) => quarters(rng) + (rng.next() < 0.02 ? 1234 : 0)),
      ),
    ).toEqual([2, hour / 4])
    const midnights = drawn((rng) => start + Math.floor(3000 * rng.next()) * day + (rng.next() < 0.3 ? 61_000 : 0))
    expect(stepsOf(moment, midnights)).toEqual([1000, day])
    const months = drawn((rng) => Date.UTC(2000, Math.floor(280 * rng.next()), rng.next() < 0.8 ? 1 : 17))
    expect(stepsOf(moment, months)).toEqual([day, 'month'])
  })

  it('has the significant digits of numbers of many scales', () => {
    const free: NumericField = { ...whole, integer: false }
    const scales = drawn((rng) => Number((10 ** (6 * rng.next() - 9)).toPrecision(4)))
    expect(gridOf(free, scales)).toMatchObject({ step: 0, significant: 4 })
    const counts = drawn((rng) => Number(Math.ceil(10 ** (5 * rng.next())).toPrecision(2)))
    expect(gridOf(whole, counts).significant).toBe(2)
    const doubles = drawn((rng) => 10 ** (6 * rng.next() - 9))
    const longTail = drawn((rng) => Math.ceil(Math.exp(9 * rng.next() ** 4)))
    const prices = drawn((rng) => Math.round(100 * 10 ** (3 * rng.next())) / 100)
    const few = drawn((rng) => (rng.next() < 0.01 ? 120_000 : Math.round(90 * rng.next())))
    expect(gridOf(free, doubles).significant).toBeUndefined()
    expect(gridOf(whole, longTail).significant).toBeUndefined()
    expect(gridOf(cents, prices).significant).toBeUndefined()
    expect(gridOf(whole, few).significant).toBeUndefined()
  })

  it('has levels for numbers of few decimals among others of many, and parts such as sixths', () => {
    const free: NumericField = { ...whole, integer: false }
    const mixed = drawn((rng) => (rng.next() < 0.8 ? Math.round(7000 + 500 * rng.next()) / 10 : 700 + 50 * rng.next()))
    expect(stepsOf(free, mixed).slice(1)).toEqual([0.1])
    const means = drawn((rng) => (rng.next() < 0.6 ? Math.round(50 * rng.next()) : Math.round(300 * rng.next()) / 6))
    expect(gridOf(free, means)).toMatchObject({ factor: 6, step: 1 })
    const hourly = drawn((rng) => {
      const sixths = Math.floor(6 * rng.next())
      return ((6 - sixths) * Math.round(70 * rng.next()) + sixths * Math.round(70 * rng.next())) / 60
    })
    expect(gridOf(free, hourly)).toMatchObject({ factor: 60, step: 1 })
    const small = mixed.map((value) => Number(`${value}e-9`))
    expect(gridOf(free, small).levels?.map(({ step }) => step / gridOf(free, small).factor)).toEqual([1e-10])
    expect(gridOf(free, drawn((rng) => rng.next()))).toEqual({ factor: 1, step: 0, origin: 0 }) // prettier-ignore
  })

  it('has none where values lie evenly', () => {
    expect(
      stepsOf(
        whole,
        drawn((rng) => Math.floor(100_000 * rng.next())),
      ),
    ).toEqual([1])
    expect(
      stepsOf(
        whole,
        drawn((rng) => Math.floor(80 * rng.next() * rng.next())),
      ),
    ).toEqual([1])
    expect(
      stepsOf(
        cents,
        drawn((rng) => Math.round(1e5 * rng.next()) / 100),
      ),
    ).toEqual([0.01])
    expect(
      stepsOf(
        moment,
        drawn((rng) => Math.floor(9000 * rng.next()) * day),
      ),
    ).toEqual([day])
  })

  it('is the same once saved', () => {
    const grid = gridOf(
      whole,
      drawn((rng) => 100 * Math.round(600 * rng.next()) + (rng.next() < 0.1 ? 3 : 0)),
    )
    expect(gridFromJson(JSON.parse(JSON.stringify(gridToJson(grid))) as never)).toEqual(grid)
    const digits = { factor: 1, step: 0, origin: 0, significant: 4 }
    expect(gridFromJson(gridToJson(digits))).toEqual(digits)
    for (const damage of [
      { factor: 0 },
      { significant: 0 },
      { significant: 2.5 },
      { step: null },
      { levels: [] },
      { levels: [{ step: -1, origin: 0 }] },
    ]) {
      expect(gridFromJson({ ...gridToJson(grid), ...damage })).toBeUndefined()
    }
  })
})

describe('the point of a level', () => {
  const levels = [
    { step: 1, origin: 0 },
    { step: 10, origin: 0 },
    { step: 100, origin: 0 },
  ]

  it('is the nearest within the range that no coarser level has', () => {
    const shortest = (level: number, units: number, low: number, high: number) => {
      const points = Array.from({ length: high - low + 1 }, (_, i) => low + i).filter(
        (one) => levelOf(levels, one) === level,
      )
      return points.length === 0 ? undefined : Math.min(...points.map((one) => Math.abs(one - units)))
    }
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 }),
        fc.double({ min: -50, max: 400, noNaN: true }),
        fc.integer({ min: -30, max: 100 }),
        fc.integer({ min: 25, max: 300 }),
        (level, units, low, width) => {
          const point = toLevel(levels, level, units, { low, high: low + width })
          const expected = shortest(level, units, low, low + width)
          if (point === undefined) expect(expected).toBeUndefined()
          else expect([levelOf(levels, point), Math.abs(point - units)]).toEqual([level, expected])
        },
      ),
    )
  })

  it('is the start of a month, before 1970 too', () => {
    const months = [
      { step: day, origin: 0 },
      { step: 30.436875 * day, origin: 0, calendar: 'month' },
    ] as const
    const range = { low: -Infinity, high: Infinity }
    expect(toLevel(months, 1, Date.UTC(2024, 1, 20), range)).toBe(Date.UTC(2024, 2, 1))
    expect(toLevel(months, 1, Date.UTC(1931, 11, 9, 3), range)).toBe(Date.UTC(1931, 11, 1))
    expect(toLevel(months, 0, Date.UTC(2024, 1, 1, 1), range)).toBe(Date.UTC(2024, 1, 2))
  })
})
