import type { Rng } from '@asdf/contract'

/** Conditions for a batch of made rows, and real rows with conditions that they satisfy. */
export interface ConditionBatch {
  /** For made rows, [rows, condition width]. */
  readonly condition: Float32Array
  /** For real rows, in another order, so that packs mix. */
  readonly realCondition: Float32Array
  /** Numbers of the real rows. */
  readonly rows: Uint32Array
}

/** Where a training loop and a sample get their conditions from. */
export interface ConditionSource {
  /** Fills a batch for an update of the critic. */
  drawBatch(rng: Rng, batch: ConditionBatch): void
  /** Fills the conditions of an update of the generator. */
  drawConditions(rng: Rng, condition: Float32Array): void
}
