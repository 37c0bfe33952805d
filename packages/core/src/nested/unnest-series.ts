import type { Column, Field, SeriesChannel, SeriesColumn, SeriesField, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { checkTable } from '../check-table.ts'
import { withNulls } from '../null-cells.ts'
import { takeRows } from '../table.ts'
import { stepCount } from './series-column.ts'

/**
 * Makes each step of a table's series a row of its own: the way back from `nestSeries`. The row's other columns are
 * repeated for each of its steps; the time and the channels become columns. Rows without steps have no rows in the result.
 *
 * The table must have one series column, and no channel the name of another column: `ASDF_SCHEMA_MISMATCH`.
 */
export function unnestSeries(table: Table): Table {
  checkTable('unnestSeries', table)
  const { fields } = table.schema
  const places = [...fields.keys()].filter((index) => fields[index]!.kind === 'series')
  const [place] = places
  if (place === undefined || places.length > 1) throw mismatch('', 'one series column', `${places.length} of them`)
  const field = fields[place] as SeriesField
  const column = table.columns[place] as SeriesColumn
  const rows = new Uint32Array(stepCount(column))
  for (let row = 0; row < table.rowCount; row++) rows.fill(row, column.offsets[row], column.offsets[row + 1])
  const repeated = takeRows(table, rows)
  const steps = stepColumns(field, column)
  const names = new Set(fields.map(({ name }) => name))
  const twice = steps.find(([{ name }]) => name !== field.name && names.has(name))
  if (twice !== undefined) throw mismatch(twice[0].name, 'a name of its own', 'a channel and a column of that name')
  const isSeries = (index: number) => index === place
  return {
    schema: {
      fields: fields.flatMap((one, index): Field[] => (isSeries(index) ? steps.map(([step]) => step) : [one])),
    },
    rowCount: rows.length,
    columns: repeated.columns.flatMap((one, index) => (isSeries(index) ? steps.map(([, step]) => step) : [one])),
  }
}

/** The time, if any, and the channels as columns with a row for each step. */
function stepColumns(field: SeriesField, { values, times }: SeriesColumn): (readonly [Field, Column])[] {
  const { channels, time } = field
  const columns = channels.map((channel, c) => {
    const cells = Float64Array.from(
      { length: values.length / channels.length },
      (_, s) => values[s * channels.length + c]!,
    )
    return [channel, channelColumn(channel, cells)] as const
  })
  if (time === undefined || times === undefined) return columns
  const timeColumn: Column = { kind: time.kind, values: times }
  return [[time, timeColumn] as const, ...columns]
}

function channelColumn({ kind }: SeriesChannel, cells: Float64Array): Column {
  const valid = Uint8Array.from(cells, (cell) => (Number.isNaN(cell) ? 0 : 1))
  if (kind === 'categorical') return withNulls({ kind, codes: Int32Array.from(cells) }, valid)
  if (kind === 'boolean') return withNulls({ kind, values: Uint8Array.from(cells) }, valid)
  return withNulls({ kind, values: cells }, valid)
}

function mismatch(column: string, expected: string, received: string): AsdfError {
  return new AsdfError('ASDF_SCHEMA_MISMATCH', `unnestSeries: needs ${expected}, got ${received}`, {
    column,
    expected,
    received,
  })
}
