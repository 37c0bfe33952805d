import type { Column, Field, Table } from '@asdf/contract'
import type { CommandContext, DataOptions } from '../context.ts'
import {
  cellsOf,
  classCounts,
  classNames,
  datetimeSpelling,
  describeField,
  isPresent,
  numberSpelling,
} from '@asdf/core'
import { readDataset, withProgress } from '../context.ts'
import { formatCount, formatTable } from '../format-table.ts'
import { describeRules, inspectRules } from '../inspect-rules.ts'

export interface InspectOptions extends DataOptions {}

interface ColumnSummary {
  readonly name: string
  readonly kind: string
  readonly role: string
  readonly nulls: number
  readonly distinct: number
  readonly values: string
}

/** `asdf inspect`: the type inferred for each column of a table, before anything is done with it. */
export async function inspect(context: CommandContext, name: string, options: InspectOptions): Promise<void> {
  const { table, info, remarks } = await readDataset(context, options, name)
  const columns = table.schema.fields.map((field, index) => summarize(field, table.columns[index]!, table.rowCount))
  const rules = await withProgress(context, options, (run) => inspectRules(table, run))
  if (options.json === true) {
    const summary = { rows: table.rowCount, columns, classes: countClasses(table), rules, remarks }
    context.terminal.out(`${JSON.stringify(summary, null, 2)}\n`)
    return
  }
  const { out } = context.terminal
  if (info !== undefined)
    out(`${info.title}. ${info.description}\nLicence: ${info.licence}. Cite: ${info.citation}.\n\n`)
  out(`${formatCount(table.rowCount)} rows, ${columns.length} columns\n\n`)
  out(
    formatTable(
      [
        { title: 'column' },
        { title: 'kind' },
        { title: 'role' },
        { title: 'nulls', align: 'right' },
        { title: 'distinct', align: 'right' },
        { title: 'values' },
      ],
      columns.map((column) => [
        column.name,
        column.kind,
        column.role,
        formatCount(column.nulls),
        formatCount(column.distinct),
        column.values,
      ]),
    ),
  )
  for (const [className, count] of Object.entries(countClasses(table))) {
    out(`\nclass ${className}: ${formatCount(count)} rows, ${((100 * count) / table.rowCount).toFixed(2)} %`)
  }
  out('\n')
  out(describeRules(rules))
  for (const remark of remarks) out(`note: ${remark}\n`)
}

function summarize(field: Field, column: Column, rowCount: number): ColumnSummary {
  const cells: ArrayLike<number | string> = cellsOf(column)
  const distinct = new Set<number | string>()
  let nulls = 0
  for (let row = 0; row < rowCount; row++) {
    if (isPresent(column, row)) distinct.add(cells[row]!)
    else nulls++
  }
  const kind = field.kind === 'numeric' && field.integer ? 'integer' : field.kind
  return {
    name: field.name,
    kind,
    role: field.role,
    nulls,
    distinct: distinct.size,
    values: describeValues(field, distinct),
  }
}

function describeValues(field: Field, distinct: ReadonlySet<number | string>): string {
  switch (field.kind) {
    case 'numeric':
      return describeRange(distinct as ReadonlySet<number>, numberSpelling(field.format).write)
    case 'datetime':
      return describeRange(distinct as ReadonlySet<number>, datetimeSpelling(field).write)
    case 'categorical':
    case 'boolean':
      return shorten(classNames(field))
    case 'text':
      return shorten([...(distinct as ReadonlySet<string>)].slice(0, 3))
    case 'image':
    case 'series':
      return describeField(field)
  }
}

/** The ends of a range as the column spells them. */
function describeRange(values: ReadonlySet<number>, write: (value: number) => string): string {
  if (values.size === 0) return ''
  const [low, high] = rangeOf(values)
  return `${write(low)} … ${write(high)}`
}

function rangeOf(values: ReadonlySet<number>): readonly [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return [low, high]
}

function shorten(names: readonly string[]): string {
  const text = names.slice(0, 6).join(', ')
  const cut = text.length > 50 ? `${text.slice(0, 49)}…` : text
  return names.length > 6 ? `${cut}, …` : cut
}

function countClasses(table: Table): Record<string, number> {
  const index = table.schema.fields.findIndex((field) => field.role === 'target')
  const field = table.schema.fields[index]
  if (field === undefined || (field.kind !== 'categorical' && field.kind !== 'boolean')) return {}
  const counts = classCounts(field, table.columns[index]!)
  return Object.fromEntries(classNames(field).map((name, code) => [name, counts[code]!]))
}
