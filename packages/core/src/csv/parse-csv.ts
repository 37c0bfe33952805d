import { AsdfError } from '@asdf/contract'
import type { Schema, Table } from '@asdf/contract'
import { fitColumn } from '../infer/fit-column.ts'
import type { InferRules, TypedColumn } from '../infer/infer-column.ts'
import { columnOfKind, inferColumn } from '../infer/infer-column.ts'
import type { RawColumn } from '../infer/raw-column.ts'
import { assignRoles, checkNamed } from '../infer/roles.ts'
import type { ByteSource } from './byte-source.ts'
import { byteSource } from './byte-source.ts'
import type { CsvOptions } from './csv-options.ts'
import { checkCsvOptions, defaultNulls, givenKind } from './csv-options.ts'
import { readCells } from './read-cells.ts'

/**
 * Reads CSV text with a header line into a table. Kinds are inferred from all rows, or checked against `schema`.
 *
 * The text is UTF-8, with or without a byte order mark; lines end with LF, CRLF or CR; fields may be quoted and then hold
 * delimiters, line ends and doubled quotes. Blanks around unquoted cells are not part of them. Empty lines are skipped.
 * Fails with `ASDF_FILE_INVALID` (line) for malformed text, `ASDF_DATA_INVALID` (column and row) for a bad value,
 * `ASDF_TOO_FEW_ROWS` for a header alone when no schema is given, `ASDF_SCHEMA_MISMATCH` for wrong columns.
 */
export async function parseCsv(
  source: string | Uint8Array | AsyncIterable<Uint8Array>,
  options: CsvOptions = {},
): Promise<Table> {
  return readTable(byteSource(source, options.signal), options)
}

/** Reads a table from a source and closes it, whatever happens. */
export async function readTable(source: ByteSource, options: CsvOptions): Promise<Table> {
  try {
    checkCsvOptions(options)
    const { names, rawColumns } = await readCells(source, options)
    const rules = rulesOf(options)
    const { schema } = options
    return schema === undefined
      ? inferTable(names, rawColumns, options, rules)
      : fitTable(names, rawColumns, schema, rules)
  } finally {
    await source.close()
  }
}

/** Puts columns that were read together into a table, inferring its schema. */
export function inferTable(
  names: readonly string[],
  rawColumns: RawColumn[],
  options: CsvOptions,
  rules: InferRules,
): Table {
  const columns = rawColumns.map((raw, index): TypedColumn => {
    const name = names[index]!
    const kind = givenKind(name, options)
    return kind === undefined
      ? inferColumn(name, raw, name === options.target, rules)
      : columnOfKind(name, kind, raw, rules)
  })
  const fields = assignRoles(columns, options)
  checkNamed({ fields }, options)
  const rowCount = rawLength(rawColumns[0])
  if (rowCount > 0) return { schema: { fields }, rowCount, columns: columns.map(({ column }) => column) }
  throw new AsdfError('ASDF_TOO_FEW_ROWS', `${rules.where}: has a header and no rows; add at least one row`, {
    required: 1,
    received: 0,
  })
}

export function rulesOf(options: CsvOptions): InferRules {
  return {
    where: options.path ?? 'CSV text',
    nulls: new Set(options.nulls ?? defaultNulls),
    quotedNulls: options.quotedNulls ?? false,
    strays: options.schema === undefined ? (options.strays ?? 'error') : 'error',
  }
}

function fitTable(names: readonly string[], rawColumns: RawColumn[], schema: Schema, rules: InferRules): Table {
  const columns = schema.fields.map((field) => fitColumn(field, rawColumns[names.indexOf(field.name)]!, rules))
  return { schema, rowCount: rawLength(rawColumns[0]), columns }
}

function rawLength(raw: RawColumn | undefined): number {
  if (raw === undefined) return 0
  return raw.kind === 'numbers' ? raw.values.length : raw.codes.length
}
