import type {
  AnyTensor,
  Artifact,
  Column,
  Field,
  JsonObject,
  JsonValue,
  Schema,
  SeriesColumn,
  SeriesField,
  Table,
} from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import { anArtifact, aSchema, aTable, checkForms } from '../argument-forms.ts'
import { checkTable, columnRoles } from '../check-table.ts'
import { datetimePattern } from '../infer/datetime-pattern.ts'
import { scalarKinds } from '../known-kinds.ts'
import { createTable } from '../table.ts'
import { checkFinite } from '../validation.ts'
import { artifactArray, artifactFault } from './checks.ts'

/** A schema as JSON, for an artifact's `state`. */
export function schemaToJson(schema: Schema): JsonObject {
  checkForms('schemaToJson', { schema: [schema, aSchema] })
  // What a field holds is JSON, lists and objects included.
  return { fields: schema.fields.map((field) => ({ ...field }) as JsonObject) }
}

/** Reads what `schemaToJson` wrote; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function schemaFromJson(value: JsonValue | undefined): Schema {
  const fields = (value as { fields?: unknown } | null | undefined)?.fields
  if (!Array.isArray(fields) || !fields.every(isField)) throw artifactFault('content', 'has no readable schema')
  return { fields }
}

/**
 * A table as arrays named `<prefix>.<column index>…`, to go into an artifact beside `schemaToJson(table.schema)`. A
 * nullable column always has an array `….valid`, empty where no row is null, so that one that was lost is noticed.
 */
export function tableToArrays(table: Table, prefix: string): Record<string, AnyTensor> {
  checkForms('tableToArrays', { table: [table, aTable] })
  const arrays: Record<string, AnyTensor> = {}
  table.columns.forEach((column, index) => {
    const name = `${prefix}.${index}`
    if (column.valid !== undefined || table.schema.fields[index]!.nullable) {
      const data = column.valid ?? new Uint8Array(0)
      arrays[`${name}.valid`] = { dtype: 'u8', shape: [data.length], data }
    }
    if (column.kind === 'text') Object.assign(arrays, textToArrays(column.values, name))
    else if (column.kind === 'series') Object.assign(arrays, seriesToArrays(column, name))
    else arrays[name] = columnTensor(table.schema.fields[index]!, column, table.rowCount)
  })
  return arrays
}

/**
 * Reads what `tableToArrays` wrote under `prefix`; missing or misshapen arrays, and cells that no fit takes, are an
 * `ASDF_ARTIFACT_INVALID`.
 */
export function tableFromArrays(artifact: Artifact, prefix: string, schema: Schema): Table {
  checkForms('tableFromArrays', { artifact: [artifact, anArtifact], schema: [schema, aSchema] })
  const columns = schema.fields.map((field, index) => columnFromArrays(artifact, `${prefix}.${index}`, field))
  try {
    const table = createTable(schema, columns)
    checkTable('load', table)
    checkFinite('load', table, [...columns.keys()])
    return table
  } catch (error) {
    if (!isAsdfError(error)) throw error
    throw artifactFault('content', `holds a table '${prefix}' that is none: ${error.message}`, artifact.writer)
  }
}

const kinds: readonly unknown[] = [...scalarKinds, 'image', 'series']
const channelKinds: readonly unknown[] = ['numeric', 'categorical', 'boolean', 'datetime']

/** Whether this is a field as `schemaToJson` writes it. */
export function isField(value: unknown): value is Field {
  if (typeof value !== 'object' || value === null) return false
  const field = value as Record<string, unknown>
  const { name, kind, role, nullable, categories, labels } = field
  if (typeof name !== 'string' || !columnRoles.some((one) => one === role) || !kinds.includes(kind)) return false
  if (typeof nullable !== 'boolean' || !isSpelling(field)) return false
  if (kind === 'categorical') return areDifferentTexts(categories)
  if (kind === 'boolean') return labels === undefined || (areDifferentTexts(labels) && labels.length === 2)
  if (kind === 'numeric') return isNumberRange(field)
  if (kind === 'image') return [field['height'], field['width'], field['channels']].every(isSize)
  return kind !== 'series' || isSeries(field)
}

const formatTexts = ['thousandsMark', 'prefix', 'suffix']
const formatChoices: Readonly<Record<string, readonly unknown[]>> = {
  decimalMark: [','],
  grouping: ['indian'],
  negative: ['parentheses', 'trailing', 'after-prefix', 'minus-sign'],
  plus: ['positive', 'all'],
  exponent: ['e', 'E'],
}

/** Whether what a field says about how its values are written can be written. */
function isSpelling({ kind, nullText, format, pattern }: Record<string, unknown>): boolean {
  if (nullText !== undefined && typeof nullText !== 'string') return false
  if (pattern !== undefined && (typeof pattern !== 'string' || datetimePattern(pattern) === undefined)) return false
  if (kind !== 'numeric' || format === undefined) return true
  if (typeof format !== 'object' || format === null) return false
  return Object.entries(format).every(([key, value]) => {
    if (key === 'minimumDecimals') return Number.isInteger(value) && value >= 0 && value <= 100
    if (formatTexts.includes(key)) return typeof value === 'string'
    return formatChoices[key]?.includes(value) === true
  })
}

function isSeries({ channels, minimumLength, maximumLength, time }: Record<string, unknown>): boolean {
  const isChannel = (value: unknown) => isField(value) && channelKinds.includes(value.kind)
  const isTime = (value: unknown) => isField(value) && (value.kind === 'numeric' || value.kind === 'datetime')
  if (!Array.isArray(channels) || channels.length === 0 || !channels.every(isChannel)) return false
  const lengths = [minimumLength, maximumLength]
  if (!lengths.every((length) => Number.isInteger(length) && Number(length) >= 0)) return false
  return time === undefined || isTime(time)
}

