import type { TablePlan } from '@asdf/nn/table'

/** The form of both networks: all that is needed to write their graphs. */
export interface NetworkPlan extends NetworkSizes, TablePlan {}

/** What of a plan does not depend on the table. */
export interface NetworkSizes {
  readonly noiseSize: number
  /** Units of the hidden layers. */
  readonly generatorSizes: readonly number[]
  readonly criticSizes: readonly number[]
  /** Rows that the critic judges together (PacGAN, Lin et al. 2018); 1 for row by row. */
  readonly pack: number
  /** Share of hidden units that the critic drops; 0 for none. */
  readonly dropout: number
  /** Of the softmax of categories; near 0 draws are nearly one-hot. */
  readonly temperature: number
  /** Whether draws of categories are one-hot, with the gradient of the soft ones. */
  readonly hard: boolean
}
