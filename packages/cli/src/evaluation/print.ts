import type { Measured } from '@asdf/report'
import type { EvaluatedTables } from './evaluated-tables.ts'
import type { Findings } from './measure.ts'
import type { Checked } from './requirements.ts'
import { brokenRules, columnShapes } from '@asdf/metrics'
import { formatCount, formatTable } from '../format-table.ts'
import { describeUnmeasured } from './measure.ts'
import { shortName } from './names.ts'

const mostWorst = 5

/** Prints what was found, the worst columns and rules first. */
export function printFindings(
  out: (text: string) => void,
  { train, holdout, synthetic }: EvaluatedTables,
  { measured, unmeasured }: Findings,
  requirements: readonly Checked[],
  warnings: readonly string[],
): void {
  const [made, known, others] = [synthetic, train, holdout].map(({ rowCount }) => formatCount(rowCount))
  out(`${made} synthetic rows, beside ${known} training rows and ${others} held-out ones\n\n`)
  out(formatTable(tableColumns, measured.map(tableRow)))
  for (const { result } of measured) if (isLong(result.verdict)) out(`\n${result.verdict}\n`)
  const shapes = measured.find(({ id }) => id === columnShapes.id)?.result
  const worst = Object.entries(shapes?.breakdown ?? {}).sort((a, b) => a[1] - b[1])
  if (worst.length > 0) out(`\nColumns least like the training rows (column shapes):\n`)
  for (const [name, value] of worst.slice(0, mostWorst)) out(`  ${value.toFixed(4)}  ${name}\n`)
  printBrokenRules(out, measured)
  const gaps = measured.filter(({ groups }) => groups !== undefined)
  for (const gap of gaps) printGroups(out, gap)
  const left = [
    ...Object.entries(shapes?.unmeasured ?? {}).map(([name, reason]) => `${name}: ${reason}`),
    ...describeUnmeasured(unmeasured),
    ...gaps.flatMap(({ label, result }) =>
      Object.entries(result.unmeasured ?? {})
        .filter(([name]) => shapes?.unmeasured?.[name] === undefined)
        .map(([name, reason]) => `${label}: '${name}' ${reason}`),
    ),
  ]
  printList(out, 'Not measured', left)
  printList(out, 'Know before you believe it', warnings)
  if (requirements.length > 0) out('\nRequired:\n')
  for (const { text, value, isMet } of requirements) {
    out(`  ${isMet ? 'met    ' : 'not met'}  ${text}${Number.isNaN(value) ? '' : ` (${value.toFixed(4)})`}\n`)
  }
}

const tableColumns = [
  { title: 'measure' },
  { title: 'best' },
  { title: 'value', align: 'right' },
  { title: '95 %' },
  { title: 'real rows', align: 'right' },
  { title: 'verdict' },
] as const

function tableRow({ label, goal, result }: Measured): readonly string[] {
  const { value, interval, ceiling, verdict = '' } = result
  return [
    label,
    goal === 'maximize' ? 'high' : 'low',
    value.toFixed(4),
    interval === undefined ? '' : `${interval[0].toFixed(4)} to ${interval[1].toFixed(4)}`,
    ceiling === undefined ? '' : ceiling.value.toFixed(4),
    isLong(verdict) ? '' : verdict,
  ]
}

/** Whether words are too many for a line of the table. */
function isLong(verdict = ''): boolean {
  return verdict.length > 70
}

function printBrokenRules(out: (text: string) => void, measured: readonly Measured[]): void {
  const rules = measured.find(({ id }) => id === brokenRules.id)?.result.breakdown ?? {}
  const broken = Object.entries(rules)
    .filter(([, share]) => share > 0)
    .sort((a, b) => b[1] - a[1])
  if (broken.length > 0) out('\nRules of the training rows that rows break:\n')
  for (const [rule, share] of broken.slice(0, mostWorst)) out(`  ${share.toFixed(4)}  ${rule}\n`)
  if (broken.length > mostWorst) out(`  and ${broken.length - mostWorst} more\n`)
}

function printGroups(out: (text: string) => void, { label, result }: Measured): void {
  const real = result.details?.['groups for real rows']
  out(`\nGroups, ${label} (learned from synthetic rows; from real ones):\n`)
  for (const [name, value] of Object.entries(result.breakdown ?? {})) {
    const beside = real?.kind === 'parts' ? real.values[name] : undefined
    out(`  ${value.toFixed(4)}  ${beside === undefined ? '      ' : beside.toFixed(4)}  ${name}\n`)
  }
}

function printList(out: (text: string) => void, title: string, lines: readonly string[]): void {
  if (lines.length === 0) return
  out(`\n${title}:\n`)
  for (const line of lines.slice(0, mostWorst)) out(`  ${line}\n`)
  if (lines.length > mostWorst) out(`  and ${lines.length - mostWorst} more\n`)
}

/** What `--json` prints. */
export function findingsAsJson(
  { train, holdout, synthetic }: EvaluatedTables,
  { measured, unmeasured }: Findings,
  more: { readonly seed: number; readonly requirements: readonly Checked[]; readonly warnings: readonly string[] },
): string {
  const rows = { train: train.rowCount, holdout: holdout.rowCount, synthetic: synthetic.rowCount }
  const metrics = measured.map(({ result, groups: _, ...traits }) => ({
    name: shortName(traits),
    ...traits,
    ...result,
  }))
  return `${JSON.stringify({ rows, ...more, metrics, unmeasured }, null, 2)}\n`
}
