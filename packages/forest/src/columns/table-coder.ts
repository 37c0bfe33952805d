import type { AnyTensor, Artifact, Column, Field, JsonObject, JsonValue, Rng, Schema, Table } from '@asdf/contract'
import type { RenewedColumn } from '@asdf/core'
import type { CoderOptions, ColumnCoder } from './coder.ts'
import { artifactFault, renewedColumn, restoreRenewed, schemaFromJson, schemaToJson } from '@asdf/core'
import { createPace } from '@asdf/trees/matrix'
import { coderArrays, restoreCoder } from './coder-state.ts'
import { fitCoder } from './fit-coder.ts'
import { renewedPart } from './renewed-coder.ts'

/** Coders for what can be modelled of a table's columns, and what regenerates the others. */
export interface TableCoder {
  readonly schema: Schema
  /** One entry a column of the table: its coder, or nothing for identifiers and texts without nulls. */
  readonly coders: readonly (ColumnCoder | undefined)[]
  readonly warnings: readonly string[]
  /** One array of codes a column, `undefined` where a column is made anew. */
  encode(table: Table): readonly (Uint8Array | undefined)[]
  /**
   * A table of the fitted schema. `codes` has an array for every column with a coder, `values` one for columns whose numbers
   * have been drawn already.
   */
  decode(
    codes: readonly (Uint8Array | undefined)[],
    rowCount: number,
    rng: Rng,
    values?: readonly (Float64Array | undefined)[],
  ): Table
  readonly state: JsonObject
  readonly arrays: Readonly<Record<string, AnyTensor>>
}

/** Learns the codes of every column of a table, and gives the event loop a turn between columns. */
export async function fitTableCoder(train: Table, options: CoderOptions, signal?: AbortSignal): Promise<TableCoder> {
  const warnings: string[] = []
  const parts: (ColumnCoder | RenewedColumn)[] = []
  const pace = createPace(signal)
  for (const [index, column] of train.columns.entries()) {
    parts.push(fitPart(train.schema.fields[index]!, column, options, warnings))
    if (pace.isDue()) await pace.turn()
  }
  return tableCoder(train.schema, parts, warnings)
}

/** The codes of all columns, as `encode` gives them, with turns for the event loop between columns. */
export async function encodeColumns(
  { coders }: TableCoder,
  table: Table,
  signal?: AbortSignal,
): Promise<(Uint8Array | undefined)[]> {
  const codes: (Uint8Array | undefined)[] = []
  const pace = createPace(signal)
  for (const [index, coder] of coders.entries()) {
    codes.push(coder?.encode(table.columns[index]!))
    if (pace.isDue()) await pace.turn()
  }
  return codes
}

function fitPart(field: Field, column: Column, options: CoderOptions, warnings: string[]): ColumnCoder | RenewedColumn {
  if (field.kind !== 'text' && field.role !== 'identifier') return fitCoder(field, column, options)
  if (field.role !== 'identifier') {
    warnings.push(`column '${field.name}' is free text, which is not modelled; it gets placeholders`)
  }
  return renewedPart(renewedColumn(field, column), column)
}

function tableCoder(
  schema: Schema,
  parts: readonly (ColumnCoder | RenewedColumn)[],
  notes: readonly string[],
): TableCoder {
  const coders = parts.map((part) => ('size' in part ? part : undefined))
  return {
    schema,
    coders,
    warnings: [...notes, ...coders.flatMap((coder) => coder?.warnings ?? [])],
    encode: (table) => coders.map((coder, index) => coder?.encode(table.columns[index]!)),
    decode(codes, rowCount, rng, values = []) {
      const columns = parts.map((part, index): Column => {
        return 'size' in part ? part.decode(codes[index]!, rng.fork(index), values[index]) : part.make(rowCount)
      })
      return { schema, rowCount, columns }
    },
    // Made only where they are saved: they take long where there are thousands of columns.
    get state() {
      return {
        schema: schemaToJson(schema),
        notes: [...notes],
        columns: parts.map((part): JsonValue =>
          'size' in part ? { coded: part.state.json } : { renewed: part.state },
        ),
      }
    },
    get arrays() {
      return Object.fromEntries(
        coders.flatMap((coder, index) => (coder ? Object.entries(coderArrays(coder, prefixOf(index))) : [])),
      )
    },
  }
}

/** The table coder that `state` and `arrays` of an artifact were taken from. */
export function restoreTableCoder(artifact: Artifact, json: JsonValue | undefined): TableCoder {
  const { schema, notes, columns } = (json ?? {}) as JsonObject
  const known = schemaFromJson(schema)
  const isWhole = Array.isArray(columns) && columns.length === known.fields.length
  if (!isWhole || !Array.isArray(notes) || notes.some((one) => typeof one !== 'string')) {
    throw artifactFault('content', 'has no readable columns', artifact.writer)
  }
  const parts = (columns as readonly (JsonObject | null)[]).map((column, index) =>
    column?.['renewed'] === undefined
      ? restoreCoder(artifact, prefixOf(index), column?.['coded'])
      : restoreRenewed(column['renewed'], artifact.writer),
  )
  const stray = parts.findIndex(({ field }, index) => !isSameField(field, known.fields[index]!))
  if (stray >= 0) {
    throw artifactFault('content', `codes column '${known.fields[stray]!.name}' as another one`, artifact.writer)
  }
  return tableCoder(known, parts, notes as string[])
}

/** Fields come from JSON, which keeps the order of their keys. */
function isSameField(a: Field, b: Field): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function prefixOf(index: number): string {
  return `column${index}`
}
