import type { LevelModel } from './fit-level.ts'
import type { ForestFlowOptions } from './flow-options.ts'
import type { TreeRun } from './kernels/add-packed-trees.ts'
import type { Mixture } from './process.ts'
import { binMatrix } from '@asdf/trees/matrix'
import { addPackedTrees } from './kernels/add-packed-trees.ts'
import { startInto } from './linear-start.ts'
import { mixtureAt, noiseLevels } from './process.ts'

/** The fitted field of one class, or of several: where rows are expected at each noise level. */
export interface Field {
  readonly dimensions: number
  readonly levels: readonly LevelModel[]
}

/** A field with its times, ready to be followed. */
export interface Guide {
  readonly options: ForestFlowOptions
  readonly dimensions: number
  readonly times: Float64Array
  readonly mixtures: readonly Mixture[]
  /** Writes where the rows are expected to `out`, given points at a fitted level. */
  expect(level: number, points: readonly Float64Array[], out: readonly Float64Array[]): void
}

/** Rows that are brought along together: enough to pay, few enough for the cache. */
export const batchRows = 4096

/** A guide for batches of up to `capacity` rows. */
export function createGuide(field: Field, options: ForestFlowOptions, capacity: number): Guide {
  const { dimensions, levels } = field
  const times = noiseLevels(options.levels)
  const runs = levels.map((level) => runsOf(level, dimensions, options.rounds))
  const missing = levels.map(({ edges }) => Uint8Array.from(edges, (list) => list.length + 1))
  const room = new Uint8Array(dimensions * capacity)
  return {
    options,
    dimensions,
    times,
    mixtures: Array.from(times, (t) => mixtureAt(options.process, t)),
    expect(index, points, out) {
      const { edges, start, trees } = levels[index]!
      const rowCount = points[0]?.length ?? 0
      const bins = room.subarray(0, dimensions * rowCount)
      binMatrix(points, edges, rowCount, bins)
      for (let j = 0; j < dimensions; j++) {
        startInto(start, j, points, rowCount, out[j]!)
        addPackedTrees(trees, runs[index]![j]!, bins, missing[index]!, rowCount, out[j]!)
      }
    },
  }
}

function runsOf({ trees }: LevelModel, dimensions: number, rounds: number): readonly TreeRun[] {
  let node = 0
  let leaf = 0
  return Array.from({ length: dimensions }, (_, j) => {
    const run = { tree: j * rounds, count: rounds, node, leaf }
    for (let tree = run.tree; tree < run.tree + rounds; tree++) {
      const leaves = trees.leafCounts[tree]!
      node += 2 * leaves - 1
      leaf += leaves
    }
    return run
  })
}
