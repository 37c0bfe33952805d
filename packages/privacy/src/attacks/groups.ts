import type { RunOptions } from '@asdf/contract'
import type { MixedRows, MixedSpace } from '../mixed-rows.ts'
import type { JudgedScene } from './scene.ts'
import { classCodes, classNames, nearestNeighbors, runSteps } from '@asdf/core'
import { scaledPoints } from '../scaled-points.ts'

/** Targets that are judged apart from the others, by name. */
export interface TargetGroups {
  readonly rows: ReadonlyMap<string, Uint32Array>
  readonly unmeasured: Readonly<Record<string, string>>
}

/** Fewest members, and non-members, of a group. */
const leastRows = 20
/** The share of targets that stand out most. */
const outlierShare = 0.1
const neighbors = 5
/** Most rows of each side among which neighbors are looked for. */
const poolRows = 1000

/**
 * The classes of the target column, as `class …`, and the `outliers`: the tenth of all targets that are farthest, on
 * average, from their 5 nearest among up to 1,000 members and as many non-members. O(targets × 2,000 × columns).
 */
export async function groupTargets(scene: JudgedScene, run: RunOptions): Promise<TargetGroups> {
  const rows = new Map<string, Uint32Array>()
  const unmeasured: Record<string, string> = {}
  const add = (name: string, group: Uint32Array) => {
    const members = group.reduce((sum, row) => sum + (row < scene.memberCount ? 1 : 0), 0)
    const least = Math.min(members, group.length - members)
    if (least >= leastRows) rows.set(name, group)
    else
      unmeasured[name] =
        `needs ${leastRows} members and non-members to attack, got ${members} and ${group.length - members}`
  }
  const { schema, columns } = scene.targets
  const target = schema.fields.findIndex(
    ({ role, kind }) => role === 'target' && (kind === 'categorical' || kind === 'boolean'),
  )
  if (target >= 0) {
    const codes = classCodes(columns[target]!)
    classNames(schema.fields[target]!).forEach((name, code) => {
      const group = rowsWhere(codes.length, (row) => codes[row] === code)
      if (group.length > 0) add(`class ${name}`, group)
    })
  }
  add('outliers', await outliersOf(scene, run))
  return { rows, unmeasured }
}

async function outliersOf({ targets, memberCount, space }: JudgedScene, run: RunOptions): Promise<Uint32Array> {
  const distances = await exposure(space, space.encode(targets), memberCount, run)
  const ascending = distances.slice().sort()
  const bound = ascending[Math.floor(ascending.length * (1 - outlierShare))]!
  return rowsWhere(distances.length, (row) => distances[row]! >= bound)
}

/** Each row's mean distance to its nearest others, of the first `memberCount` rows and of the rest. */
export async function exposure(
  space: MixedSpace,
  rows: MixedRows,
  memberCount: number,
  run: RunOptions,
): Promise<Float64Array> {
  const points = scaledPoints(space, rows)
  const places = rowsWhere(
    rows.rowCount,
    (row) => row < poolRows || (row >= memberCount && row < memberCount + poolRows),
  )
  const placeOf = new Map(Array.from(places, (row, place) => [row, place]))
  const pool = points.take(places)
  const out = new Float64Array(rows.rowCount)
  const step = 64
  await runSteps(run, 'outliers', Math.ceil(rows.rowCount / step), (index) => {
    const chunk = rowsWhere(Math.min(step, rows.rowCount - index * step), () => true).map((row) => row + index * step)
    const options = {
      metric: 'manhattan' as const,
      mismatchCosts: points.costs,
      nullCost: 1,
      // A row that is not in the pool excludes none.
      excludeSelf: chunk.map((row) => placeOf.get(row) ?? places.length),
    }
    const found = nearestNeighbors(points.take(chunk), pool, neighbors, options)
    chunk.forEach((row, i) => {
      let sum = 0
      for (let j = 0; j < found.count; j++) sum += found.distances[i * found.count + j]!
      out[row] = sum / Math.max(1, found.count)
    })
    return {}
  })
  return out
}

export function rowsWhere(count: number, isTaken: (row: number) => boolean): Uint32Array {
  return Uint32Array.from({ length: count }, (_, row) => row).filter(isTaken)
}
