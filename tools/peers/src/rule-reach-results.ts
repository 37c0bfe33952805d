import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { markdownTable, showSpread } from './scores.ts'

const root = join(import.meta.dirname, '../../..')
const resultsPath = join(root, 'tools/peers/rule-reach.json')
const pagePath = join(root, 'docs/rules.md')

/** What `score_rules.py` says of rows. */
export interface Scored {
  /** The share of rows that break a rule. */
  readonly broken: number
  /** The rules that are broken most often. */
  readonly worst: readonly (readonly [share: number, rule: string])[]
  /** How far the share of values on the round step of a column is off, of the column where it is most. */
  readonly steps: number
  readonly worstStep: string | null
  readonly detector: number | null
  readonly r2: number | null
}

/** Who made the rows: nobody, the default synthesizer, or it without rules. */
export type Maker = 'held-out rows' | 'with rules' | 'without'

/** One random pair of halves. */
export interface Run {
  readonly date: string
  /** Rows of a half at most, as asked for, and those that the table has. */
  readonly rows: number
  readonly trainRows: number
  readonly scores: Readonly<Partial<Record<Maker, Scored>>>
}

/** By table and seed. */
export type ReachResults = Readonly<Record<string, Readonly<Record<string, Run>>>>

/** What has been measured so far. */
export function readResults(): ReachResults {
  return existsSync(resultsPath) ? (JSON.parse(readFileSync(resultsPath, 'utf8')) as ReachResults) : {}
}

/** Puts one run beside the others, and the table into `docs/rules.md`. */
export async function saveRun(table: string, seed: number, run: Run): Promise<void> {
  const all = readResults()
  const results = { ...all, [table]: { ...all[table], [seed]: run } }
  await writeFormatted(resultsPath, JSON.stringify(results))
  await drawPage(results)
}

/** Makes the table of `docs/rules.md` anew. */
export async function drawPage(results: ReachResults): Promise<void> {
  const page = readFileSync(pagePath, 'utf8')
  await writeFormatted(pagePath, withTable(page, reachTable(results)))
}

const [start, end] = ['<!-- reach: made by rule-reach.ts -->', '<!-- /reach -->']

/** The page with another table between its marks. */
export function withTable(page: string, table: string): string {
  const [from, to] = [page.indexOf(start), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/rules.md has no place for the table: ${start} … ${end}`)
  return `${page.slice(0, from + start.length)}\n\n${table}\n${page.slice(to)}`
}

/** One line for each table: medians of its runs, with the lowest and the highest. */
export function reachTable(results: ReachResults): string {
  const head = [
    'table',
    'rows of a half',
    'runs',
    'broken, %',
    'held out, %',
    'detector',
    'R²',
    'R², real rows',
    'steps, points',
    'column',
  ]
  const rows = Object.entries(results).map(([name, runs]) => {
    const all = Object.values(runs)
    const of = (maker: Maker, read: (scored: Scored) => number | null) =>
      showSpread(all.flatMap(({ scores }) => (scores[maker] === undefined ? [] : [read(scores[maker])])))
    const worst = all
      .flatMap(({ scores }) => scores['with rules'] ?? [])
      .reduce<Scored | undefined>((most, one) => (most === undefined || one.steps > most.steps ? one : most), undefined)
    return [
      name,
      String(Math.max(...all.map(({ trainRows }) => trainRows))),
      String(all.length),
      of('with rules', ({ broken }) => 100 * broken),
      of('held-out rows', ({ broken }) => 100 * broken),
      of('with rules', ({ detector }) => detector),
      of('with rules', ({ r2 }) => r2),
      of('held-out rows', ({ r2 }) => r2),
      of('with rules', ({ steps }) => 100 * steps),
      worst === undefined || worst.steps < 0.001 ? '–' : (worst.worstStep ?? '–'),
    ]
  })
  return markdownTable(head, rows)
}

async function writeFormatted(path: string, text: string): Promise<void> {
  const config = await resolveConfig(path, { editorconfig: true })
  writeFileSync(path, await format(text, { ...config, filepath: path }))
}
