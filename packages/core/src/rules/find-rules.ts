import type { Table } from '@asdf/contract'
import type { FoundRule } from './rule.ts'
import { checkTable } from '../check-table.ts'
import { checkNumberOption, checkOptionNames } from '../options.ts'
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

/** How `findRules` decides. */
export interface FindRulesOptions {
  /** Largest share of the rows that may break what is still called a rule; 0.001 by default. */
  readonly tolerance?: number
}

/**
 * The rules that the rows of a table keep: equal and ordered columns, sums, products, multiples, columns that others
 * decide, flags of which one is set, nulls and zeros that go together. A rule has enough rows that it speaks of, hardly any
 * that breaks it, and more than chance would give it: by the counts of shuffled columns, a table of this size would show
 * such a rule by coincidence in less than one of a hundred cases. Identifiers, weights and texts have none.
 */
export function findRules(table: Table, options: FindRulesOptions = {}): FoundRule[] {
  checkOptionNames('findRules', options, { tolerance: 0 })
  const { tolerance = 0.001 } = options
  checkNumberOption('findRules', 'tolerance', tolerance, { minimum: 0, maximum: 0.1 })
  checkTable('findRules', table)
  if (table.rowCount === 0) return []
  const search = prepareSearch(table, tolerance)
  const found = [
    ...findPairs(search),
    ...findSums(search),
    ...findSpans(search),
    ...findProducts(search),
    ...findMultiples(search),
  ]
  found.push(...findBins(search), ...findOneOf(search), ...findDependencies(search), ...findImplications(search))
  return pruneRules(found, search)
}