function areDifferentTexts(list: unknown): list is readonly string[] {
  return Array.isArray(list) && list.every((item) => typeof item === 'string') && new Set(list).size === list.length
}

/** Bounds in their order, and decimals that a double can have. */
function isNumberRange({ integer, minimum, maximum, decimals }: Record<string, unknown>): boolean {
  const bounds = [minimum, maximum].filter((bound) => bound !== undefined)
  if (typeof integer !== 'boolean' || !bounds.every((bound) => Number.isFinite(bound))) return false
  if (bounds.length === 2 && Number(minimum) > Number(maximum)) return false
  return decimals === undefined || (isSize(Number(decimals) + 1) && Number(decimals) <= mostDecimals)
}

/** What `toFixed` takes. */
const mostDecimals = 100

function isSize(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0
}

type OneArrayColumn = Exclude<Column, { kind: 'text' | 'series' }>

function columnTensor(field: Field, column: OneArrayColumn, rowCount: number): AnyTensor {
  switch (column.kind) {
    case 'numeric':
    case 'datetime':
      return { dtype: 'f64', shape: [rowCount], data: column.values }
    case 'categorical':
      return { dtype: 'i32', shape: [rowCount], data: column.codes }
    case 'boolean':
      return { dtype: 'u8', shape: [rowCount], data: column.values }
    case 'image':
      return { dtype: 'u8', shape: [rowCount, ...pictureShape(field)], data: column.pixels }
  }
}

function pictureShape(field: Field): readonly number[] {
  return field.kind === 'image' ? [field.height, field.width, field.channels] : []
}

/** Step values, where each row's steps begin, and their times. */
function seriesToArrays({ offsets, values, times }: SeriesColumn, name: string): Record<string, AnyTensor> {
  const steps = offsets.at(-1) ?? 0
  if (steps > 2 ** 31 - 1)
    throw new TypeError(`tableToArrays: '${name}' has ${steps} steps, more than an artifact holds`)
  const width = steps === 0 ? 0 : values.length / steps
  return {
    [name]: { dtype: 'f64', shape: [steps, width], data: values },
    [`${name}.offsets`]: { dtype: 'i32', shape: [offsets.length], data: Int32Array.from(offsets) },
    ...(times !== undefined && { [`${name}.times`]: { dtype: 'f64', shape: [steps], data: times } }),
  }
}

/** Strings as their UTF-8 bytes end to end, and where each ends. */
function textToArrays(values: readonly string[], name: string): Record<string, AnyTensor> {
  const encoder = new TextEncoder()
  const parts = values.map((value) => encoder.encode(value))
  const ends = new Int32Array(parts.length)
  let length = 0
  parts.forEach((part, index) => (ends[index] = length += part.length))
  const bytes = new Uint8Array(length)
  parts.forEach((part, index) => bytes.set(part, ends[index]! - part.length))
  return {
    [name]: { dtype: 'u8', shape: [length], data: bytes },
    [`${name}.ends`]: { dtype: 'i32', shape: [ends.length], data: ends },
  }
}

function columnFromArrays(artifact: Artifact, name: string, field: Field): Column {
  const isKept = field.nullable || Object.hasOwn(artifact.arrays, `${name}.valid`)
  const kept = isKept ? artifactArray(artifact, `${name}.valid`, 'u8') : new Uint8Array(0)
  const valid = kept.length === 0 ? {} : { valid: kept }
  switch (field.kind) {
    case 'numeric':
    case 'datetime':
      return { kind: field.kind, values: artifactArray(artifact, name, 'f64'), ...valid }
    case 'categorical':
      return { kind: 'categorical', codes: artifactArray(artifact, name, 'i32'), ...valid }
    case 'boolean':
      return { kind: 'boolean', values: artifactArray(artifact, name, 'u8'), ...valid }
    case 'text':
      return { kind: 'text', values: textsFromArrays(artifact, name), ...valid }
    case 'image':
      return { kind: 'image', pixels: artifactArray(artifact, name, 'u8'), ...valid }
    case 'series':
      return { ...seriesFromArrays(artifact, name, field), ...valid }
  }
}

function seriesFromArrays(artifact: Artifact, name: string, { time }: SeriesField): SeriesColumn {
  const starts = artifactArray(artifact, `${name}.offsets`, 'i32')
  if (starts.some((start) => start < 0)) {
    throw artifactFault('content', `holds a series '${name}' that begins before its start`, artifact.writer)
  }
  const values = artifactArray(artifact, name, 'f64')
  const times = time === undefined ? {} : { times: artifactArray(artifact, `${name}.times`, 'f64') }
  return { kind: 'series', offsets: Uint32Array.from(starts), values, ...times }
}

function textsFromArrays(artifact: Artifact, name: string): string[] {
  const bytes = artifactArray(artifact, name, 'u8')
  const ends = artifactArray(artifact, `${name}.ends`, 'i32')
  const isAscending = ends.every((end, i) => end >= (i === 0 ? 0 : ends[i - 1]!))
  if (!isAscending || (ends.at(-1) ?? 0) !== bytes.length) {
    throw artifactFault('content', `holds texts '${name}' that do not end where their bytes do`, artifact.writer)
  }
  // A byte order mark at the start of a text is part of it.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    return Array.from(ends, (end, i) => decoder.decode(bytes.subarray(i === 0 ? 0 : ends[i - 1]!, end)))
  } catch {
    throw artifactFault('content', `holds texts '${name}' that are not UTF-8`, artifact.writer)
  }
}
