import type { ProgramResult } from '../src/result.ts'
import { describe, expect, it } from 'vitest'
import { compareTimes, median, medianQuality, summarize } from '../src/statistics.ts'

const round = (cold: number, warm: number[], auc = 0.9): ProgramResult => ({
  cold,
  warm,
  peakMegabytes: 50,
  quality: { auc },
})

describe('median', () => {
  it('is the middle value, whatever the order', () => expect(median([9, 1, 5])).toBe(5))
  it('is the mean of the middle two when there is none', () => expect(median([4, 1, 2, 100])).toBe(3))
  it('sorts as numbers, not as text', () => expect(median([100, 9, 20])).toBe(20))
  it('leaves its argument as it was', () => {
    const values = [3, 1, 2]
    median(values)
    expect(values).toEqual([3, 1, 2])
  })
  it('refuses an empty list', () => expect(() => median([])).toThrow(TypeError))
})

describe('compareTimes', () => {
  it('divides the median of all our warm calls by that of the peer', () => {
    const ours = [round(9, [1, 2]), round(9, [3, 30])]
    const theirs = [round(9, [4, 6]), round(9, [5, 5])]
    expect(compareTimes(ours, theirs).ofMedians).toBe(2.5 / 5)
  })
  it('takes the median of the ratios round by round, which a slow hour does not move', () => {
    const ours = [round(1, [1]), round(1, [10]), round(1, [1])]
    const theirs = [round(1, [2]), round(1, [20]), round(1, [2])]
    expect(compareTimes(ours, theirs).byRound).toBe(0.5)
  })
  it('falls back on the cold call where there is no warm one', () => {
    expect(compareTimes([round(3, [])], [round(6, [])])).toEqual({
      ofMedians: 0.5,
      byRound: 0.5,
      ofFastest: 0.5,
      cold: 0.5,
    })
  })
  it('keeps the cold calls apart', () => {
    expect(compareTimes([round(8, [1])], [round(2, [1])])).toMatchObject({ ofMedians: 1, cold: 4 })
  })
  it('divides the fastest calls, which a busy machine moves least', () => {
    expect(compareTimes([round(1, [4, 90])], [round(1, [70, 8])]).ofFastest).toBe(0.5)
  })
  it('refuses sides with different numbers of rounds', () => {
    expect(() => compareTimes([round(1, [])], [])).toThrow('1 and 0 rounds')
  })
})

describe('summaries', () => {
  it('give the median and the spread', () => {
    expect(summarize([3, 1, 2])).toEqual({ median: 2, minimum: 1, maximum: 3 })
  })
  it('of a quality that a round lacks are not numbers', () => {
    expect(medianQuality([round(1, [], 0.8), round(1, [], 0.9)], 'auc')).toBeCloseTo(0.85)
    expect(medianQuality([round(1, []), { ...round(1, []), quality: {} }], 'auc')).toBeNaN()
  })
})
