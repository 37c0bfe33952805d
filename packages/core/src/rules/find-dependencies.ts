import type { Column, Field } from '@asdf/contract'
import type { Sliced } from '../slices.ts'
import type { RareCells, SampledCells } from './rare-cells.ts'
import type { DependencyCase, FoundRule, RuleKey } from './rule.ts'
import type { CellCodes } from './rule-columns.ts'
import type { RuleSearch } from './search.ts'
import { mayTell, rareCells, sampledCells } from './rare-cells.ts'
import { cellCodes, cellValue, sampledCodes } from './rule-columns.ts'
import { isSearched } from './search.ts'
import { sortCases } from './sort-cases.ts'

const mostCells = 5000
/** Rows for each key on average: a table with a row for each would be a copy of the data. */
export const rowsForEach = 5
/** Rows that must share a key before what it determines is told. */
export const sharedByRows = 5
const mostPairColumns = 40
const mostPairCells = 60
const keysForEach = 3

/** A column, or whether it is null, as few distinct cells. */
interface Part {
  readonly key: RuleKey
  readonly field: Field
  readonly column: Column
  /** The cells of some rows, and their number. */
  readonly sample: Int32Array
  readonly size: number
  readonly hasNames: boolean
}

/** What is worked out once a column. */
interface Known {
  codesOf(part: Part): CellCodes | undefined
  /** The rare cells of a column of a large table that hardly ever has another than its most frequent cell. */
  rareOf(part: Part): RareCells | undefined
  /** Of a column that has codes. */
  sampledOf(part: Part): SampledCells
}

/** Columns that one column decides, or two together, or whose nulls they decide. */
export function* findDependencies(search: RuleSearch): Sliced<FoundRule[]> {
  const parts = yield* partsOf(search)
  const codesOf = onceEach((part) => allCells(part, search.table.rowCount))
  const known: Known = {
    codesOf,
    rareOf: rareLookUp(search, codesOf),
    sampledOf: onceEach((part) => sampledCells(codesOf(part)!, part.sample, part.size, search.rows)),
  }
  const leastSurprise = Math.log(100 * Math.max(1, parts.length ** 2))
  const found: FoundRule[] = []
  const open: Part[] = []
  for (const part of parts) {
    yield
    const keys = parts
      .filter((key) => isPossible(key, part) && keepsSample([key], part))
      .sort((a, b) => Number(b.hasNames) - Number(a.hasNames) || a.size - b.size)
    let count = 0
    for (const key of keys) {
      if (count >= keysForEach) break
      const rule = verify(search, [key], part, known, leastSurprise)
      yield
      if (rule === undefined) continue
      found.push(rule)
      count++
    }
    if (count === 0) open.push(part)
  }
  return [...found, ...(yield* findPairs(search, parts, open, known))]
}

function* findPairs(
  search: RuleSearch,
  parts: readonly Part[],
  open: readonly Part[],
  known: Known,
): Sliced<FoundRule[]> {
  const keys = parts.filter(({ key, size }) => !key.presence && size <= mostPairCells).slice(0, mostPairColumns)
  const leastSurprise = Math.log(100 * Math.max(1, keys.length ** 2 * open.length))
  const found: FoundRule[] = []
  for (const part of open) {
    if (part.size > mostPairCells * mostPairCells) continue
    const pairs = keys.flatMap((first, place) =>
      keys.slice(place + 1).flatMap((second) => {
        const isWide = first.size * second.size >= part.size
        return isWide && isRelated(first, part) && isRelated(second, part) ? [[first, second] as const] : []
      }),
    )
    // The fewer combinations there are, the more is said.
    for (const pair of pairs.sort((a, b) => a[0].size * a[1].size - b[0].size * b[1].size)) {
      yield
      const rule = keepsSample(pair, part) ? verify(search, pair, part, known, leastSurprise) : undefined
      if (rule === undefined) continue
      found.push(rule)
      break
    }
  }
  return found
}

function* partsOf({ table, rows }: RuleSearch): Sliced<Part[]> {
  const { schema, columns, rowCount } = table
  const found: Part[] = []
  for (const [index, field] of schema.fields.entries()) {
    yield
    if (!isSearched(field)) continue
    const column = columns[index]!
    const value = field.kind === 'text' ? undefined : sampledCodes(column, rows)
    if (value !== undefined && value.size > 1 && value.size <= Math.max(20, rows.length / rowsForEach)) {
      const hasNames = field.kind === 'categorical' || field.kind === 'boolean'
      found.push({ key: { column: field.name, presence: false }, field, column, hasNames, ...value })
    }
    const nulls = column.valid?.reduce((count, valid) => count + Number(valid === 0), 0) ?? 0
    if (Math.min(nulls, rowCount - nulls) >= sharedByRows) {
      const sample = Int32Array.from(rows, (row) => column.valid![row]!)
      found.push({ key: { column: field.name, presence: true }, field, column, sample, size: 2, hasNames: true })
    }
  }
  return found
}

function allCells({ key, column }: Part, rowCount: number): CellCodes | undefined {
  if (!key.presence) return cellCodes(column, rowCount, Math.min(mostCells, Math.max(20, rowCount / rowsForEach)))
  const codes = Int32Array.from(column.valid!)
  const ones = codes.reduce((sum, code) => sum + code, 0)
  return { codes, counts: [rowCount - ones, ones], rows: [codes.indexOf(0), codes.indexOf(1)] }
}

/** A column is looked at where fewer rows than this, as a share, have another than its most frequent cell. */
const rareShare = 0.03
/** Smaller tables are soon looked at whole. */
const largeTable = 8000

