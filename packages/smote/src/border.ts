import type { Points } from '@asdf/core'
import type { ClassContext } from './method.ts'
import type { Progress } from './progress.ts'
import { featurePoints } from './features.ts'
import { everyRow, findNeighbors } from './search.ts'

/** Whose neighbors are counted, and how many of them. */
export interface BorderQuery {
  /** Training rows of the class in question. */
  readonly rows: Uint32Array
  readonly neighbors: number
}

/** For each row, how many of its nearest training rows, itself left out, are of another class. */
export async function countOthers(
  { rows, neighbors }: BorderQuery,
  { features, labels, classCode }: Pick<ClassContext<unknown>, 'features' | 'labels' | 'classCode'>,
  progress: Progress,
): Promise<{ others: Uint32Array; count: number }> {
  const all: Points = featurePoints(features, everyRow(labels.length))
  const { count, indices } = await findNeighbors(
    featurePoints(features, rows),
    all,
    neighbors,
    { excluded: rows },
    progress,
  )
  const others = new Uint32Array(rows.length)
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < count; j++) if (labels[indices[i * count + j]!] !== classCode) others[i]!++
  }
  return { others, count }
}

/**
 * What the neighbors of a row say of it (Han 2005, section 3): all of another class make it noise, half or more make it
 * in danger, fewer safe.
 */
export function standing(others: number, count: number): 'noise' | 'danger' | 'safe' {
  if (others === count) return 'noise'
  return others >= count / 2 ? 'danger' : 'safe'
}
