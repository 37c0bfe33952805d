import type { FlatBlock } from '../kernels/update.ts'
import { checkNumberOption, optionError } from '@asdf/core'

/** A learning rate for each step, counted from 1. */
export type Schedule = (step: number) => number

/** What every optimizer takes. */
export interface UpdateOptions {
  readonly learningRate: number | Schedule
  /** Largest Euclidean norm of all gradients together: longer ones are scaled down to it. No limit when absent. */
  readonly clipNorm?: number
}

/** How parameters follow gradients. Without state of its own: all of it lies in the block that it is given. */
export interface Optimizer {
  readonly id: string
  /** Rows of state that it keeps in the block, after those of the parameters and the gradients. */
  readonly stateRows: number
  /** Moves the parameters (row 0) by the gradients (row 1). `step` counts from 1. */
  update(block: FlatBlock, step: number): void
}

export const parameterRow = 0
export const gradientRow = 1
export const firstStateRow = 2

/** The learning rate of a step; an `ASDF_OPTION_INVALID` where a schedule gives none. */
export function rateAt(learningRate: number | Schedule, step: number): number {
  if (typeof learningRate === 'number') return learningRate
  const rate = learningRate(step)
  if (rate >= 0 && rate < Infinity) return rate
  throw optionError('update', 'learningRate', rate, `must give a number of at least 0, but not so at step ${step}`)
}

/** What gradients are multiplied by so that their norm is at most `clipNorm`. */
export function clipScale({ kernels, places, paddedSize }: FlatBlock, clipNorm: number | undefined): number {
  if (clipNorm === undefined) return 1
  const norm = Math.sqrt(kernels.sumOfSquares(places[gradientRow]!, paddedSize))
  // As torch.nn.utils.clip_grad_norm_ does.
  return Math.min(1, clipNorm / (norm + 1e-6))
}

/** Refuses what no optimizer can use. */
export function checkUpdateOptions(where: string, { learningRate, clipNorm }: UpdateOptions): void {
  if (typeof learningRate !== 'function') checkNumberOption(where, 'learningRate', learningRate, { minimum: 0 })
  if (clipNorm !== undefined) checkNumberOption(where, 'clipNorm', clipNorm, { minimum: 0, exclusiveMinimum: true })
}

/** Refuses a decay rate outside [0, 1). */
export function checkDecay(where: string, option: string, received: number): void {
  checkNumberOption(where, option, received, { minimum: 0, maximum: 1 })
  if (received === 1) throw optionError(where, option, received, 'must be below 1')
}
