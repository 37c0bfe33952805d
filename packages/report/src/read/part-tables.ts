import type { Measured } from '../evaluation.ts'
import { badnessOf } from './column-ranking.ts'

/** Numbers by part, such as by group or by attack. */
export interface PartTable {
  readonly caption: string
  readonly columns: readonly string[]
  readonly rows: readonly PartRow[]
  /** Parts that were left out, which are better, or smaller. */
  readonly left: number
}

export interface PartRow {
  readonly name: string
  readonly values: readonly (number | undefined)[]
  /** Why there is no value. */
  readonly reason?: string
}

type Parts = Readonly<Record<string, number>>

const mostRows = 25

/** The breakdown of a measure and the parts in its details; parts with the same keys share a table. */
export function partTables(measure: Measured, withBreakdown: boolean): PartTable[] {
  const { breakdown, details = {}, unmeasured = {} } = measure.result
  const named: [string, Parts][] = withBreakdown && breakdown !== undefined ? [[measure.label, breakdown]] : []
  for (const [name, detail] of Object.entries(details)) {
    if (detail.kind === 'parts' && Object.keys(detail.values).length > 0) named.push([spelled(name), detail.values])
  }
  const tables: [string, Parts][][] = []
  for (const entry of named) {
    const mate = tables.find((entries) => overlaps(entries[0]![1], entry[1]))
    if (mate === undefined) tables.push([entry])
    else mate.push(entry)
  }
  return tables.map((entries, index) => {
    const isBreakdown = index === 0 && withBreakdown && breakdown !== undefined
    return tableOf(measure, entries, isBreakdown, isBreakdown ? unmeasured : {})
  })
}

function overlaps(a: Parts, b: Parts): boolean {
  const shared = Object.keys(b).filter((key) => Object.hasOwn(a, key)).length
  return 2 * shared >= Math.max(Object.keys(a).length, Object.keys(b).length)
}

function tableOf(
  measure: Measured,
  entries: readonly (readonly [string, Parts])[],
  isBreakdown: boolean,
  reasons: Readonly<Record<string, string>>,
): PartTable {
  const names = [...new Set([...entries.flatMap(([, parts]) => Object.keys(parts)), ...Object.keys(reasons)])]
  const rows = names.map((name): PartRow => {
    const values = entries.map(([, parts]) => (Object.hasOwn(parts, name) ? parts[name] : undefined))
    const reason = Object.hasOwn(reasons, name) ? { reason: reasons[name]! } : {}
    return { name: spelled(name), values, ...reason }
  })
  const isLong = rows.length > mostRows
  const weight = ({ values: [first = 0] }: PartRow) => (isBreakdown ? badnessOf(measure, first) : Math.abs(first))
  // Groups have scores of their own kind, which the goal of a gap does not rank.
  if (isLong || (isBreakdown && measure.group === 'privacy')) rows.sort((a, b) => weight(b) - weight(a))
  return {
    caption: isBreakdown ? `${measure.label}, by part` : `${measure.label}: ${entries[0]![0]}`,
    columns: entries.map(([name]) => name),
    rows: rows.slice(0, mostRows),
    left: Math.max(0, rows.length - mostRows),
  }
}

/** A name of a program as words: `truePositiveRateAt0.01` as `true positive rate at 0.01`. Others stay. */
function spelled(name: string): string {
  if (!/^[a-z]+([A-Z0-9][a-z0-9.]*)+$/.test(name)) return name
  return name
    .replace(/([a-z])([A-Z0-9])/g, '$1 $2')
    .replace(/(\d)([A-Z])/g, '$1 $2')
    .toLowerCase()
}
