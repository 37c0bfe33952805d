import type { FileHandle } from 'node:fs/promises'
import type { Table } from '@asdf/contract'
import type { ByteSource } from '../csv/byte-source.ts'
import type { CsvOptions } from '../csv/csv-options.ts'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { iterableSource, makeRoom } from '../csv/byte-source.ts'
import { createCsvErrors } from '../csv/csv-errors.ts'
import { checkCsvOptions } from '../csv/csv-options.ts'
import { readTable } from '../csv/parse-csv.ts'
import { untilAborted } from '../csv/until-aborted.ts'
import { fileError } from './file-errors.ts'
import { openPipeToRead } from './pipes.ts'

const pieceBytes = 1 << 22
const piecesAhead = 3

/**
 * Reads a CSV file into a table, as `parseCsv` does. `-` is standard input; a stream is read to its end. Packed files
 * are known by gzip's first two bytes. What the system refuses is an `ASDF_FILE_FAILED`.
 */
export async function readCsvFile(from: string | NodeJS.ReadableStream, options: CsvOptions = {}): Promise<Table> {
  checkCsvOptions(options)
  const isStream = typeof from !== 'string' || from === '-'
  const path = options.path ?? (isStream ? 'standard input' : from)
  try {
    const source = isStream
      ? await streamSource(from === '-' ? process.stdin : from, path, options.signal)
      : await fileSource(from, path, options.signal)
    return await readTable(source, { ...options, path })
  } catch (error) {
    throw fileError(path, error)
  }
}

async function fileSource(path: string, name: string, signal: AbortSignal | undefined): Promise<ByteSource> {
  const stats = await stat(path)
  if (stats.isFIFO()) return streamSource(await openPipeToRead(path, signal), name, signal)
  const file = await open(path, 'r')
  try {
    // Devices have no positions to read at, and cannot be opened twice.
    if (!stats.isFile() && !stats.isDirectory()) return await streamSource(file.createReadStream(), name, signal)
    const { size } = await file.stat()
    const magic = new Uint8Array(2)
    await file.read(magic, 0, 2, size > 0 ? 0 : null)
    if (!isGzip(magic)) return plainSource(file, size)
    const expected = await unpackedSize(file, size)
    const stream = createReadStream(path, { highWaterMark: 1 << 18 })
    await file.close()
    return iterableSource(unpack(stream, name), expected)
  } catch (error) {
    const closed = file.close().catch(() => undefined)
    // A device that is being read is closed only when it has given something.
    if (signal?.aborted !== true) await closed
    throw error
  }
}

/** Reads pieces straight to where they are parsed, some ahead of the one that is asked for. */
function plainSource(file: FileHandle, size: number): ByteSource {
  const ahead: Promise<number>[] = []
  let asked = 0

  /** Starts reading the next piece, which may be short only at the end of the file. */
  function ask(bytes: Uint8Array, length: number): void {
    const at = asked
    asked += length
    const piece = readPiece(file, bytes, at, length)
    // Whoever awaits it gets its error; until then it must not count as unhandled.
    piece.catch(() => undefined)
    ahead.push(piece)
  }

  return {
    bytes: new Uint8Array(size + 64),
    length: 0,
    done: false,
    total: size,
    async pull() {
      while (ahead.length < piecesAhead && asked < size) ask(this.bytes, Math.min(pieceBytes, size - asked))
      if (ahead.length === 0) {
        // The file may have grown since, or have no size, as in /proc.
        makeRoom(this, this.length < size + 16 ? 16 : pieceBytes)
        ask(this.bytes, this.bytes.length - 48 - this.length)
      }
      const read = await ahead.shift()!
      this.length += read
      if (read === 0) this.done = true
      if (ahead.length === 0) asked = this.length
    },
    async close() {
      await Promise.allSettled(ahead)
      await file.close()
    },
  }
}

/** Reads until the piece is full or the file ends. */
async function readPiece(file: FileHandle, bytes: Uint8Array, at: number, length: number): Promise<number> {
  let read = 0
  while (read < length) {
    const { bytesRead } = await file.read(bytes, at + read, length - read, at + read)
    if (bytesRead === 0) break
    read += bytesRead
  }
  return read
}

async function streamSource(
  stream: NodeJS.ReadableStream,
  name: string,
  signal: AbortSignal | undefined,
): Promise<ByteSource> {
  const pieces = asBytes(stream, signal)
  const iterator = pieces[Symbol.asyncIterator]()
  const head: Uint8Array[] = []
  while (head.reduce((sum, piece) => sum + piece.length, 0) < 2) {
    const next = await iterator.next()
    if (next.done === true) break
    head.push(next.value)
  }
  const start = Buffer.concat(head)
  const whole = chain(start, iterator)
  return iterableSource(isGzip(start) ? unpack(whole, name) : whole)
}

async function* unpack(packed: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 1 << 18 })
  // An error of either end destroys the other and comes out of the loop below.
  const piped = pipeline(Readable.from(packed), gunzip).catch(() => undefined)
  try {
    for await (const piece of gunzip) yield piece as Uint8Array
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!code.startsWith('Z_')) throw error
    throw createCsvErrors(name).invalid(0, 'the gzip data are damaged or cut short; get the file again')
  } finally {
    gunzip.destroy()
    await piped
  }
}

async function* chain(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first
    for (;;) {
      const next = await rest.next()
      if (next.done === true) return
      yield next.value
    }
  } finally {
    await rest.return?.()
  }
}

async function* asBytes(
  stream: NodeJS.ReadableStream & Partial<Pick<Readable, 'destroy'>>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of untilAborted(stream, signal)) yield typeof piece === 'string' ? Buffer.from(piece) : piece
  } finally {
    // What waits for data goes on waiting, and the process with it, until it is destroyed.
    if (signal?.aborted === true) stream.destroy?.()
  }
}

/** What gzip's last four bytes say, as far as it is believable; only a hint for how much room to make. */
async function unpackedSize(file: FileHandle, size: number): Promise<number> {
  if (size < 18) return 0
  const { buffer } = await file.read(Buffer.alloc(4), 0, 4, size - 4)
  const expected = buffer.readUInt32LE(0)
  return expected <= size * 50 ? expected : 0
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}
