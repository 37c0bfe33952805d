import type { Table } from '@asdf/contract'
import type { FindRulesOptions } from '@asdf/core/rules'
import { brokenRows, describeRule, findRules } from '@asdf/core/rules'
import { formatCount, formatTable } from './format-table.ts'

/** A rule of a table, with the first rows that break it, counted from 1. */
export interface InspectedRule {
  readonly rule: string
  readonly rows: number
  readonly exceptions: number
  readonly broken: readonly number[]
}

const shownRows = 5

/** The rules between the columns of a table. */
export async function inspectRules(table: Table, options: FindRulesOptions): Promise<InspectedRule[]> {
  const found = await findRules(table, options)
  return found.map(({ rule, support, exceptions }) => {
    const isBroken = exceptions > 0 ? brokenRows(rule, table) : new Uint8Array(0)
    const broken = [...isBroken.keys()].filter((row) => isBroken[row] === 1).slice(0, shownRows)
    return { rule: describeRule(rule), rows: support, exceptions, broken: broken.map((row) => row + 1) }
  })
}

/** The rules as text, to go below the columns. */
export function describeRules(rules: readonly InspectedRule[]): string {
  if (rules.length === 0) return ''
  const table = formatTable(
    [
      { title: 'rule' },
      { title: 'rows', align: 'right' },
      { title: 'exceptions', align: 'right' },
      { title: 'such as' },
    ],
    rules.map(({ rule, rows, exceptions, broken }) => [
      rule,
      formatCount(rows),
      formatCount(exceptions),
      broken.length === 0 ? '' : `row ${broken.join(', ')}`,
    ]),
  )
  return `\n${table}\n`
}
