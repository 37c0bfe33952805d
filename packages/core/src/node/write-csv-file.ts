import type { RunProgress, Table } from '@asdf/contract'
import { createGzip } from 'node:zlib'
import { Readable } from 'node:stream'
import type { FormatCsvOptions } from '../csv/format-csv.ts'
import { csvChunks } from '../csv/format-csv.ts'
import { fileError } from './file-errors.ts'
import type { AppendData } from './replace-file.ts'
import { replaceFile } from './replace-file.ts'
import { writeToStream } from './write-to-stream.ts'

export interface WriteCsvOptions extends FormatCsvOptions {
  readonly signal?: AbortSignal
  /** Steps are rows. */
  readonly onProgress?: (progress: RunProgress) => void
}

/**
 * Writes a table to a CSV file, packed with gzip when its name ends in `.gz`. The old file stays until the new one is
 * whole (see `replaceFile`). `-` is standard output; when its reader goes away, that is an `ASDF_FILE_FAILED` with the
 * reason `EPIPE`.
 */
export async function writeCsvFile(path: string, table: Table, options: WriteCsvOptions = {}): Promise<void> {
  if (path === '-') {
    try {
      return await writeTable(table, options, (data) => writeToStream(process.stdout, data, options.signal))
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

async function writeTable(table: Table, options: WriteCsvOptions, append: AppendData): Promise<void> {
  for (const chunk of reported(table, options)) await append(chunk)
}

async function writePacked(table: Table, options: WriteCsvOptions, append: AppendData): Promise<void> {
  const gzip = createGzip()
  const input = Readable.from(reported(table, options))
  input.on('error', (error) => gzip.destroy(error))
  for await (const piece of input.pipe(gzip)) await append(piece as Uint8Array)
}

/** The pieces of the file, with progress and abort between them. */
function* reported(table: Table, { signal, onProgress, ...format }: WriteCsvOptions): Generator<string> {
  let rows = -1
  for (const chunk of csvChunks(table, format)) {
    signal?.throwIfAborted()
    yield chunk
    rows += countLines(chunk)
    onProgress?.({ phase: 'write', step: Math.min(rows, table.rowCount), totalSteps: table.rowCount })
  }
}

/** Line ends in a piece; more than rows where texts hold line ends, which is good enough for progress. */
function countLines(chunk: string): number {
  let lines = 0
  for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', at + 1)) lines++
  return lines
}
