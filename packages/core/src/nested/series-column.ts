import type { SeriesChannel, SeriesColumn, SeriesField } from '@asdf/contract'
import { typeName } from '../type-name.ts'

/** How many steps all rows of the column have together. */
export function stepCount({ offsets }: SeriesColumn): number {
  return offsets[offsets.length - 1] ?? 0
}

/** The series at `indices`, without the column's nulls. */
export function takeSeries(column: SeriesColumn, indices: Uint32Array): SeriesColumn {
  const { offsets, values, times } = column
  const steps = stepCount(column)
  const width = steps === 0 ? 0 : values.length / steps
  const taken = new Uint32Array(indices.length + 1)
  for (let i = 0; i < indices.length; i++) taken[i + 1] = taken[i]! + offsets[indices[i]! + 1]! - offsets[indices[i]!]!
  const total = taken[indices.length]!
  const outValues = new Float64Array(total * width)
  const outTimes = times === undefined ? undefined : new Float64Array(total)
  for (let i = 0; i < indices.length; i++) {
    const [from, to] = [offsets[indices[i]!]!, offsets[indices[i]! + 1]!]
    outValues.set(values.subarray(from * width, to * width), taken[i]! * width)
    outTimes?.set(times!.subarray(from, to), taken[i])
  }
  return { kind: 'series', offsets: taken, values: outValues, ...(outTimes !== undefined && { times: outTimes }) }
}

/** The series of all columns, one column after the other, without their nulls. */
export function appendSeries(columns: readonly SeriesColumn[]): SeriesColumn {
  const rowCount = columns.reduce((sum, { offsets }) => sum + offsets.length - 1, 0)
  const steps = columns.reduce((sum, column) => sum + stepCount(column), 0)
  const offsets = new Uint32Array(rowCount + 1)
  const values = new Float64Array(columns.reduce((sum, column) => sum + column.values.length, 0))
  const times = columns[0]?.times === undefined ? undefined : new Float64Array(steps)
  let [row, step, cell] = [0, 0, 0]
  for (const column of columns) {
    for (let i = 1; i < column.offsets.length; i++) offsets[++row] = step + column.offsets[i]!
    values.set(column.values, cell)
    times?.set(column.times!, step)
    cell += column.values.length
    step += stepCount(column)
  }
  return { kind: 'series', offsets, values, ...(times !== undefined && { times }) }
}

/** The column without steps where `valid` is 0. */
export function clearSeries(column: SeriesColumn, valid: Uint8Array): SeriesColumn {
  const { offsets, values, times } = column
  const steps = stepCount(column)
  const width = steps === 0 ? 0 : values.length / steps
  const kept = new Uint8Array(steps)
  const shorter = new Uint32Array(offsets.length)
  for (let row = 0; row < valid.length; row++) {
    const length = valid[row] === 0 ? 0 : offsets[row + 1]! - offsets[row]!
    if (length > 0) kept.fill(1, offsets[row], offsets[row + 1])
    shorter[row + 1] = shorter[row]! + length
  }
  const rest = times === undefined ? {} : { times: times.filter((_, step) => kept[step] === 1) }
  return {
    kind: 'series',
    offsets: shorter,
    values: values.filter((_, i) => kept[Math.floor(i / width)] === 1),
    ...rest,
    valid,
  }
}

/** A fault of a column, and the row that has it, from 0; -1 when no single row is at fault. */
export interface SeriesFault {
  readonly row: number
  readonly fault: string
}

/** What is wrong with the form of a series column of `rowCount` rows, or `undefined`: arrays, lengths, offsets, times. */
export function seriesFormFault(field: SeriesField, column: SeriesColumn, rowCount: number): SeriesFault | undefined {
  return shapeFault(field, column, rowCount) ?? rowFault(field, column, rowCount)
}

function shapeFault({ channels, time }: SeriesField, column: SeriesColumn, rowCount: number): SeriesFault | undefined {
  const { offsets, values, times } = column
  const whole = (fault: string): SeriesFault => ({ row: -1, fault })
  if ((channels as unknown) === undefined || channels.length === 0) return whole('no channels')
  if (new Set(channels.map(({ name }) => name)).size < channels.length) return whole('two channels of one name')
  if (typeName(offsets) !== 'Uint32Array' || offsets.length !== rowCount + 1 || offsets[0] !== 0)
    return whole(`${offsets?.length} offsets for ${rowCount} rows, which must be one more and begin with 0`)
  const falling = offsets.findIndex((offset, row) => row > 0 && offset < offsets[row - 1]!)
  if (falling > 0) return { row: falling - 1, fault: 'an end before its start' }
  const steps = stepCount(column)
  if (typeName(values) !== 'Float64Array' || values.length !== steps * channels.length)
    return whole(`${values?.length} values for ${steps} steps of ${channels.length} channels`)
  if ((time === undefined) !== (times === undefined))
    return whole(time === undefined ? 'times unasked for' : 'no times')
  if (times === undefined || (typeName(times) === 'Float64Array' && times.length === steps)) return undefined
  return whole(`${times.length} times for ${steps} steps`)
}

function rowFault(
  { minimumLength, maximumLength }: SeriesField,
  { offsets, times, valid }: SeriesColumn,
  rowCount: number,
): SeriesFault | undefined {
  for (let row = 0; row < rowCount; row++) {
    const [from, to] = [offsets[row]!, offsets[row + 1]!]
    if (valid?.[row] === 0) {
      if (to > from) return { row, fault: 'steps, but no value' }
      continue
    }
    if (to - from < minimumLength || to - from > maximumLength)
      return { row, fault: `${to - from} steps, which are not ${minimumLength} to ${maximumLength}` }
    for (let step = from; times !== undefined && step < to; step++) {
      if (Number.isFinite(times[step]!) && (step === from || times[step]! >= times[step - 1]!)) continue
      return { row, fault: 'times that are not finite or not ascending' }
    }
  }
  return undefined
}

/** The first row with a step that the field cannot hold, or `undefined`. */
export function seriesCellFault({ channels }: SeriesField, { offsets, values }: SeriesColumn): SeriesFault | undefined {
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let i = offsets[row]! * channels.length; i < offsets[row + 1]! * channels.length; i++) {
      const channel = channels[i % channels.length]!
      if (isAllowed(channel, values[i]!)) continue
      return { row, fault: `${values[i]} in the channel '${channel.name}', which is ${channel.kind}` }
    }
  }
  return undefined
}

function isAllowed(channel: SeriesChannel, value: number): boolean {
  if (Number.isNaN(value)) return channel.nullable
  if (channel.kind === 'numeric' || channel.kind === 'datetime') return Number.isFinite(value)
  const count = channel.kind === 'boolean' ? 2 : channel.categories.length
  return Number.isInteger(value) && value >= 0 && value < count
}
