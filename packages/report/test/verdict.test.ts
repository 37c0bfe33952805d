import type { Evaluation, Measured } from '@asdf/report'
import { renderMarkdown } from '@asdf/report'
import { expect, test } from 'vitest'
import { standingOf } from '../src/read/standing.ts'

function measure(value: number, ceiling: number, more: Partial<Measured> & Partial<Measured['result']> = {}): Measured {
  const { interval, verdict, ...traits } = more
  const result = {
    value,
    ceiling: { value: ceiling, n: 100 },
    ...(interval !== undefined && { interval }),
    ...(verdict !== undefined && { verdict }),
  }
  return {
    id: '@asdf/metrics/shapes',
    label: 'shapes',
    group: 'fidelity',
    goal: 'maximize',
    range: [0, 1],
    result,
    ...traits,
  }
}

const leadOf = (...measured: Measured[]) => {
  const evaluation: Evaluation = { title: 'x', rows: { train: 1, synthetic: 1 }, measured }
  return renderMarkdown(evaluation).split('\n')[4]
}

test('grades are the way from real rows to the worst value', () => {
  expect(standingOf(measure(0.97, 0.98)).grade).toBe('slightly worse')
  expect(standingOf(measure(0.93, 0.98)).grade).toBe('worse')
  expect(standingOf(measure(0.8, 0.98)).grade).toBe('much worse')
  const attack = standingOf(measure(0.6, 0.5, { goal: 'minimize' }))
  expect(attack.grade).toBe('much worse')
  expect(attack.gap).toBeCloseTo(0.2, 12)
  expect(standingOf(measure(3, 1, { goal: 'minimize', range: [0, Infinity] })).gap).toBeCloseTo(2 / 3, 12)
})

test('a value is only worse where its verdict or its interval says so', () => {
  expect(standingOf(measure(0.93, 0.98, { interval: [0.9, 0.99] })).grade).toBe('as good')
  expect(standingOf(measure(0.93, 0.98, { interval: [0.9, 0.95] })).grade).toBe('worse')
  expect(standingOf(measure(0.93, 0.98, { verdict: 'as good as real rows at n = 100' })).grade).toBe('as good')
  expect(
    standingOf(measure(0.93, 0.98, { interval: [0.9, 0.99], verdict: 'worse than real rows at n = 100 by 0.01' }))
      .grade,
  ).toBe('worse')
})

test('the verdict of an attack is in its own words, its grade by its interval', () => {
  const verdict = 'the strongest of 8 attacks does no better than a guess; 0.530 cannot be excluded'
  const attack = measure(0.508, 0.5, { goal: 'minimize', interval: [0.49, 0.53], verdict })
  expect(standingOf(attack)).toMatchObject({ grade: 'as good', note: verdict })
  expect(standingOf({ ...attack, result: { ...attack.result, interval: [0.505, 0.53] } }).grade).toBe('slightly worse')
})

test('a note says what the grade and n do not', () => {
  const noteOf = (verdict: string, value = 0.93) => standingOf(measure(value, 0.98, { verdict })).note
  expect(noteOf('worse than real rows at n = 16,281 by 0.019 to 0.026')).toBe('by 0.019 to 0.026')
  expect(noteOf('better than real rows at n = 400 by 0.1 to 0.2', 0.99)).toBe('better by 0.1 to 0.2')
  expect(noteOf('as good as real rows at n = 400')).toBe('')
  expect(standingOf(measure(0.93, 0.98)).note).toBe('by 0.0500')
})

test('the lead names the worst measure first', () => {
  expect(leadOf(measure(0.98, 0.98))).toBe('**As good as real rows in the one measure.**')
  const bad = measure(0.9, 0.5, { label: 'detector AUC', goal: 'minimize' })
  expect(leadOf(measure(0.97, 0.98), bad)).toBe(
    '**Worse than real rows in 2 of 2 measures. Most of all, detector AUC is much worse (0.9000, real rows 0.5000).**',
  )
  expect(leadOf()).toBe('**Nothing was compared with real rows.**')
})
