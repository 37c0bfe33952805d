import { describe, expect, it } from 'vitest'
import { createProgressBar } from '../src/progress.ts'

function terminal(isInteractive: boolean) {
  const state = { text: '', now: 0 }
  const fake = {
    out: () => {},
    err: (text: string) => void (state.text += text),
    isInteractive,
    columns: 60,
    now: () => state.now,
  }
  return { state, fake }
}

const progress = (step: number, phase = 'fit') => ({ phase, step, totalSteps: 100, values: { loss: 0.5 } })

describe('createProgressBar', () => {
  it('shows nothing for work that is done within half a second', () => {
    const { state, fake } = terminal(true)
    const bar = createProgressBar(fake)
    for (state.now = 0; state.now < 500; state.now += 50) bar.update(progress(1))
    bar.clear()
    expect(state.text).toBe('')
  })

  it('redraws one line in place, no wider than the terminal, and takes it away', () => {
    const { state, fake } = terminal(true)
    const bar = createProgressBar(fake, () => '[1/2] ')
    bar.update(progress(0))
    state.now = 1000
    bar.update(progress(25))
    expect(state.text).toMatch(/^\r\[1\/2\] fit █+░+ 25 %, 3 s left/)
    state.now = 2000
    bar.update(progress(50))
    bar.clear()
    expect(state.text).not.toContain('\n')
    expect(state.text.endsWith('\r\u001b[K')).toBe(true)
    for (const line of state.text.split('\r')) expect([...line.replace('\u001b[K', '')].length).toBeLessThan(60)
  })

  it('writes a line every ten seconds where nothing can be redrawn', () => {
    const { state, fake } = terminal(false)
    const bar = createProgressBar(fake)
    for (state.now = 0; state.now <= 25_000; state.now += 100) bar.update(progress(state.now / 1000))
    expect(state.text.trimEnd().split('\n').length).toBe(2)
  })

  it('counts the time to go anew for every phase', () => {
    const { state, fake } = terminal(true)
    const bar = createProgressBar(fake)
    bar.update(progress(1))
    state.now = 60_000
    bar.update(progress(0, 'second'))
    state.now = 61_000
    bar.update(progress(50, 'second'))
    expect(state.text).toMatch(/second █+░+ 50 %, 1 s left/)
  })
})
