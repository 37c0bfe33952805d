import type { Run } from '../src/rule-reach-results.ts'
import { describe, expect, it } from 'vitest'
import { reachTable, withTable } from '../src/rule-reach-results.ts'

const scored = { broken: 0, worst: [], steps: 0, worstStep: null, detector: null, r2: null }
const run = (broken: number, steps: number): Run => ({
  date: '2026-12-01',
  rows: 2000,
  trainRows: 2000,
  scores: {
    'held-out rows': { ...scored, r2: 0.9 },
    'with rules': { ...scored, broken, detector: 0.6, r2: 0.8, steps, worstStep: 'weight' },
  },
})

describe('the table of rules kept', () => {
  it('has medians of the runs, with the lowest and the highest, and the column whose step is off most', () => {
    const table = reachTable({ orders: { 1: run(0.002, 0), 2: run(0.004, 0.03), 3: run(0.001, 0) } })
    expect(table.split('\n')[2]).toBe(
      '| orders | 2000 | 3 | 0.200 (0.100 to 0.400) | 0.00 (0.00 to 0.00) | 0.600 (0.600 to 0.600) | 0.800 (0.800 to 0.800) | ' +
        '0.900 (0.900 to 0.900) | 0.00 (0.00 to 3.00) | weight |',
    )
  })

  it('takes the place of the one before, and no other text', () => {
    const page = 'before\n<!-- reach: made by rule-reach.ts -->\nold\n<!-- /reach -->\nafter\n'
    const once = withTable(page, '| new |\n')
    expect(once).toBe('before\n<!-- reach: made by rule-reach.ts -->\n\n| new |\n\n<!-- /reach -->\nafter\n')
    expect(withTable(once, '| new |\n')).toBe(once)
    expect(() => withTable('no place', '')).toThrow(/has no place/)
  })
})
