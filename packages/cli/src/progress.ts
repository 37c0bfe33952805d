import type { RunProgress } from '@asdf/contract'
import type { Terminal } from './terminal.ts'
import { eraseLine } from './terminal.ts'

/** Shows how far a long run is. */
export interface ProgressBar {
  readonly update: (progress: RunProgress) => void
  /** Takes the bar off the screen, so that results can be printed. */
  readonly clear: () => void
}

const quietMilliseconds = 500
const redrawMilliseconds = 80
const lineMilliseconds = 10_000
const barWidth = 24

/**
 * A bar that is redrawn in place on a terminal, and elsewhere a line every ten seconds. Work that is done within half a
 * second shows nothing. `prefix` says which part of the job this is.
 */
export function createProgressBar(terminal: Terminal, prefix: () => string = () => ''): ProgressBar {
  const started = terminal.now()
  let [drawn, phaseStarted, lastStep, lastPhase] = [0, started, 0, '']
  let isVisible = false

  function update(progress: RunProgress): void {
    const now = terminal.now()
    // A job may have several phases, and run the same one again and again: each has its own time to go.
    if (progress.phase !== lastPhase || progress.step < lastStep) phaseStarted = now
    lastPhase = progress.phase
    lastStep = progress.step
    const wait = !isVisible && now - started < quietMilliseconds
    const interval = terminal.isInteractive ? redrawMilliseconds : lineMilliseconds
    if (wait || now - drawn < interval) return
    drawn = now
    const text = (prefix() + describe(progress, now - phaseStarted)).slice(0, terminal.columns - 1)
    if (terminal.isInteractive) terminal.err(`\r${text}${eraseLine}`)
    else terminal.err(`${text}\n`)
    isVisible = true
  }

  function clear(): void {
    if (isVisible && terminal.isInteractive) terminal.err(`\r${eraseLine}`)
    isVisible = false
  }

  return { update, clear }
}

function describe({ phase, step, totalSteps, values = {} }: RunProgress, milliseconds: number): string {
  const share = totalSteps === 0 ? 1 : Math.min(1, step / totalSteps)
  const filled = Math.round(share * barWidth)
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled)
  const isForeseeable = share < 1 && milliseconds > quietMilliseconds
  const left = isForeseeable ? `, ${duration((milliseconds / share) * (1 - share))} left` : ''
  const scalars = Object.entries(values).map(([name, value]) => `${name} ${formatScalar(value)}`)
  return [`${phase} ${bar} ${Math.floor(100 * share)} %${left}`, ...scalars].join('  ')
}

function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000)
  return seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
}

function formatScalar(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(3)
}
