import type { RunOptions, Table } from '@asdf/contract'
import type { FittedImputer, Imputer } from './imputer.ts'
import { checkRun } from '../check-run.ts'
import { checkTable } from '../check-table.ts'
import { checkNumberOption, checkOptionNames, optionError, repeatRule } from '../options.ts'
import { learnChains } from './chains.ts'
import { fillTable } from './fill-table.ts'
import { textWarnings, trainingSources } from './sources.ts'

export interface MiceOptions {
  /** How many independent chains are run, and so completed tables are to be had: m. */
  readonly imputations: number
  /** Rounds over the columns with nulls in each chain. */
  readonly iterations: number
  /** Rows among which predictive mean matching chooses whose value to copy: d. */
  readonly donors: number
  /** Whether the target predicts features. It then must be known wherever features are imputed. */
  readonly useTarget: boolean
  /** Columns with more categories are matched on one score a category in place of multinomial regression. */
  readonly maximumClasses: number
  /** Training rows that each regression uses at most, drawn afresh every time. */
  readonly maximumRows: number
}

export interface FittedMice extends FittedImputer {
  /** One completed table for each imputation; `impute` gives the first. */
  imputations(table: Table, run: RunOptions): Promise<readonly Table[]>
}

const id = '@asdf/core/mice'
const defaults: MiceOptions = {
  imputations: 5,
  iterations: 10,
  donors: 5,
  useTarget: false,
  maximumClasses: 30,
  maximumRows: 10_000,
}

/**
 * Multiple imputation by chained equations (van Buuren & Groothuis-Oudshoorn 2011): every feature with nulls is
 * regressed on all others in turn, from the fewest nulls to the most, and its nulls are drawn afresh from what the
 * regression says, until the draws settle. Numbers and times are drawn by predictive mean matching, classes from a
 * logistic regression. Text, identifiers and weights take no part. Fitted on training rows, it fills other tables' rows
 * from each row alone. Predictive mean matching copies values of single training rows; see `Imputer` for what that means
 * for privacy.
 */
export function mice(options: Partial<MiceOptions> = {}): Imputer<FittedMice> {
  checkOptionNames('mice', options, defaults)
  const chosen = { ...defaults, ...options }
  // A model is kept for each imputation, and each iteration fits all of its columns again.
  checkNumberOption('mice', 'imputations', chosen.imputations, { ...repeatRule, maximum: 1000 })
  checkNumberOption('mice', 'iterations', chosen.iterations, repeatRule)
  for (const name of ['donors', 'maximumRows'] as const) {
    checkNumberOption('mice', name, chosen[name], { integer: true, minimum: 1 })
  }
  checkNumberOption('mice', 'maximumClasses', chosen.maximumClasses, { integer: true, minimum: 0 })
  if (typeof chosen.useTarget !== 'boolean') {
    throw optionError('mice', 'useTarget', chosen.useTarget, 'must be true or false')
  }
  return { id, options: { ...chosen }, fit: (train, run) => fit(chosen, train, run) }
}

async function fit(options: MiceOptions, train: Table, run: RunOptions): Promise<FittedMice> {
  checkRun('mice.fit', run)
  checkTable('mice.fit', train)
  const sources = trainingSources('mice.fit', train, options.useTarget)
  const learned = await learnChains(options, sources, train.rowCount, run)
  return {
    warnings: textWarnings(train),
    impute: async (table, runImpute) => (await fillTable(learned, table, runImpute, 1))[0]!,
    imputations: (table, runImpute) => fillTable(learned, table, runImpute, options.imputations),
  }
}
