import type { Pace } from '../pace.ts'
import type { FittedColumn } from './fitted-column.ts'
import type { KernelRooms } from './kernels/memory.ts'
import { createRng } from '@asdf/core'
import { createChunkRunner } from './chunk-runner.ts'
import { noCode } from './coded-column.ts'

/** All that threads need to know to sample chunks of rows. */
export interface SamplePlan {
  readonly columns: readonly FittedColumn[]
  readonly count: number
  readonly seed: number
  readonly candidates: number
  /** One entry a column: `count` codes, 255 where a cell is free. */
  readonly fixed: readonly (Uint8Array | undefined)[]
  /** So many first columns are fixed in every row, and not scored. */
  readonly given: number
}

/** The rows of a chunk, column by column. */
export interface SampledChunk {
  readonly from: number
  readonly codes: Uint8Array
  readonly logReach: Float64Array
}

/** Particles in a chunk, at most. */
export const chunkParticles = 2048

/** Rows of a chunk: with many particles a row there are fewer. */
export function chunkRows(candidates: number): number {
  return Math.max(1, Math.floor(chunkParticles / candidates))
}

export function createSampler(
  plan: SamplePlan,
  rooms: KernelRooms,
): (chunk: number, pace: Pace) => Promise<SampledChunk> {
  const { columns, count, seed, candidates, fixed, given } = plan
  const runner = createChunkRunner(columns, Math.max(candidates, chunkParticles), rooms)
  const rng = createRng(seed).fork('chunks')
  const size = chunkRows(candidates)
  return async (chunk, pace) => {
    const from = chunk * size
    const rows = Math.min(count, from + size) - from
    const clamps = fixed.map((codes) => {
      const part = codes?.subarray(from, from + rows)
      return part?.some((code) => code !== noCode) ? part : undefined
    })
    const isClamped = clamps.some((part, index) => part !== undefined && index >= given)
    const request = { rows, candidates: isClamped ? candidates : 1, clamps, given, rng: rng.fork(chunk) }
    return { from, ...(await runner.runInTurns(request, pace)) }
  }
}
