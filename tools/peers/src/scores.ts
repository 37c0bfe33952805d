import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { median } from './statistics.ts'

const programs = join(import.meta.dirname, '../python')

/** What `score_synthetic.py` says of a table, in the order of a printed one. */
export const figures = [
  'shape',
  'trend',
  'trendSharedEdges',
  'detectorAuc',
  'tstrAuc',
  'tstrMacroF1',
  'tstrCalibrationError',
  'closestRecordShare',
  'copies',
] as const

/** Figures by name; null where there is none. */
export type Score = Readonly<Record<string, number | null>>

/** Runs a program of `python/` that prints one JSON value. */
export function runPython(python: string, program: string, options: readonly string[]): unknown {
  const env = { ...process.env, OMP_NUM_THREADS: process.env['OMP_NUM_THREADS'] ?? '2' }
  return JSON.parse(execFileSync(python, [join(programs, program), ...options], { env, maxBuffer: 1e8 }).toString())
}

/** The median of several runs, with the lowest and the highest in brackets. */
export function showSpread(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null && !Number.isNaN(value)) as number[]
  if (known.length === 0) return '–'
  const text = (value: number) => (Math.abs(value) < 1000 ? value.toPrecision(3) : value.toFixed(0))
  if (known.length === 1) return text(known[0]!)
  return `${text(median(known))} (${text(Math.min(...known))} to ${text(Math.max(...known))})`
}

/** Rows of cells as a Markdown table. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}
