import { expect, it } from 'vitest'
import { markdownTable, showSpread } from '../src/scores.ts'

it('shows a median with its spread, and leaves out what has no value', () => {
  expect(showSpread([0.5, 0.1, 0.3])).toBe('0.300 (0.100 to 0.500)')
  expect(showSpread([12.345, null, Number.NaN])).toBe('12.3')
  expect(showSpread([4222.6])).toBe('4223')
  expect(showSpread([null])).toBe('–')
})

it('writes cells as a Markdown table', () => {
  expect(markdownTable(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |\n')
})
