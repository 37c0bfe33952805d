import type { Sliced } from '../slices.ts'
import type { FoundRule, Term } from './rule.ts'
import type { NumberColumn, RuleSearch } from './search.ts'
import { plainSums } from './plain-sums.ts'
import { roundedSum } from './rounded-sum.ts'
import { roundTo } from './rule-columns.ts'
import { columnDecimals } from './search.ts'
import { verifySum } from './verify-sum.ts'

/** Most addends that a rule has: more are a coincidence of wide tables or no use to a reader. */
const mostTerms = 12
const mostRows = 600
const spareRows = 40

/**
 * Exact sums and differences of any number of columns, sums that are constant among them. Columns are taken one after the
 * other, small numbers first, so that a total comes after its parts; one that is a linear combination of those before it
 * leaves no remainder in a Gram-Schmidt process, which then gives its factors. Two draws of rows are tried: one row that
 * breaks a rule hides it.
 */
export function* findSums(search: RuleSearch): Sliced<FoundRule[]> {
  const candidates = search.numbers.filter(({ field, distinct, present }) => {
    return field.kind === 'numeric' && distinct > 1 && present >= search.minimumSupport
  })
  const found = new Map<string, FoundRule>()
  for (const group of nullGroups(candidates, search.table.rowCount)) {
    const ordered = [...group].sort((a, b) => Number(b.isTarget) - Number(a.isTarget) || magnitude(a) - magnitude(b))
    for (const rule of [...(yield* reduce(search, ordered, 0)), ...(yield* reduce(search, ordered, 1))]) {
      if (rule.rule.kind === 'sum' && !found.has(rule.rule.column)) found.set(rule.rule.column, rule)
    }
  }
  return yield* plainSums(search, [...found.values()])
}

/** Columns without nulls, and beside them those that are null in the same rows: a sum needs all of its addends. */
function nullGroups(columns: readonly NumberColumn[], rowCount: number): NumberColumn[][] {
  const full = columns.filter(({ present }) => present === rowCount)
  const partial = new Map<number, NumberColumn[]>()
  for (const column of columns) {
    if (column.present < rowCount) partial.set(column.present, [...(partial.get(column.present) ?? []), column])
  }
  const groups = [full, ...[...partial.values()].map((group) => [...full, ...group])]
  const few = columns.filter(({ present }) => present > 0.3 * rowCount)
  return [...groups.slice(0, 6), ...(few.length <= 60 && partial.size > 1 ? [few] : [])].filter(
    ({ length }) => length > 1,
  )
}

function magnitude({ sample }: NumberColumn): number {
  let [sum, count] = [0, 0]
  for (const value of sample) {
    if (Number.isNaN(value)) continue
    sum += Math.abs(value)
    count++
  }
  return count === 0 ? 0 : sum / count
}

interface Basis {
  /** Of unit length, at right angles to all others. */
  readonly direction: Float64Array
  /** What the direction is made of, by column, the constant first. */
  readonly parts: Float64Array
}

function* reduce(search: RuleSearch, columns: readonly NumberColumn[], attempt: number): Sliced<FoundRule[]> {
  const rows = completeRows(columns, Math.min(mostRows, 2 * columns.length + spareRows), attempt)
  if (rows.length < Math.min(columns.length + 20, 2 * columns.length + spareRows)) return []
  const basis: Basis[] = []
  const found: FoundRule[] = []
  const ones = new Float64Array(rows.length).fill(1 / Math.sqrt(rows.length))
  const parts = new Float64Array(columns.length + 1)
  parts[0] = 1 / Math.sqrt(rows.length)
  basis.push({ direction: ones, parts })
  for (const [place, column] of columns.entries()) {
    if (basis.length > rows.length - spareRows / 2) break
    yield
    const rest = remainder(
      basis,
      Float64Array.from(rows, (row) => column.sample[row]!),
      columns.length,
    )
    if (rest.size > 1e-7) {
      const rule = roundedSum(search, columns, place, { parts: rest.parts, error: rest.after / Math.sqrt(rows.length) })
      if (rule !== undefined) found.push(rule)
      rest.parts[place + 1]! += 1
      basis.push(unit(rest))
      continue
    }
    const rule = readRule(search, columns, place, rest.parts)
    if (rule !== undefined) found.push(rule)
  }
  return found
}

function completeRows(columns: readonly NumberColumn[], count: number, attempt: number): number[] {
  const rows: number[] = []
  const length = columns[0]?.sample.length ?? 0
  for (let i = 0; i < length && rows.length < count; i++) {
    const row = attempt === 0 ? i : length - 1 - i
    if (columns.every(({ sample }) => !Number.isNaN(sample[row]!))) rows.push(row)
  }
  return rows
}

/** What is left of a column, twice taken apart against rounding, relative to its size; and minus what was taken. */
function remainder(basis: readonly Basis[], values: Float64Array, width: number) {
  const parts = new Float64Array(width + 1)
  const before = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
  for (let pass = 0; pass < 2; pass++) {
    for (const one of basis) {
      let dot = 0
      for (let i = 0; i < values.length; i++) dot += values[i]! * one.direction[i]!
      for (let i = 0; i < values.length; i++) values[i]! -= dot * one.direction[i]!
      for (let i = 0; i <= width; i++) parts[i]! -= dot * one.parts[i]!
    }
  }
  const after = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
  return { values, parts, after, size: before === 0 ? 0 : after / before }
}

function unit({ values, parts, after }: { values: Float64Array; parts: Float64Array; after: number }): Basis {
  return { direction: values.map((value) => value / after), parts: parts.map((part) => part / after) }
}

/** The factors where they are ones that people use, and the rule holds for all rows. */
function readRule(search: RuleSearch, columns: readonly NumberColumn[], place: number, parts: Float64Array) {
  const terms: (Term & { readonly index: number })[] = []
  for (let i = 1; i < parts.length; i++) {
    const factor = plainNumber(-parts[i]!)
    if (factor === undefined) return undefined
    if (factor !== 0) terms.push({ column: columns[i - 1]!.name, factor, index: columns[i - 1]!.index })
  }
  const column = columns[place]!
  if (terms.length > mostTerms || terms.length === 0) return undefined
  // A copy is another rule.
  if (terms.length === 1 && terms[0]!.factor === 1 && Math.abs(parts[0]!) < 1e-9) return undefined
  const decimals = columnDecimals(column)
  const sorted = terms.sort((a, b) => a.index - b.index).map(({ column: name, factor }) => ({ column: name, factor }))
  const rule = { kind: 'sum', column: column.name, terms: sorted, decimals } as const
  const constant = -parts[0]!
  const used = columns.filter(({ name }) => name === column.name || terms.some((term) => term.column === name))
  const digits = used.map(columnDecimals)
  const plain = digits.includes(-1) ? constant : roundTo(constant, Math.max(...digits))
  // The digits that the columns have are those of the constant too, unless factors have more.
  return [plain, Number(constant.toPrecision(9))].reduce<FoundRule | undefined>(
    (found, one) => found ?? verifySum(search, { ...rule, constant: Math.abs(one) < 1e-6 ? 0 : one }),
    undefined,
  )
}

/** A factor of at most four digits, or `undefined`. */
function plainNumber(value: number): number | undefined {
  const plain = Number(value.toFixed(3))
  return Math.abs(plain - value) <= 1e-5 * Math.max(1, Math.abs(value)) && Math.abs(plain) <= 1e4 ? plain : undefined
}
