import type { RunProgress, Table } from '@asdf/contract'
import type { FormatCsvOptions } from '../csv/format-csv.ts'
import type { AppendData } from './replace-file.ts'
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { printable } from '@asdf/contract'
import { csvChunks, formatCsv } from '../csv/format-csv.ts'
import { takeRows } from '../table.ts'
import { fileError } from './file-errors.ts'
import { replaceFile } from './replace-file.ts'
import { writeToStream } from './write-to-stream.ts'

export interface WriteCsvOptions extends FormatCsvOptions {
  readonly signal?: AbortSignal
  /** Steps are rows. */
  readonly onProgress?: (progress: RunProgress) => void
}

/** A table, or the parts of one that need not fit into memory together; they have the same columns. */
export type TableParts = Table | AsyncIterable<Table>

/**
 * Writes a table to a CSV file, packed with gzip when its name ends in `.gz`. The old file stays until the new one is
 * whole (see `replaceFile`). `-` is standard output; when its reader goes away, that is an `ASDF_FILE_FAILED` with the
 * reason `EPIPE`.
 */
export async function writeCsvFile(path: string, table: TableParts, options: WriteCsvOptions = {}): Promise<void> {
  if (path === '-') {
    try {
      const { stdout } = process
      // A person at a terminal is shown what a file would hold, less what would steer the terminal.
      const shown = (data: string | Uint8Array) => (stdout.isTTY && typeof data === 'string' ? printable(data) : data)
      return await writeTable(table, options, (data) => writeToStream(stdout, shown(data), options.signal))
    } catch (error) {
      throw fileError('standard output', error)
    }
  }
  const packed = path.endsWith('.gz')
  const { signal } = options
  await replaceFile(
    path,
    (append) => (packed ? writePacked(table, options, append) : writeTable(table, options, append)),
    signal === undefined ? {} : { signal },
  )
}

async function writeTable(table: TableParts, options: WriteCsvOptions, append: AppendData): Promise<void> {
  for await (const chunk of reported(table, options)) await append(chunk)
}

async function writePacked(table: TableParts, options: WriteCsvOptions, append: AppendData): Promise<void> {
  const gzip = createGzip()
  const input = Readable.from(reported(table, options))
  input.on('error', (error) => gzip.destroy(error))
  for await (const piece of input.pipe(gzip)) await append(piece as Uint8Array)
}

/** The pieces of the file, with progress and abort between them. */
async function* reported(
  tables: TableParts,
  { signal, onProgress, ...format }: WriteCsvOptions,
): AsyncGenerator<string> {
  let [written, isFirst] = [0, true]
  for await (const table of 'rowCount' in tables ? [tables] : tables) {
    let rows = isFirst ? -1 : 0
    for (const chunk of isFirst ? csvChunks(table, format) : withoutHeader(table, format)) {
      signal?.throwIfAborted()
      yield chunk
      rows += countLines(chunk)
      const step = written + Math.min(rows, table.rowCount)
      onProgress?.({ phase: 'write', step, totalSteps: written + table.rowCount })
    }
    written += table.rowCount
    isFirst = false
  }
}

function* withoutHeader(table: Table, format: FormatCsvOptions): Generator<string> {
  const header = formatCsv({ ...table, rowCount: 0, columns: takeRows(table, new Uint32Array(0)).columns }, format)
  let isFirst = true
  for (const chunk of csvChunks(table, format)) {
    yield isFirst ? chunk.slice(header.length) : chunk
    isFirst = false
  }
}

/** Line ends in a piece; more than rows where texts hold line ends, which is good enough for progress. */
function countLines(chunk: string): number {
  let lines = 0
  for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', at + 1)) lines++
  return lines
}
