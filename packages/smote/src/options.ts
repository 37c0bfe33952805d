import type { BalanceRatio } from '@asdf/core'
import type { Scale } from './features.ts'
import { checkChoiceOption, checkNumberOption } from '@asdf/core'

/** What every method here is told. */
export interface RatioOptions {
  /** Rows each class should have: `auto` for as many as the largest class, or for each row of the largest. */
  readonly ratio: BalanceRatio
}

/** What the methods that look for neighbors are told. */
export interface NeighborhoodOptions extends RatioOptions {
  /** How many nearest rows of its class a row may be joined with (k in the papers). */
  readonly neighbors: number
  /** Whether numeric columns are brought to one scale before distances are taken. Rows are made on the original scale. */
  readonly scale: Scale
}

export const neighborhoodDefaults: NeighborhoodOptions = { ratio: 'auto', neighbors: 5, scale: 'standard' }

/** Refuses a bad `neighbors` or `scale`. */
export function checkNeighborhood(where: string, { neighbors, scale }: NeighborhoodOptions): void {
  checkNumberOption(where, 'neighbors', neighbors, { integer: true, minimum: 1 })
  checkChoiceOption(where, 'scale', scale, ['none', 'standard'])
}
