import type { Table } from '@asdf/contract'
import type { TypedColumn } from '../infer/infer-column.ts'
import type { InferRules, MarkConventions } from '../infer/infer-rules.ts'
import type { RawColumn } from '../infer/raw-column.ts'
import type { Sliced } from '../slices.ts'
import type { ByteSource } from './byte-source.ts'
import type { CsvOptions, InferOptions } from './csv-options.ts'
import type { CellColumns } from './read-cells.ts'
import { AsdfError } from '@asdf/contract'
import { fitColumn } from '../infer/fit-column.ts'
import { columnOfKind, inferColumn } from '../infer/infer-column.ts'
import { showInCode } from '../infer/infer-rules.ts'
import { assignRoles, checkNamed } from '../infer/roles.ts'
import { createTurns } from '../slices.ts'
import { byteSource } from './byte-source.ts'
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
  checkCsvOptions(options)
  return readTable(byteSource(source, options.signal), options)
}

/** Reads a table from a source, by options that were checked, and closes it, whatever happens. */
export async function readTable(source: ByteSource, options: CsvOptions): Promise<Table> {
  try {
    const cells = await readCells(source, options)
    const rules = rulesOf(options, cells.marks)
    const { schema } = options
    if (schema !== undefined) {
      const fields = new Map(schema.fields.map((field) => [field.name, field]))
      const fit = (name: string, raw: RawColumn) => fitColumn(fields.get(name)!, raw, rules)
      const columns = await takeColumns(cells, 'check', fit, options)
      const ordered = schema.fields.map(({ name }) => columns[cells.names.indexOf(name)]!)
      return { schema, rowCount: cells.rowCount, columns: ordered }
    }
    const infer = (name: string, raw: RawColumn) => typeColumn(name, raw, options, rules)
    const columns = await takeColumns(cells, 'infer', infer, options)
    const { unnamed, rowCount, blankRows } = cells
    const typed = { columns, unnamed, rowCount, blankRows }
    return await createTurns(options.signal).run(tableOf(typed, options, rules))
  } finally {
    await source.close()
  }
}

/** Decides what a column is, unless the options say it, and builds it. */
export function typeColumn(
  name: string,
  raw: RawColumn,
  options: InferOptions,
  rules: InferRules,
): Sliced<TypedColumn> {
  const kind = givenKind(name, options)
  if (kind === undefined) return inferColumn(name, raw, name === options.target, rules)
  return columnOfKind(name, kind, raw, rules)
}

interface TypedColumns {
  readonly columns: readonly TypedColumn[]
  /** Names of columns that the file does not name. */
  readonly unnamed?: ReadonlySet<string>
  readonly rowCount: number
  /** Lines of nothing but delimiters, which are no rows. */
  readonly blankRows?: number
}

/** Puts columns into a table, with their roles. */
export function* tableOf(
  { columns, unnamed, rowCount, blankRows = 0 }: TypedColumns,
  options: InferOptions,
  rules: InferRules,
): Sliced<Table> {
  const fields = yield* assignRoles(columns, options, unnamed)
  checkNamed({ fields }, options)
  if (rowCount > 0) return { schema: { fields }, rowCount, columns: columns.map(({ column }) => column) }
  const found = blankRows > 0 ? 'a header and lines of nothing but delimiters' : 'a header and no rows'
  throw new AsdfError('ASDF_TOO_FEW_ROWS', `${rules.where}: has ${found}; add at least one row`, {
    required: 1,
    received: 0,
  })
}

/** The rules that the options give; `marks` are the conventions of the text, where it is known. */
export function rulesOf(options: CsvOptions, marks: MarkConventions): InferRules {
  const { strays, onRemark } = options
  return {
    where: options.path ?? 'CSV text',
    nulls: new Set(options.nulls ?? defaultNulls),
    quotedNulls: options.quotedNulls ?? false,
    marks,
    dateFormats: options.dateFormats ?? {},
    showOption: options.showOption ?? showInCode,
    ...(options.schema === undefined && strays !== undefined && { strays }),
    ...(onRemark !== undefined && { onRemark }),
  }
}

/** Makes something of each column, with progress between them. */
async function takeColumns<Made>(
  cells: CellColumns,
  phase: 'infer' | 'check',
  make: (name: string, raw: RawColumn) => Sliced<Made>,
  { signal, onProgress }: CsvOptions,
): Promise<Made[]> {
  const made: Made[] = []
  const turns = createTurns(signal)
  for (const [index, name] of cells.names.entries()) {
    made.push(await turns.run(make(name, await turns.run(cells.takeColumn(index)))))
    onProgress?.({ phase, step: index + 1, totalSteps: cells.names.length })
  }
  signal?.throwIfAborted()
  return made
}
