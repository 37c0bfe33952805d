import type { Parameter } from '../../layers/scope.ts'
import type { SymbolicTensor } from '../../tensor.ts'
import type { TablePlan } from '../table-plan.ts'

/** A network that makes rows from noise and conditions in one pass, as graphs. */
export interface RowNetwork {
  readonly plan: TablePlan
  /** Random numbers that a row is made from. */
  readonly noiseSize: number
  /** The lengths of the statistics that samples are made with, by the name that graphs know them by. */
  readonly statistics: Readonly<Record<string, number>>
  /** Writes the way from noise and conditions to `count` rows, each row on its own. */
  writeSamplingGraph(count: number, shift?: GumbelShift): SamplingGraph
}

/** A trained network as a graph, before it has values. */
export interface SamplingGraph {
  readonly parameters: readonly Parameter[]
  /**
   * From `noise` [rows, noise size], `gumbel` [rows, one-hot width] and, where the plan has conditions, `condition` and
   * `context`, to `rows` in the order of the networks. Statistics that samples are made with, such as those of batch norm,
   * are inputs too. A one-hot block holds scores, the largest of which stands for its category.
   */
  readonly rows: SymbolicTensor
}

/** Changes the Gumbel noise by what the condition says. */
export type GumbelShift = (gumbel: SymbolicTensor, condition: SymbolicTensor | undefined) => SymbolicTensor
