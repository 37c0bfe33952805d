import { AsdfError } from '@asdf/contract'
import type { Schema } from '@asdf/contract'
import { numberOf } from '../infer/cell-text.ts'
import type { RawColumn } from '../infer/raw-column.ts'
import type { ByteSource } from './byte-source.ts'
import type { CsvErrors } from './csv-errors.ts'
import { createCsvErrors } from './csv-errors.ts'
import type { CsvOptions } from './csv-options.ts'
import { defaultNulls, givenKind } from './csv-options.ts'
import type { CellDictionary } from './kernels/dictionary.ts'
import { entryText } from './kernels/dictionary.ts'
import { chooseDelimiter, readHeader, textStart } from './dialect.ts'
import type { Scan } from './kernels/scan.ts'
import { asNumbers, asTexts, createScan, growScan, scanRows, skipped } from './kernels/scan.ts'

export interface CellColumns {
  readonly names: readonly string[]
  readonly rowCount: number
  /** Takes the cells of a column out; only once, because they are let go of. */
  takeColumn(index: number): RawColumn
}

/** What the first rows tell: where the data start and how to read each column. */
interface Plan {
  readonly names: readonly string[]
  readonly next: number
  readonly delimiter: number
  readonly nulls: readonly Uint8Array[]
  readonly modes: Uint8Array
  readonly pointed: readonly boolean[]
  readonly bytesPerRow: number
}

const sniffBytes = 1 << 18
const sniffRows = 1000
const sliceBytes = 1 << 20
const sliceMilliseconds = 15

/**
 * Reads all cells by column. Columns whose first thousand rows hold only numbers are parsed as numbers at once; when a
 * later cell is none, the column is read again as texts, from the bytes, which are kept until the end for that reason.
 */
export async function readCells(source: ByteSource, options: CsvOptions): Promise<CellColumns> {
  const { path = 'CSV text', signal } = options
  const errors = createCsvErrors(path)
  while (!source.done && !(source.length >= sniffBytes && lastLineEnd(source) > 0)) {
    signal?.throwIfAborted()
    await source.pull()
    // What is no text may have no line ends, nor any end.
    if (source.length >= sniffBytes) textStart(source.bytes, source.length, errors)
  }
  const plan = planRead(source, options, errors)
  const scan = createScan(plan.modes.slice(), plan.delimiter, plan.nulls, errors, capacityFor(source, plan))
  await scanSource(source, scan, plan, options, 'read')
  const texts = scan.surprises.size === 0 ? undefined : await readAgain(source, scan, plan, options)
  return {
    names: plan.names,
    rowCount: scan.rowCount,
    takeColumn(column) {
      const from = texts !== undefined && scan.surprises.has(column) ? texts : scan
      const raw = rawColumn(from, column, plan, source.bytes)
      // Lets go of what was copied, column by column.
      from.numbers[column] = new Float64Array(0)
      return raw
    },
  }
}

function planRead(source: ByteSource, options: CsvOptions, errors: CsvErrors): Plan {
  const { bytes, length, done } = source
  const start = textStart(bytes, length, errors)
  const end = done ? endMarked(source) : lastLineEnd(source)
  const delimiter = chooseDelimiter(bytes, start, end, options.delimiter ?? 'auto')
  const { names, next } = readHeader(bytes, { start, end }, delimiter, errors)
  if (options.schema !== undefined) checkColumns(names, options.schema, errors)
  const encoder = new TextEncoder()
  const nulls = (options.nulls ?? defaultNulls).map((spelling) => encoder.encode(spelling))
  const sniff = createScan(new Uint8Array(names.length).fill(asTexts), delimiter, nulls, errors, sniffRows)
  const stop = scanRows(sniff, bytes, viewOf(bytes), next, end, sniffRows, done)
  const bytesPerRow = sniff.rowCount === 0 ? sniffBytes : (stop - next) / sniff.rowCount
  const modes = new Uint8Array(names.length)
  const pointed = names.map((name, column) => {
    const texts = dictionaryTexts(sniff.dictionaries[column]!, bytes, errors)
    modes[column] = modeOf(name, texts, options)
    return texts.some((text) => /[.eE+]/.test(text))
  })
  return { names, next, delimiter, nulls, modes, pointed, bytesPerRow }
}

function modeOf(name: string, texts: readonly string[], options: CsvOptions): number {
  const { schema, nulls = defaultNulls } = options
  if (schema !== undefined) {
    return schema.fields.find((field) => field.name === name)!.kind === 'numeric' ? asNumbers : asTexts
  }
  const given = givenKind(name, options)
  if (given !== undefined) return given === 'numeric' ? asNumbers : asTexts
  // A target's numbers may turn out to be classes, which keep their spelling.
  if (name === options.target) return asTexts
  return texts.every((text) => numberOf(text) !== undefined || nulls.includes(text)) ? asNumbers : asTexts
}

