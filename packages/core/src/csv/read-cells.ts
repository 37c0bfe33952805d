import type { Schema } from '@asdf/contract'
import type { MarkConventions } from '../infer/infer-rules.ts'
import type { RawColumn } from '../infer/raw-column.ts'
import type { Sliced } from '../slices.ts'
import type { ByteSource } from './byte-source.ts'
import type { CsvOptions } from './csv-options.ts'
import type { Scan } from './kernels/scan.ts'
import type { Plan } from './plan-read.ts'
import type { TotalsVerdict } from './table-end.ts'
import { createCsvErrors } from './csv-errors.ts'
import { defaultNulls } from './csv-options.ts'
import { dictionaryTexts } from './dictionary-texts.ts'
import { asNumbers, asTexts, createScan, growScan, scanRows, skipped } from './kernels/scan.ts'
import { linesEnd, planRead, viewOf } from './plan-read.ts'
import { isRuleLine } from './rule-line.ts'
import { sourceRows } from './source-rows.ts'
import { isTotalsRow, lastRecord, totalsPlace } from './table-end.ts'

export interface CellColumns {
  readonly names: readonly string[]
  /** Names that the reader gave, to columns that the file does not name. */
  readonly unnamed: ReadonlySet<string>
  readonly rowCount: number
  /** Lines of nothing but delimiters, which are no rows. */
  readonly blankRows: number
  readonly marks: MarkConventions
  /** Takes the cells of a column out; only once, because they are let go of. */
  takeColumn(index: number): Sliced<RawColumn>
}

const sliceBytes = 1 << 20
const sliceMilliseconds = 15

/**
 * Reads all cells by column. Columns whose first thousand rows hold only numbers are parsed as numbers at once; when a
 * later cell is none, the column is read again as texts, from the bytes, which are kept until the end for that reason.
 */
export async function readCells(file: ByteSource, options: CsvOptions): Promise<CellColumns> {
  const errors = createCsvErrors(options.path ?? 'CSV text')
  const plan = await planRead(file, options, errors)
  const { source, delimiter, nulls } = plan
  const isBound = options.schema !== undefined
  const capacity = capacityFor(source, plan)
  const scan = createScan(plan.modes.slice(), delimiter, nulls, errors, capacity, keepsAllLines(options))
  plan.columns.forEach(({ mayBeVersions }, column) => (scan.mayBeVersions[column] = mayBeVersions ? 1 : 0))
  if (options.onSource !== undefined) scan.rowStarts = new Float64Array(scan.capacity)
  await scanSource(source, scan, plan, options, 'read')
  const texts = scan.surprises.size === 0 ? undefined : await readAgain(source, scan, plan, options)
  const scanOf = (column: number) => (texts !== undefined && scan.surprises.has(column) ? texts : scan)
  const remarks = [...plan.remarks, ...leaveOutNotes(scan, plan, options)]
  if (texts !== undefined) texts.rowCount = scan.rowCount
  const empty = plan.unnamed.filter((column) => holdsNothing(scanOf(column), column))
  const kept = [...plan.names.keys()].filter((column) => !empty.includes(column))
  if (empty.length > 0 && !isBound) {
    const places = empty.map((column) => column + 1).join(', ')
    remarks.push(
      empty.length === 1
        ? `left out column ${places}, which has neither a name nor a value`
        : `left out columns ${places}, which have neither names nor values`,
    )
  }
  for (const column of options.header === false ? [] : plan.unnamed)
    if (kept.includes(column)) remarks.push(`column ${column + 1} has no name and is called '${plan.names[column]!}'`)
  const starts = scan.rowStarts?.slice(0, scan.rowCount)
  if (starts !== undefined) options.onSource?.(sourceRows(plan.names, source.bytes, starts, delimiter))
  for (const message of remarks) options.onRemark?.({ column: '', message })
  return {
    names: kept.map((column) => plan.names[column]!),
    unnamed: new Set(options.header === false ? [] : plan.unnamed.map((column) => plan.names[column]!)),
    rowCount: scan.rowCount,
    blankRows: scan.blankRows ?? 0,
    marks: plan.marks,
    *takeColumn(index) {
      const column = kept[index]!
      const from = scanOf(column)
      const raw = yield* rawColumn(from, column, plan, source.bytes)
      // Lets go of what was copied, column by column.
      from.numbers[column] = new Float64Array(0)
      return raw
    },
  }
}

