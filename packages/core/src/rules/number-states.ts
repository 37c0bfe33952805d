import type { CellState, FoundRule } from './rule.ts'
import type { NumberColumn } from './search.ts'

/** A state that another follows from. */
type Consequence = readonly [when: CellState, then: CellState]

/** What rules between numbers say of zeros: nothing lies below 0, what is multiplied by 0 is 0. */
export function numberStates({ rule }: FoundRule, numbers: readonly NumberColumn[]): readonly Consequence[] {
  const columnOf = (name: string) => numbers.find((one) => one.name === name)
  const zero = (column: string, not = false): CellState => ({ column, is: 'zero', not })
  switch (rule.kind) {
    case 'order': {
      const least = [rule.low, rule.high].map((name) => columnOf(name)?.minimum ?? -1)
      return least.every((one) => one >= 0) ? [[zero(rule.high), zero(rule.low)]] : []
    }
    case 'product': {
      const factors = rule.divides ? [rule.left] : [rule.left, rule.right]
      return factors.map((name) => [zero(name), zero(rule.column)])
    }
    case 'multiple': {
      const forward: Consequence = [zero(rule.source), zero(rule.column)]
      const least = leastSize(columnOf(rule.source)) * Math.min(...rule.factors.map(Math.abs))
      const isRounded = least < 0.5 * 10 ** -rule.decimals
      return isRounded ? [forward] : [forward, [zero(rule.source, true), zero(rule.column, true)]]
    }
    case 'bin': {
      const source = columnOf(rule.source)
      // The lowest interval holds zeros alone.
      if (source?.minimum !== 0 || leastSize(source) < rule.cuts[0]!) return []
      const value = rule.values[0]!
      const lowest: CellState = { column: rule.column, is: value === 0 ? 'zero' : { value }, not: false }
      return [
        [zero(rule.source), lowest],
        [lowest, zero(rule.source)],
      ]
    }
    default:
      return []
  }
}

/** The least of the numbers that are not 0, without their sign. */
function leastSize(column: NumberColumn | undefined): number {
  let least = Infinity
  for (const value of column?.values ?? []) if (value !== 0 && Math.abs(value) < least) least = Math.abs(value)
  return least
}