async function scanSource(
  source: ByteSource,
  scan: Scan,
  plan: Plan,
  options: CsvOptions,
  phase: 'read' | 'reread',
): Promise<void> {
  let p = plan.next
  // A quoted cell that goes on beyond what has arrived is not tried again before twice as much of it is there.
  let enough = 0
  let pending: Promise<void> | undefined
  try {
    do {
      await pending
      const { done } = source
      const end = done ? endMarked(source) : lastLineEnd(source)
      // The next piece is fetched while this one is parsed.
      pending = done ? undefined : source.pull()
      // It is awaited below; until then its error must not count as unhandled.
      pending?.catch(() => undefined)
      if (!done && end < enough) continue
      p = await scanSlices(source, scan, { at: p, end, final: done, bytesPerRow: plan.bytesPerRow, phase }, options)
      enough = 2 * end - p
    } while (pending !== undefined)
  } finally {
    // A read that is under way must end before the file is closed; its own error would hide the first one.
    await pending?.catch(() => undefined)
  }
}

interface Stretch {
  readonly at: number
  readonly end: number
  readonly final: boolean
  readonly bytesPerRow: number
  readonly phase: 'read' | 'reread'
}

/** Scans a stretch of the bytes, with progress and aborts between slices. Returns where it stopped. */
async function scanSlices(source: ByteSource, scan: Scan, stretch: Stretch, options: CsvOptions): Promise<number> {
  const { signal, onProgress } = options
  const { end, final, phase } = stretch
  const { bytes, length } = source
  const view = viewOf(bytes)
  const rows = Math.max(1, Math.floor(sliceBytes / stretch.bytesPerRow))
  let p = stretch.at
  let sliceEnd = performance.now() + sliceMilliseconds
  while (p < end) {
    signal?.throwIfAborted()
    const from = p
    p = scanRows(scan, bytes, view, p, end, rows, final)
    onProgress?.({ phase, step: Math.min(p, length), totalSteps: Math.max(source.total, length) })
    if (p < end && scan.rowCount === scan.capacity) growScan(scan, grownCapacity(scan, source, p))
    else if (p === from) break
    if (performance.now() < sliceEnd) continue
    await new Promise((resolve) => setTimeout(resolve))
    sliceEnd = performance.now() + sliceMilliseconds
  }
  return p
}

/** Reads the columns that were no numbers after all as texts. */
async function readAgain(source: ByteSource, first: Scan, plan: Plan, options: CsvOptions): Promise<Scan> {
  const modes = Uint8Array.from(first.modes, (_, column) => (first.surprises.has(column) ? asTexts : skipped))
  const scan = createScan(modes, plan.delimiter, plan.nulls, first.errors, first.rowCount)
  await scanSource(source, scan, plan, options, 'reread')
  return scan
}

function rawColumn(scan: Scan, column: number, plan: Plan, bytes: Uint8Array): RawColumn {
  const { rowCount } = scan
  if (scan.modes[column] === asNumbers) {
    const valid = scan.valid[column]
    return {
      kind: 'numbers',
      values: fitted(scan.numbers[column]!, rowCount),
      infinite: scan.infinite[column]!,
      pointed: plan.pointed[column]!,
      ...(valid !== undefined && { valid: fitted(valid, rowCount) }),
    }
  }
  const dictionary = scan.dictionaries[column]!
  return {
    kind: 'texts',
    codes: fitted(dictionary.codes, rowCount),
    texts: dictionaryTexts(dictionary, bytes, scan.errors),
    quoted: Array.from(dictionary.flags.subarray(0, dictionary.size), (flag) => flag !== 0),
  }
}

function dictionaryTexts(dictionary: CellDictionary, bytes: Uint8Array, errors: CsvErrors): string[] {
  return Array.from({ length: dictionary.size }, (_, entry) => {
    try {
      return entryText(dictionary, bytes, entry)
    } catch {
      throw errors.encoding(bytes, dictionary.starts[entry]!)
    }
  })
}

/** The first `length` elements; a view, when a copy would free less than a sixteenth. */
function fitted<A extends Float64Array | Int32Array | Uint8Array>(array: A, length: number): A {
  return (length > array.length * 0.9375 ? array.subarray(0, length) : array.slice(0, length)) as A
}

function capacityFor(source: ByteSource, plan: Plan): number {
  const total = Math.max(source.total, source.length)
  return Math.ceil(((total - plan.next) / plan.bytesPerRow) * 1.02) + 16
}

function grownCapacity(scan: Scan, source: ByteSource, at: number): number {
  const total = Math.max(source.total, source.length)
  const expected = Math.ceil((scan.rowCount / at) * total * 1.05)
  return Math.max(expected, Math.ceil(scan.rowCount * 1.25) + 1024)
}

/** Where the last whole line ends; 0 when none has. */
function lastLineEnd(source: ByteSource): number {
  return source.length === 0 ? 0 : source.bytes.lastIndexOf(10, source.length - 1) + 1
}

/** The end of all bytes with a line end added, so that every line has one. */
function endMarked(source: ByteSource): number {
  source.bytes[source.length] = 10
  return source.length + 1
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function checkColumns(names: readonly string[], schema: Schema, errors: CsvErrors): void {
  const expected = schema.fields.map((field) => field.name)
  const lacking = expected.find((name) => !names.includes(name))
  const extra = names.find((name) => !expected.includes(name))
  if (lacking === undefined && extra === undefined) return
  const fault = lacking === undefined ? `column '${extra}' is not in the schema` : `no column '${lacking}'`
  throw new AsdfError('ASDF_SCHEMA_MISMATCH', `${errors.path}: ${fault}; the columns must be ${expected.join(', ')}`, {
    column: lacking ?? extra ?? '',
    expected: expected.join(', '),
    received: names.join(', '),
  })
}