function rareLookUp({ table: { rowCount } }: RuleSearch, codesOf: Known['codesOf']): Known['rareOf'] {
  return onceEach((part) => {
    if (rowCount < largeTable) return undefined
    const rare = rareCells(codesOf(part)!)
    return rare.share > 0 && rare.share < rareShare ? rare : undefined
  })
}

function onceEach<Value>(work: (part: Part) => Value): (part: Part) => Value {
  const done = new Map<Part, Value>()
  return (part) => {
    if (!done.has(part)) done.set(part, work(part))
    return done.get(part)!
  }
}

function isPossible(key: Part, part: Part): boolean {
  return isRelated(key, part) && key.size >= part.size
}

/** A column says nothing of itself. */
function isRelated(key: Part, part: Part): boolean {
  return key.key.column !== part.key.column
}

const seen = new Int32Array(1 << 16)

/** Whether hardly any row of the sample disagrees with the first of its key. */
function keepsSample(keys: readonly Part[], part: Part): boolean {
  const [first, second] = keys as [Part, Part | undefined]
  const size = first.size * (second?.size ?? 1)
  if (size > seen.length) return false
  seen.fill(-1, 0, size)
  const most = Math.max(3, 0.01 * part.sample.length)
  let conflicts = 0
  for (let row = 0; row < part.sample.length; row++) {
    const key = second === undefined ? first.sample[row]! : first.sample[row]! * second.size + second.sample[row]!
    const value = part.sample[row]!
    if (seen[key] === -1) seen[key] = value
    else if (seen[key] !== value && ++conflicts > most) return false
  }
  return true
}

function verify(
  search: RuleSearch,
  keys: readonly Part[],
  part: Part,
  { codesOf, rareOf, sampledOf }: Known,
  leastSurprise: number,
): FoundRule | undefined {
  const { rowCount } = search.table
  const values = codesOf(part)
  const found = keys.map(codesOf)
  if (values === undefined || found.includes(undefined)) return undefined
  const codes = found as CellCodes[]
  const rare = rareOf(part)
  if (rare !== undefined && !mayTell(keys.map(sampledOf), sampledOf(part), rare)) return undefined
  const groups = groupRows(codes, values, rowCount)
  if (groups.counts.length * rowsForEach > rowCount) return undefined
  const expected = expectedBreaches(groups)
  const { exceptions } = groups
  const isKept = exceptions <= search.tolerance * rowCount && expected >= leastSurprise + 20 * exceptions
  if (!isKept) return undefined
  const cases: DependencyCase[] = []
  groups.counts.forEach((count, group) => {
    if (count < sharedByRows) return
    const value = valueOf(part, groups.rows[group]!)
    cases.push({ keys: keys.map((key) => valueOf(key, groups.rows[group]!)), value })
  })
  const rule = {
    kind: 'dependency',
    keys: keys.map(({ key }) => key),
    column: part.key.column,
    presence: part.key.presence,
    cases: sortCases(cases),
  } as const
  return { rule, support: rowCount, exceptions }
}

/**
 * Rows that would differ from the first of their key if values were shuffled among the rows whose key is told of: keys that
 * only a few rows share decide anything.
 */
function expectedBreaches({ counts, winners }: Groups): number {
  const totals = new Map<number, number>()
  let [rows, keys] = [0, 0]
  counts.forEach((count, group) => {
    if (count < sharedByRows) return
    totals.set(winners[group]!, (totals.get(winners[group]!) ?? 0) + count)
    rows += count
    keys++
  })
  let same = 0
  for (const total of totals.values()) same += (total / rows) ** 2
  return rows === 0 ? 0 : (rows - keys) * (1 - same)
}

interface Groups {
  /** Rows that hold the most frequent value of each group; 0 where no more than half of the group does. */
  readonly counts: number[]
  /** A row that holds it. */
  readonly rows: number[]
  /** The most frequent value, as a code. */
  readonly winners: number[]
  readonly exceptions: number
}

/** The most frequent value for each combination of keys, by the vote of Boyer and Moore, and how many rows differ. */
function groupRows(keys: readonly CellCodes[], values: CellCodes, rowCount: number): Groups {
  const [first, second] = keys as [CellCodes, CellCodes | undefined]
  const width = second?.counts.length ?? 1
  const size = first.counts.length * width
  const [winner, votes] = [new Int32Array(size).fill(-1), new Int32Array(size)]
  const keyOf = (row: number) => first.codes[row]! * width + (second === undefined ? 0 : second.codes[row]!)
  for (let row = 0; row < rowCount; row++) {
    const key = keyOf(row)
    if (votes[key] === 0) winner[key] = values.codes[row]!
    votes[key]! += winner[key] === values.codes[row] ? 1 : -1
  }
  const [held, totals] = [new Int32Array(size), new Int32Array(size)]
  const row0 = new Int32Array(size).fill(-1)
  let exceptions = 0
  for (let row = 0; row < rowCount; row++) {
    const key = keyOf(row)
    totals[key]!++
    if (winner[key] !== values.codes[row]) exceptions++
    else if (held[key]!++ === 0) row0[key] = row
  }
  const used = [...held.keys()].filter((key) => held[key]! > 0)
  return {
    // Of values that come equally often, the order of the rows would choose.
    counts: used.map((key) => (2 * held[key]! > totals[key]! ? held[key]! : 0)),
    rows: used.map((key) => row0[key]!),
    winners: used.map((key) => winner[key]!),
    exceptions,
  }
}

function valueOf({ key, field, column }: Part, row: number) {
  return key.presence ? column.valid![row] === 1 : cellValue(field, column, row)
}
