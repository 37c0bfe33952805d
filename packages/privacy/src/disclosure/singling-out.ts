import type { Metric, Rng } from '@asdf/contract'
import type { ComparableColumn } from './comparable-columns.ts'
import {
  checkNumberOption,
  checkOptionNames,
  runSteps,
  sampleWithoutReplacement,
  shuffleInPlace,
  uniformInteger,
} from '@asdf/core'
import { comparableColumns, isSame } from './comparable-columns.ts'
import { disclosureMetric } from './disclosure-metric.ts'
import { equalParts } from './equal-parts.ts'
import { riskResult } from './risk.ts'

const where = 'singlingOut'
const id = '@asdf/privacy/singling-out'

export interface SinglingOutOptions {
  /** Columns of a predicate. With 1, predicates are values and extremes that one synthetic row has. */
  readonly columns: number
  /** Predicates that are tried, at most. */
  readonly attacks: number
}

const defaults: SinglingOutOptions = Object.freeze({ columns: 3, attacks: 1000 })

/**
 * Singling out: the attacker makes predicates that one synthetic row alone meets, and claims that one training row does. With
 * several columns a predicate is made of a random synthetic row: its category, or at most (from the median on, at least) its
 * number, in each of `columns` random columns. With one, it is a value that occurs once, or the least or largest number.
 *
 * The value is the risk (a - c) / (1 - c): a is the share of predicates that one training row meets, c that of those that one
 * hold-out row meets, of as many rows; 0 when the claims hold no better for training rows than for others. `details.tries` has the counts.
 * The interval (95 %) is about the predicates. Where no predicate is met by one synthetic row, the risk is 0 and said to be unmeasured.
 *
 * Giomi et al., "A unified framework for quantifying privacy risk in synthetic data" (Anonymeter), PoPETs 2023; Cohen and
 * Nissim, "Towards formalizing the GDPR's notion of singling out", PNAS 2020. Dates are compared as numbers, which the reference
 * implementation left out for long. Cost: O(10 × attacks × rows). Believe a high value; a low one says little of stronger attacks.
 *
 * Errors: `ASDF_OPTION_INVALID` when configured, those of `nearestNeighborAttack`.
 */
export function singlingOut(options: Partial<SinglingOutOptions> = {}): Metric {
  checkOptionNames(where, options, defaults)
  const { columns, attacks } = { ...defaults, ...options }
  checkNumberOption(where, 'columns', columns, { integer: true, minimum: 1, maximum: 1000 })
  checkNumberOption(where, 'attacks', attacks, { integer: true, minimum: 1, maximum: 1_000_000 })
  return disclosureMetric({
    where,
    id,
    label: 'singling-out risk',
    needsHoldout: true,
    async compute(input, run, rng) {
      const { train, synthetic, holdout } = equalParts(where, input, rng)
      const all = comparableColumns([synthetic, train, holdout])
      const draw = columns === 1 ? singles(all, rng) : combinations(all, columns, rng)
      const [attack, control] = [
        { right: 0, count: 0 },
        { right: 0, count: 0 },
      ]
      const tries = triesPerAttack * attacks
      await runSteps(run, 'singling out', tries, () => {
        if (attack.count >= attacks) return {}
        const predicate = draw()
        if (predicate === undefined || !isMetOnce(predicate, 0)) return {}
        attack.count++
        control.count++
        if (isMetOnce(predicate, 1)) attack.right++
        if (isMetOnce(predicate, 2)) control.right++
        return {}
      })
      if (attack.count > 0) return riskResult({ attack, control }, synthetic.rowCount)
      const unmeasured = { predicates: 'none of those tried is met by one synthetic row alone' }
      return { value: 0, interval: [0, 1], n: synthetic.rowCount, unmeasured }
    },
  })
}

/** Predicates drawn for each that is wanted. */
const triesPerAttack = 10

/** Conditions on columns, all of which a row must meet. */
type Predicate = readonly Condition[]

interface Condition {
  readonly column: ComparableColumn
  readonly value: number
  readonly compare: 'equal' | 'least' | 'most'
}

function isMetOnce(predicate: Predicate, table: number): boolean {
  const [first, ...others] = predicate
  const values = first!.column.values[table]!
  let met = 0
  for (let row = 0; row < values.length && met < 2; row++) {
    if (isMet(first!, values[row]!) && others.every((one) => isMet(one, one.column.values[table]![row]!))) met++
  }
  return met === 1
}

function isMet({ value, compare }: Condition, cell: number): boolean {
  if (compare === 'equal') return isSame(cell, value)
  return compare === 'least' ? cell >= value : cell <= value
}

function combinations(columns: readonly ComparableColumn[], wanted: number, rng: Rng): () => Predicate {
  const medians = columns.map(({ values }) => {
    const present = values[0]!.filter((value) => !Number.isNaN(value)).sort()
    return present[present.length >> 1] ?? NaN
  })
  const rows = columns[0]!.values[0]!.length
  return () => {
    const row = uniformInteger(rng, rows)
    return Array.from(
      sampleWithoutReplacement(columns.length, Math.min(wanted, columns.length), rng),
      (place): Condition => {
        const column = columns[place]!
        const value = column.values[0]![row]!
        if (!column.ordered || Number.isNaN(value)) return { column, value, compare: 'equal' }
        return { column, value, compare: value > medians[place]! ? 'least' : 'most' }
      },
    )
  }
}

function singles(columns: readonly ComparableColumn[], rng: Rng): () => Predicate | undefined {
  const predicates = columns.flatMap((column): Condition[] => {
    const counts = new Map<number, number>()
    for (const value of column.values[0]!) counts.set(value, (counts.get(value) ?? 0) + 1)
    const once = [...counts].filter(([, count]) => count === 1)
    const equal = once.map(([value]): Condition => ({ column, value, compare: 'equal' }))
    const present = [...counts.keys()].filter((value) => !Number.isNaN(value))
    if (!column.ordered || present.length === 0) return equal
    const [least, most] = present.reduce(
      ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
      [Infinity, -Infinity],
    )
    return [...equal, { column, value: least, compare: 'most' }, { column, value: most, compare: 'least' }]
  })
  const order = Uint32Array.from(predicates.keys())
  shuffleInPlace(order, rng)
  let next = 0
  return () => (next < order.length ? [predicates[order[next++]!]!] : undefined)
}
