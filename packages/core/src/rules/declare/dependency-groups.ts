import type { Table } from '@asdf/contract'
import type { CellValue, DependencyCase, DependencyRule } from '../rule.ts'
import { AsdfError } from '@asdf/contract'
import { fieldIndex } from '../../fields.ts'
import { describeRule } from '../describe-rule.ts'
import { rowsForEach, sharedByRows } from '../find-dependencies.ts'
import { KeyMap } from '../key-map.ts'
import { cellValue } from '../rule-columns.ts'
import { byCell, sortCases } from '../sort-cases.ts'

/** The rows of a table by their keys; rows without a value in a key or in the column are left out. */
export interface DependencyGroups {
  readonly groups: readonly DependencyGroup[]
  /** The group of each row, -1 where it is left out. */
  readonly groupOf: Int32Array
  /** What the column holds in a row. */
  readonly valueOf: (row: number) => CellValue
}

interface DependencyGroup {
  readonly keys: readonly CellValue[]
  readonly rows: number
  /** What most rows hold; the lowest of several that come equally often. */
  readonly value: CellValue
  /** How many rows hold it. */
  readonly agreeing: number
}

/** Groups the rows of a table by what should decide the column. */
export function groupByKeys(rule: DependencyRule, table: Table): DependencyGroups {
  const reader = (name: string) => {
    const index = fieldIndex(table.schema, name)
    const [field, cells] = [table.schema.fields[index]!, table.columns[index]!]
    return (row: number) => cellValue(field, cells, row)
  }
  const keysOf = rule.keys.map(({ column }) => reader(column))
  const valueOf = reader(rule.column)
  const places = new KeyMap<number>(rule.keys.length)
  const found: { keys: CellValue[]; rows: number; counts: Map<CellValue, number> }[] = []
  const groupOf = Int32Array.from({ length: table.rowCount }, (_, row) => {
    const value = valueOf(row)
    if (value === null || keysOf.some((key) => key(row) === null)) return -1
    let place = places.get(keysOf, row)
    if (place === undefined) {
      const keys = keysOf.map((key) => key(row))
      place = found.push({ keys, rows: 0, counts: new Map() }) - 1
      places.set(keys, place)
    }
    const group = found[place]!
    group.rows++
    group.counts.set(value, (group.counts.get(value) ?? 0) + 1)
    return place
  })
  const groups = found.map(({ keys, rows, counts }): DependencyGroup => {
    let [value, agreeing]: [CellValue, number] = [null, 0]
    for (const [one, count] of counts) {
      if (count > agreeing || (count === agreeing && byCell(one, value) < 0)) [value, agreeing] = [one, count]
    }
    return { keys, rows, value, agreeing }
  })
  return { groups, groupOf, valueOf }
}

/**
 * What each combination of keys decides, for those of which enough rows agree. Keys that few rows share on average are an
 * `ASDF_OPTION_INVALID`: their cases would be a copy of the table.
 */
export function dependencyCases(where: string, rule: DependencyRule, table: Table): readonly DependencyCase[] {
  const { groups } = groupByKeys(rule, table)
  const rows = groups.reduce((sum, group) => sum + group.rows, 0)
  if (rows < rowsForEach * groups.length) {
    const text = describeRule(rule)
    const keys = rule.keys.map(({ column }) => column).join(' and ')
    throw new AsdfError(
      'ASDF_OPTION_INVALID',
      `${where}: the rule '${text}' is refused: ${rows} rows hold ${groups.length} different values of ${keys}, fewer than ` +
        `${rowsForEach} rows each, so that the rule would be a copy of the table; leave it out, or join rare values first`,
      { option: 'rules', received: text },
    )
  }
  const told = groups.filter(({ agreeing }) => agreeing >= sharedByRows)
  return sortCases(told.map(({ keys, value }) => ({ keys, value })))
}
