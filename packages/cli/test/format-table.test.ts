import { describe, expect, it } from 'vitest'
import { formatCount, formatSpread, formatTable } from '../src/format-table.ts'

describe('formatTable', () => {
  it('aligns columns, rules the head and leaves no blanks at the ends of lines', () => {
    const text = formatTable(
      [{ title: 'name' }, { title: 'n', align: 'right' }],
      [['a', '1'], ['größer', '1,000'], ['c']],
    )
    expect(text).toBe('name        n\n─────────────\na           1\ngrößer  1,000\nc\n')
  })
})

describe('formatSpread', () => {
  it('gives mean and sample deviation, the mean alone for one value, a dash for none', () => {
    expect([formatSpread([1, 2, 3]), formatSpread([0.12345]), formatSpread([])]).toEqual([
      '2.000 ± 1.000',
      '0.123',
      '–',
    ])
  })
})

describe('formatCount', () => {
  it('puts commas at thousands', () => {
    expect([0, 999, 1000, 1234567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567'])
  })
})
