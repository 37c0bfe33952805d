import type { RunOptions, Table } from '@asdf/contract'
import type { Sliced } from '../slices.ts'
import type { FoundRule } from './rule.ts'
import type { RuleSearch } from './search.ts'
import { checkRun } from '../check-run.ts'
import { checkTable } from '../check-table.ts'
import { checkNumberOption, checkOptionNames } from '../options.ts'
import { createTurns } from '../slices.ts'
import { withFactorKeys } from './factor-keys.ts'
import { findBins } from './find-bins.ts'
import { findDependencies } from './find-dependencies.ts'
import { findImplications } from './find-implications.ts'
import { findMultiples } from './find-multiples.ts'
import { findOneOf } from './find-one-of.ts'
import { findPairs } from './find-pairs.ts'
import { findProducts } from './find-products.ts'
import { findSpans } from './find-spans.ts'
import { findSums } from './find-sums.ts'
import { pruneRules } from './prune-rules.ts'
import { prepareSearch } from './search.ts'

/** How `findRules` decides, and how it is watched and stopped. */
export interface FindRulesOptions extends Partial<Pick<RunOptions, 'signal' | 'onProgress'>> {
  /** Largest share of the rows that may break what is still called a rule; 0.001 by default. */
  readonly tolerance?: number
}

/**
 * The rules that the rows of a table keep: equal and ordered columns, sums, products, multiples, columns that others
 * decide, flags of which one is set, nulls and zeros that go together. A rule has enough rows that it speaks of, hardly any
 * that breaks it, and more than chance would give it: by the counts of shuffled columns, a table of this size would show
 * such a rule by coincidence in less than one of a hundred cases. Identifiers, weights and texts have none.
 *
 * Gives the event loop a turn about every 15 ms; of very long tables, where one column takes longer, after a column.
 * Errors: `ASDF_OPTION_INVALID` (tolerance, signal, onProgress), those of `checkTable`, and the reason of an aborted signal.
 */
export async function findRules(table: Table, options: FindRulesOptions = {}): Promise<FoundRule[]> {
  checkOptionNames('findRules', options, { tolerance: 0, signal: 0, onProgress: 0 })
  const { tolerance = 0.001, signal, onProgress } = options
  checkNumberOption('findRules', 'tolerance', tolerance, { minimum: 0, maximum: 0.1 })
  checkRun('findRules', {
    seed: 0,
    ...(signal !== undefined && { signal }),
    ...(onProgress !== undefined && { onProgress }),
  })
  checkTable('findRules', table)
  if (table.rowCount === 0) return []
  const turns = createTurns(signal)
  const search = await turns.run(prepareSearch(table, tolerance))
  const found: FoundRule[] = []
  for (const [index, find] of finders.entries()) {
    for (const rule of await turns.run(find(search))) found.push(rule)
    onProgress?.({ phase: 'find rules', step: index + 1, totalSteps: finders.length })
  }
  return turns.run(withFactorKeys(pruneRules(found, search), search))
}

const finders: readonly ((search: RuleSearch) => Sliced<FoundRule[]>)[] = [
  findPairs,
  findSums,
  findSpans,
  findProducts,
  findMultiples,
  findBins,
  findOneOf,
  findDependencies,
  findImplications,
]