/**
 * Whether every line is a row: with a schema, so that what was written with it is read back, and where an empty cell is a
 * text like others.
 */
function keepsAllLines({ schema, nulls = defaultNulls }: CsvOptions): boolean {
  return schema !== undefined || !nulls.includes('')
}

/** Takes totals below the rows out, and says what else was no row. */
function leaveOutNotes(scan: Scan, { source, delimiter, body, names }: Plan, options: CsvOptions): string[] {
  const remarks: string[] = []
  const { blankRows = 0, footer } = scan
  if (blankRows > 0)
    remarks.push(`left out ${blankRows} ${blankRows === 1 ? 'line' : 'lines'} of nothing but delimiters`)
  const end = footer < 0 ? source.length : footer
  if (footer >= 0 && !isRuleLine(source.bytes, footer, source.length)) {
    const note = new TextDecoder().decode(source.bytes.subarray(footer, Math.min(source.length, footer + 200)))
    remarks.push(
      `left out what follows the last row: ${note
        .trim()
        .split(/[\r\n]/)[0]!
        .slice(0, 60)}`,
    )
  }
  const { schema, nulls: nullTexts = defaultNulls } = options
  if (!nullTexts.includes('') || scan.rowCount < 3) return remarks
  const last = lastRecord(source.bytes, end, delimiter)
  const rows = body.filter((cells) => cells.some((cell) => cell !== '')).slice(0, scan.rowCount - 1)
  const likely = isTotalsRow(last, rows, new Set([...defaultNulls, ...nullTexts]))
  const verdict = schema === undefined ? likely : totalsBySchema(likely, last, names, schema)
  if (verdict === 'yes') scan.rowCount--
  if (verdict === 'yes')
    remarks.push(
      `left out the last row, which holds totals: ${last
        .slice(0, 4)
        .filter((cell) => cell !== '')
        .join(', ')}`,
    )
  if (verdict === 'perhaps')
    remarks.push(
      `the last row may hold totals: ${last
        .slice(0, 4)
        .filter((cell) => cell !== '')
        .join(', ')}; remove it if so`,
    )
  return remarks
}

/** What a row that may be totals is where the schema says what cells hold: a row, where the word for totals is a value. */
function totalsBySchema(
  verdict: TotalsVerdict,
  last: readonly string[],
  names: readonly string[],
  { fields }: Schema,
): TotalsVerdict {
  const place = totalsPlace(last)
  const field = fields.find(({ name }) => name === names[place])
  if (verdict === 'no' || field === undefined) return verdict
  const isValue = field.kind === 'text' || (field.kind === 'categorical' && field.categories.includes(last[place]!))
  return isValue ? 'perhaps' : 'yes'
}

/** Whether every cell of a column is null. */
function holdsNothing(scan: Scan, column: number): boolean {
  if (scan.rowCount === 0 || scan.modes[column] === skipped) return true
  if (scan.modes[column] === asNumbers) return scan.valid[column]?.subarray(0, scan.rowCount).includes(1) === false
  const { codes, starts, stops } = scan.dictionaries[column]!
  return codes.subarray(0, scan.rowCount).every((entry) => starts[entry] === stops[entry])
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
      const end = linesEnd(source)
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
  const keepsAll = keepsAllLines(options)
  const scan = createScan(modes, plan.delimiter, plan.nulls, first.errors, first.rowCount, keepsAll)
  await scanSource(source, scan, plan, options, 'reread')
  return scan
}

function* rawColumn(scan: Scan, column: number, plan: Plan, bytes: Uint8Array): Sliced<RawColumn> {
  const { rowCount } = scan
  if (scan.modes[column] === asNumbers) {
    const valid = scan.valid[column]
    const { pointed, format } = plan.columns[column]!
    return {
      kind: 'numbers',
      values: fitted(scan.numbers[column]!, rowCount),
      infinite: scan.infinite[column]!,
      pointed,
      spelled: true,
      ...(format !== undefined && { format }),
      nullTexts: scan.nullTexts[column]!,
      nullWords: scan.nullWords[column]!,
      ...(valid !== undefined && { valid: fitted(valid, rowCount) }),
    }
  }
  const dictionary = scan.dictionaries[column]!
  return {
    kind: 'texts',
    codes: fitted(dictionary.codes, rowCount),
    texts: yield* dictionaryTexts(dictionary, bytes, scan.errors),
    quoted: Array.from(dictionary.flags.subarray(0, dictionary.size), (flag) => flag !== 0),
  }
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
