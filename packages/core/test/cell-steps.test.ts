import { parseCsv } from '@asdf/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { isCode, isDoubtful, losesDigits, numberOf, trimBlanks } from '../src/infer/cell-text.ts'
import { candidatePatterns } from '../src/infer/datetime-candidates.ts'
import { isNullWord, isZeroDate } from '../src/infer/null-words.ts'
import { numberStyle } from '../src/infer/number-style.ts'

afterEach(() => vi.restoreAllMocks())

/** How many characters of a text `trimBlanks` looks at. */
function looksOf(text: string): number {
  const spy = vi.spyOn(String.prototype, 'charCodeAt')
  trimBlanks(text)
  const { length } = spy.mock.calls
  spy.mockRestore()
  return length
}

describe('long cells', () => {
  it('cost as many steps as they have characters', () => {
    for (const cell of [(n: number) => `a${' '.repeat(n)}b`, (n: number) => `${' '.repeat(n)}a`]) {
      const [once, twice] = [looksOf(cell(20_000)), looksOf(cell(40_000))]
      expect(twice).toBeLessThanOrEqual(2 * once)
      expect(twice).toBeLessThanOrEqual(40_004)
    }
    const spy = vi.spyOn(String.prototype, 'charCodeAt')
    losesDigits(`1${'0'.repeat(200)}1${'0'.repeat(200)}`)
    expect(spy.mock.calls.length).toBeLessThanOrEqual(202)
  })

  it('of every shape are judged without trying again and again', () => {
    const runs = [' ', '0', '1', ',', '.', '0,', '1,', '1.', '-', '\t', '(', "'", '1 ', '12:', '0-', 'e1', '\u00a0']
    for (const run of runs) {
      const cell = `x${run.repeat(200_000 / run.length)}x`
      for (const text of [cell, cell.slice(1), cell.slice(0, -1), cell.slice(1, -1)]) {
        numberOf(text)
        isCode(text)
        isDoubtful(text)
        isNullWord(text)
        isZeroDate(text)
        numberStyle().add(text, 1)
        expect(candidatePatterns(text)).toEqual([])
      }
    }
  })
})

describe('an abort', () => {
  it('ends the inference of one long column', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const text = `a\n${Array.from({ length: 120_000 }, (_, i) => `word ${i}`).join('\n')}\n`
    const seen = new Set<string>()
    const onProgress = ({ phase, step, totalSteps }: { phase: string; step: number; totalSteps: number }) => {
      seen.add(phase)
      // What is aborted here comes while the only column is inferred.
      if (phase === 'read' && step === totalSteps) setTimeout(() => controller.abort(reason))
    }
    await expect(parseCsv(text, { signal: controller.signal, onProgress })).rejects.toBe(reason)
    expect([...seen]).toEqual(['read'])
  })
})
