import type { Sliced } from '../slices.ts'
import type { CellState, FoundRule } from './rule.ts'
import type { RuleSearch } from './search.ts'
import { isPresent } from '../table.ts'
import { ruleNumbers } from './rule-columns.ts'
import { isSearched } from './search.ts'

const mostValues = 12
const mostStates = 3000
const sampleRows = 2048

/** Rows in a state, one bit each. */
interface State {
  readonly state: CellState
  readonly bits: Uint32Array
  readonly count: number
  /** Whether all other rows have one other value. */
  readonly isEither: boolean
}

/** States of one column that follow from those of another: no discharge without admission, no message without gift. */
export function* findImplications(search: RuleSearch): Sliced<FoundRule[]> {
  const states = yield* statesOf(search)
  const { rowCount } = search.table
  const leastSurprise = Math.log(100 * Math.max(1, states.length ** 2))
  const words = Math.ceil(sampleRows / 32)
  const found: FoundRule[] = []
  for (const [place, a] of states.entries()) {
    yield
    for (const b of states.slice(place + 1)) {
      if (a.state.column === b.state.column) continue
      if (rowCount > sampleRows && mightImply(a, b, words) === false) continue
      const both = overlap(a, b, a.bits.length)
      yield
      found.push(...implications(search, a, b, both, leastSurprise))
    }
  }
  return found
}

/** Whether a value implies another one. That it excludes one of many is no more than a combination that is rare. */
function isPlain(a: State, b: State, notA: boolean, notB: boolean): boolean {
  return notA !== notB || (a.isEither && b.isEither) || (!notA && (a.isEither || b.isEither))
}

/** Whether the state is a value, rather than null or zero. */
function isValue({ is }: CellState): boolean {
  return typeof is !== 'string'
}

function* statesOf({ table, minimumSupport, numbers }: RuleSearch): Sliced<State[]> {
  const { schema, columns, rowCount } = table
  const states: State[] = []
  const add = (state: Omit<CellState, 'not'>, holds: (row: number) => boolean, isEither = false) => {
    const bits = new Uint32Array(Math.ceil(rowCount / 32))
    let count = 0
    for (let row = 0; row < rowCount; row++) {
      if (!holds(row)) continue
      bits[row >>> 5]! |= 1 << (row & 31)
      count++
    }
    if (Math.min(count, rowCount - count) >= minimumSupport)
      states.push({ state: { ...state, not: false }, bits, count, isEither })
  }
  for (const [index, field] of schema.fields.entries()) {
    yield
    if (!isSearched(field) || states.length >= mostStates) continue
    const column = columns[index]!
    const { name } = field
    if (column.valid?.includes(0) === true) add({ column: name, is: 'null' }, (row) => !isPresent(column, row))
    const number = numbers.find((one) => one.index === index)
    if (field.kind === 'numeric' && number !== undefined && number.distinct > 2 && number.minimum <= 0) {
      const values = ruleNumbers(column)
      add({ column: name, is: 'zero' }, (row) => values[row] === 0)
    }
    const isSmall = field.kind === 'boolean' || (field.kind === 'categorical' && field.categories.length <= mostValues)
    if (!isSmall) continue
    const size = field.kind === 'boolean' ? 2 : field.categories.length
    const codes = column.kind === 'categorical' ? column.codes : (column as { values: Uint8Array }).values
    // Without nulls, what is not false is true.
    const first = field.kind === 'boolean' && column.valid?.includes(0) !== true ? 1 : 0
    for (let code = first; code < size; code++) {
      const value = field.kind === 'boolean' ? code === 1 : field.categories[code]!
      add({ column: name, is: { value } }, (row) => codes[row] === code && isPresent(column, row), first === 1)
      yield
    }
  }
  return states
}

/** Whether a share of the rows shows one of the four combinations (almost) never. */
function mightImply(a: State, b: State, words: number): boolean {
  const [countA, countB] = [overlap(a, a, words), overlap(b, b, words)]
  const both = overlap(a, b, words)
  const rows = words * 32
  return Math.min(both, countA - both, countB - both, rows - countA - countB + both) <= 0.003 * rows
}

function overlap(a: State, b: State, words: number): number {
  let sum = 0
  for (let word = 0; word < words; word++) sum += bitCount(a.bits[word]! & b.bits[word]!)
  return sum
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** A combination that (almost) no row has, though chance would give it rows, is an implication. */
function implications(search: RuleSearch, a: State, b: State, both: number, leastSurprise: number): FoundRule[] {
  const rows = search.table.rowCount
  return [false, true].flatMap((notA) =>
    [false, true].flatMap((notB): FoundRule[] => {
      const countA = notA ? rows - a.count : a.count
      const countB = notB ? rows - b.count : b.count
      const withB = notA ? b.count - both : both
      const exceptions = notB ? countA - withB : withB
      const expected = (countA * countB) / rows
      if (exceptions > search.tolerance * countA || expected < leastSurprise + 20 * exceptions) return []
      if (isValue(a.state) && isValue(b.state) && (exceptions > 0 || !isPlain(a, b, notA, notB))) return []
      // Of the two ways to say it, the one in which a value is not negated.
      const isTurned = notA && typeof a.state.is !== 'string'
      const [when, then] = isTurned
        ? [
            { ...b.state, not: notB },
            { ...a.state, not: !notA },
          ]
        : [
            { ...a.state, not: notA },
            { ...b.state, not: !notB },
          ]
      if (!isTurned && !notB && typeof b.state.is !== 'string') {
        const turned = {
          kind: 'implication',
          when: { ...b.state, not: false },
          then: { ...a.state, not: !notA },
        } as const
        return [{ rule: turned, support: countB, exceptions }]
      }
      return [{ rule: { kind: 'implication', when, then }, support: isTurned ? countB : countA, exceptions }]
    }),
  )
}
