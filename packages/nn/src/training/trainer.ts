import type { WeightState } from '../layers/weights.ts'

/** Networks while they train, whatever their losses. `Loss` names the networks, each by the loss that it lowers. */
export interface Trainer<Loss extends string = string> {
  /** Steps so far: one update of every network, at least. */
  readonly steps: number
  /** The parameters that rows are generated with, the average where there is one: a view, which changes with every step. */
  readonly values: Float32Array
  /** The first network in which a number of the parameters, the optimizer or the average is NaN or infinite. */
  findUnsound(): Loss | undefined
  /** A copy of everything that later steps depend on. */
  save(): TrainerState<Loss>
  load(state: TrainerState<Loss>): void
}

/** Everything that later steps of a training depend on. */
export interface TrainerState<Loss extends string = string> {
  readonly steps: number
  /** Parameters, optimizers and averages. */
  readonly networks: Readonly<Record<Loss, WeightState>>
}
