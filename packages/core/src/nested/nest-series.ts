import type { Column, Field, SeriesChannel, SeriesField, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { checkTable } from '../check-table.ts'
import { cellsOf, fieldIndex } from '../fields.ts'
import { checkKinds, scalarKinds } from '../known-kinds.ts'
import { checkOptionNames, optionError } from '../options.ts'
import { isPresent, takeRows } from '../table.ts'

export interface NestOptions {
  /** The column that says to whom a step belongs, such as a patient's number. It names the rows of the result. */
  readonly entity: string
  /** The numeric or datetime column that orders the steps of an entity; the order of the rows when absent. */
  readonly time?: string
  /**
   * Columns that belong to the entity, such as a date of birth; they must be constant in each. When absent, all that are
   * constant in each entity, except the columns in `channels`.
   */
  readonly static?: readonly string[]
  /** Columns that belong to a step although they may be constant. */
  readonly channels?: readonly string[]
  /** Name of the series column; `series` when absent. */
  readonly name?: string
}

/**
 * Makes a long table, which has a row for each step, into one with a row for each entity: its steps become a series, and
 * columns that are constant in each entity stay one value. Entities come in the order of their first rows; steps are
 * sorted by time, and those of the same time keep their order. `unnestSeries` is the way back.
 *
 * A text that changes within an entity is an `ASDF_UNSUPPORTED`, a column named static that changes and a missing time or
 * entity an `ASDF_DATA_INVALID`, a table without a changing column an `ASDF_SCHEMA_MISMATCH`: name one in `channels`.
 */
export function nestSeries(table: Table, options: NestOptions): Table {
  checkTable('nestSeries', table)
  checkOptionNames('nestSeries', options, { entity: 0, time: 0, static: 0, channels: 0, name: 0 })
  checkKinds('nestSeries', table.schema, scalarKinds)
  const entity = fieldIndex(table.schema, options.entity)
  const time = options.time === undefined ? undefined : timeIndex(table, options.time)
  checkComplete(table, entity)
  const groups = groupRows(table, entity)
  if (time !== undefined) sortByTime(groups, cellsOf(table.columns[time]!) as Float64Array)
  const channels = channelIndices(table, groups, { entity, time }, options)
  const named = options.name ?? 'series'
  const firsts = takeRows(
    table,
    Uint32Array.from(groups, (rows) => rows[0]!),
  )
  const kept = [...table.columns.keys()].filter((index) => index !== time && !channels.includes(index))
  if (kept.some((index) => table.schema.fields[index]!.name === named))
    throw optionError('nestSeries', 'name', named, 'must not be the name of another column')
  const fields = kept.map((index): Field => {
    const field = table.schema.fields[index]!
    return index === entity ? { ...field, role: 'identifier' } : field
  })
  const series = seriesOf(table, groups, { channels, time, name: named })
  return {
    schema: { fields: [...fields, series.field] },
    rowCount: groups.length,
    columns: [...kept.map((index) => firsts.columns[index]!), series.column],
  }
}

type Groups = readonly number[][]

function timeIndex(table: Table, name: string): number {
  const index = fieldIndex(table.schema, name)
  const { kind } = table.schema.fields[index]!
  if (kind !== 'numeric' && kind !== 'datetime') {
    throw new AsdfError(
      'ASDF_SCHEMA_MISMATCH',
      `nestSeries: the time '${name}' must be numeric or datetime, got ${kind}; read it as one of them`,
      { column: name, expected: 'numeric or datetime', received: kind },
    )
  }
  checkComplete(table, index)
  const wild = (table.columns[index] as { readonly values: Float64Array }).values.findIndex((t) => !Number.isFinite(t))
  if (wild >= 0) throw invalid(name, wild, 'has a time that is not finite; correct it')
  return index
}

function checkComplete(table: Table, index: number): void {
  const row = table.columns[index]!.valid?.indexOf(0) ?? -1
  if (row >= 0) throw invalid(table.schema.fields[index]!.name, row, 'has no value; remove the row, or fill it in')
}

/** Rows of each entity, in the order of their first rows. */
function groupRows(table: Table, entity: number): Groups {
  const groups = new Map<number | string, number[]>()
  const keys = cellsOf(table.columns[entity]!)
  for (let row = 0; row < table.rowCount; row++) {
    const group = groups.get(keys[row]!)
    if (group === undefined) groups.set(keys[row]!, [row])
    else group.push(row)
  }
  return [...groups.values()]
}

function sortByTime(groups: Groups, times: Float64Array): void {
  for (const rows of groups) rows.sort((a, b) => times[a]! - times[b]! || a - b)
}

interface Places {
  readonly entity: number
  readonly time: number | undefined
}

/** Columns that become channels. */
function channelIndices(table: Table, groups: Groups, { entity, time }: Places, options: NestOptions): number[] {
  const given = options.static?.map((name) => fieldIndex(table.schema, name))
  const asked = (options.channels ?? []).map((name) => fieldIndex(table.schema, name))
  const clash = asked.find((index) => index === entity || index === time || given?.includes(index))
  if (clash !== undefined) {
    const { name } = table.schema.fields[clash]!
    throw optionError('nestSeries', 'channels', name, 'must not name the entity, the time or a static column')
  }
  const channels = [...table.columns.keys()].filter((index) => {
    if (index === entity || index === time) return false
    if (asked.includes(index)) return true
    const row = changingRow(table.columns[index]!, groups)
    if (given === undefined) return row >= 0
    if (!given.includes(index)) return true
    if (row >= 0) throw invalid(table.schema.fields[index]!.name, row, 'differs from earlier rows of its entity')
    return false
  })
  if (channels.length > 0) return channels
  const expected = 'a column that changes within an entity'
  throw new AsdfError('ASDF_SCHEMA_MISMATCH', `nestSeries: needs ${expected}, got none; name one in channels`, {
    column: '',
    expected,
    received: 'none',
  })
}

/** The first row, entity by entity, whose value is not that of the entity's first row; -1 when there is none. */
function changingRow(column: Column, groups: Groups): number {
  const cells = cellsOf(column)
  const cellOf = (row: number) => (isPresent(column, row) ? cells[row] : undefined)
  for (const rows of groups) {
    const first = cellOf(rows[0]!)
    const changing = rows.find((row) => !Object.is(cellOf(row), first))
    if (changing !== undefined) return changing
  }
  return -1
}

function seriesOf(
  table: Table,
  groups: Groups,
  {
    channels,
    time,
    name,
  }: { readonly channels: readonly number[]; readonly time: number | undefined; readonly name: string },
): { readonly field: SeriesField; readonly column: Column } {
  const order = Uint32Array.from(groups.flat())
  const values = new Float64Array(order.length * channels.length)
  channels.forEach((index, c) => {
    const column = table.columns[index]!
    const cells = cellsOf(column) as ArrayLike<number>
    for (let step = 0; step < order.length; step++)
      values[step * channels.length + c] = isPresent(column, order[step]!) ? cells[order[step]!]! : Number.NaN
  })
  const offsets = new Uint32Array(groups.length + 1)
  groups.forEach((rows, row) => (offsets[row + 1] = offsets[row]! + rows.length))
  const timeField = time === undefined ? undefined : (table.schema.fields[time] as SeriesField['time'])
  const times = time === undefined ? undefined : (cellsOf(table.columns[time]!) as Float64Array)
  const lengths = groups.map((rows) => rows.length)
  return {
    field: {
      name,
      kind: 'series',
      role: 'feature',
      nullable: false,
      channels: channels.map((index) => channelOf(table.schema.fields[index]!)),
      minimumLength: lengths.reduce((least, length) => Math.min(least, length), lengths[0] ?? 0),
      maximumLength: lengths.reduce((most, length) => Math.max(most, length), 0),
      ...(timeField !== undefined && { time: timeField }),
    },
    column: {
      kind: 'series',
      offsets,
      values,
      ...(times !== undefined && { times: Float64Array.from(order, (row) => times[row]!) }),
    },
  }
}

function channelOf(field: Field): SeriesChannel {
  if (field.kind !== 'text' && field.kind !== 'image' && field.kind !== 'series') return field
  throw new AsdfError(
    'ASDF_UNSUPPORTED',
    `nestSeries: column '${field.name}' is ${field.kind} and changes within an entity, which no channel holds; ` +
      'read it as categorical, or leave it out',
    { feature: `${field.kind} channel '${field.name}'` },
  )
}

function invalid(column: string, row: number, fault: string): AsdfError {
  return new AsdfError('ASDF_DATA_INVALID', `nestSeries: column '${column}', row ${row + 1} ${fault}`, {
    column,
    row: row + 1,
  })
}
