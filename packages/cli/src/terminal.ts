import { printable } from '@asdf/contract'

/** Erases from the cursor to the end of the line. */
export const eraseLine = '\u001b[K'

/** Where a command reads and writes: the process, or a test's stand-in. */
export interface Terminal {
  /** Results: what a pipe should receive. */
  readonly out: (text: string) => void
  /** Progress, notes and errors. */
  readonly err: (text: string) => void
  /** Whether `err` is a terminal whose line can be redrawn. */
  readonly isInteractive: boolean
  /** Width of the terminal in characters. */
  readonly columns: number
  /** Milliseconds from some fixed point, for progress only. */
  readonly now: () => number
}

/**
 * The terminal, shown only what is safe: names of columns, categories and files may hold codes that steer it. What redraws a
 * line, a return before and an erasure after the text, is let through.
 */
export function guarded(terminal: Terminal): Terminal {
  return {
    ...terminal,
    out: (text) => terminal.out(printable(text)),
    err: (text) => {
      const start = text.startsWith('\r') ? '\r' : ''
      const end = text.endsWith(eraseLine) ? eraseLine : ''
      terminal.err(start + printable(text.slice(start.length, text.length - end.length)) + end)
    },
  }
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const isInteractive =
    process.stderr.isTTY === true && process.env['TERM'] !== 'dumb' && process.env['CI'] === undefined
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isInteractive,
    columns: process.stderr.columns ?? 100,
    now: () => performance.now(),
  }
}
