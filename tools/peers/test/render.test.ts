import { describe, expect, it } from 'vitest'
import { renderPage } from '../src/render.ts'
import { works } from '../src/works.ts'
import { createResult } from './create-result.ts'

const forest = works.find(({ id }) => id === 'forest')!
const coldStart = works.find(({ id }) => id === 'cold-start')!

describe('the benchmark page', () => {
  it('has one row for each measured work, with times, ratio, bars and the version of the peer', () => {
    const page = renderPage([forest], { forest: createResult({ ours: [5, 6, 5.5], theirs: [30, 29, 31] }) })
    expect(page).toContain(
      '| Random forest, 100 trees, 100,000 × 30 | scikit-learn 1.9.1 | 5.5 s (5 s–6 s) | 30 s (29 s–31 s) | 0.18× | time ≤ 0.2×; AUC within 0.005 | yes; yes |',
    )
  })
  it('says no where a bar is missed, and by what', () => {
    const page = renderPage([forest], { forest: createResult({ ours: [15], theirs: [30] }) })
    expect(page).toContain('**no** (0.50×); yes |')
  })
  it('tells the command, the input, the date and the machine of each row', () => {
    const page = renderPage([forest], { forest: createResult({}) })
    for (const part of ['pnpm bench -- --only forest', 'node ours.js', 'a small table', '2026-11-24', 'Test CPU']) {
      expect(page).toContain(part)
    }
  })
  it('shows a work without a peer by its own seconds', () => {
    const page = renderPage([coldStart], { 'cold-start': createResult({ ours: [0.4], theirs: null }) })
    expect(page).toContain('| – | 0.4 s (0.4 s–0.4 s) | – | – | < 1 s | yes |')
  })
  it('marks what was measured on a busy machine', () => {
    expect(renderPage([forest], { forest: createResult({ otherLoad: 0.5 }) })).toContain('1.00× (busy)')
    expect(renderPage([forest], { forest: createResult({ otherLoad: 0.1 }) })).not.toContain('busy')
  })
  it('names the works that have not been measured', () => {
    expect(renderPage([forest, coldStart], { forest: createResult({}) })).toContain(
      `Not measured yet: ${coldStart.title}.`,
    )
  })
  it('says where the time of profiled steps goes, and what the floor is', () => {
    const profile = {
      date: '2026-11-28',
      processor: 'Test CPU',
      threads: 2,
      milliseconds: 20,
      nativeMilliseconds: 18,
      kernels: [{ kind: 'matrix products', count: 57, milliseconds: 12.34 } as const],
      gigaflop: 2,
      gigaflopsPerSecond: 200,
    }
    const page = renderPage([forest], { forest: createResult({}) }, { forest: profile })
    expect(page).toContain(`| ${forest.title} | 20 | 2 (10 %) | 12.3 in 57 | – | – | – | 2 | 200 | 10 |`)
    expect(renderPage([forest], {}, {})).not.toContain('Where the time')
  })
  it('says nothing of a result whose work is gone', () => {
    expect(renderPage([forest], { forest: createResult({}), old: createResult({}) })).not.toContain('undefined')
  })
})
