import type { Sliced } from '../slices.ts'
import type { DependencyCase, FactorKeys, FoundRule, MultipleRule } from './rule.ts'
import type { CellCodes } from './rule-columns.ts'
import type { RuleSearch } from './search.ts'
import { columnOf } from '../fields.ts'
import { fits, multipleOf } from './evaluate.ts'
import { cellCodes, cellValue, ruleNumbers } from './rule-columns.ts'
import { isSearched } from './search.ts'
import { sortCases } from './sort-cases.ts'

/** Rows that must share a key before its factor is told. */
const sharedByRows = 5
const mostNames = 60
/** Few numbers are as good as names. */
const mostNumbers = 12

interface Key {
  readonly name: string
  readonly codes: CellCodes
  valueOf(row: number): DependencyCase['value']
}

/**
 * The rules with what decides the factor of a multiple, where a column of names, flags or few numbers does, or two together: the tax rate
 * of a grade. Every key has one factor in all of its rows, which are five at least, and more rows than chance explains
 * would have another if factors were shuffled.
 */
export function* withFactorKeys(found: readonly FoundRule[], search: RuleSearch): Sliced<FoundRule[]> {
  const all: FoundRule[] = []
  let keys: readonly Key[] | undefined
  for (const one of found) {
    yield
    if (one.rule.kind !== 'multiple' || one.rule.factors.length < 2 || one.exceptions > 0) {
      all.push(one)
      continue
    }
    keys ??= keysOf(search)
    const by = keysOfFactor(one.rule, keys, search)
    all.push(by === undefined ? one : { ...one, rule: { ...one.rule, by } })
  }
  return all
}

function keysOf({ table }: RuleSearch): Key[] {
  return table.schema.fields.flatMap((field, index): Key[] => {
    const most = { categorical: mostNames, boolean: 2, numeric: mostNumbers }[field.kind as string]
    if (!isSearched(field) || most === undefined) return []
    const column = table.columns[index]!
    const codes = cellCodes(column, table.rowCount, most)
    if (codes === undefined || codes.counts.length < 2) return []
    return [{ name: field.name, codes, valueOf: (row) => cellValue(field, column, row) }]
  })
}

function keysOfFactor(rule: MultipleRule, keys: readonly Key[], search: RuleSearch): FactorKeys | undefined {
  const { table } = search
  const numbers = (name: string) => ruleNumbers(columnOf(table, name))
  const [source, column] = [numbers(rule.source), numbers(rule.column)]
  const used = multipleOf(rule, numbers)
  // Any factor explains 0, and two close ones a small number.
  const isTold = Uint8Array.from(used, (place, row) => {
    const fitting = rule.factors.filter((factor) => fits(rule, factor, source[row]!, column[row]!))
    return Number(place >= 0 && fitting.length === 1)
  })
  const others = keys.filter(({ name }) => name !== rule.source && name !== rule.column)
  const sizeOf = (group: readonly Key[]) => group.reduce((size, { codes }) => size * codes.counts.length, 1)
  // The fewer combinations there are, the more is said.
  const groups = [
    ...others.map((key) => [key]),
    ...others.flatMap((key, place) => others.slice(place + 1).map((other) => [key, other])),
  ].sort((a, b) => a.length - b.length || sizeOf(a) - sizeOf(b))
  const leastSurprise = Math.log(100 * Math.max(1, groups.length))
  for (const group of groups) {
    const cases = casesOf(group, used, isTold, rule, leastSurprise)
    if (cases === undefined) continue
    return { keys: group.map(({ name }) => ({ column: name, presence: false })), cases: sortCases(cases) }
  }
  return undefined
}

/** The factor of each combination of keys that rows have; `undefined` where one has several, or too few rows. */
function casesOf(
  group: readonly Key[],
  used: Int32Array,
  isTold: Uint8Array,
  { factors }: MultipleRule,
  leastSurprise: number,
): DependencyCase[] | undefined {
  const [first, second] = group as [Key, Key | undefined]
  const width = second?.codes.counts.length ?? 1
  const keyOf = (row: number) => first.codes.codes[row]! * width + (second?.codes.codes[row] ?? 0)
  const size = first.codes.counts.length * width
  const [factorOf, counts, rows] = [new Int32Array(size).fill(-1), new Int32Array(size), new Int32Array(size).fill(-1)]
  const totals = new Uint32Array(factors.length)
  for (let row = 0; row < used.length; row++) {
    const key = keyOf(row)
    rows[key] = row
    if (isTold[row] === 0) continue
    if (factorOf[key] === -1) factorOf[key] = used[row]!
    else if (factorOf[key] !== used[row]) return undefined
    counts[key]!++
    totals[used[row]!]!++
  }
  const seen = [...rows.keys()].filter((key) => rows[key]! >= 0)
  if (seen.some((key) => counts[key]! < sharedByRows)) return undefined
  const told = counts.reduce((sum, count) => sum + count, 0)
  const same = totals.reduce((sum, total) => sum + (total / told) ** 2, 0)
  // Rows that would differ from the first of their key if factors were shuffled.
  if ((told - seen.length) * (1 - same) < leastSurprise) return undefined
  return seen.map((key) => ({
    keys: group.map(({ valueOf }) => valueOf(rows[key]!)),
    value: factors[factorOf[key]!]!,
  }))
}
