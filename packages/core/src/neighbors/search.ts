import type { Points } from './points.ts'

/** A search with everything checked: what the ways of searching share. Lists are squared distances until the end. */
export interface Search {
  readonly queries: Points
  readonly references: Points
  /** What a differing code adds, by code column. */
  readonly costs: Float64Array
  /** The reference that each query must not find. */
  readonly excluded: Uint32Array | undefined
  /** Neighbors a query gets, above 0. */
  readonly count: number
  readonly indices: Uint32Array
  readonly distances: Float64Array
}
