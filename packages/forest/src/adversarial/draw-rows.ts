import type { Rng, RunOptions } from '@asdf/contract'
import type { LeafDensity } from './kernels/leaf-density.ts'
import type { Evidence, ReachedLeaves } from './kernels/reach-leaves.ts'
import { runSteps } from '@asdf/core'

const rowsPerStep = 2048

/** Draws rows of codes: for each a leaf, and in it each column by itself (Watson et al., AISTATS 2023, Algorithm 3). */
export async function drawRows(density: LeafDensity, count: number, rng: Rng, run: RunOptions): Promise<Uint8Array[]> {
  const { rowsUpTo } = density
  const chooseLeaf = (draws: Rng) => firstAbove(rowsUpTo, rowsUpTo.length, draws.next() * rowsUpTo.at(-1)!)
  return drawEach(density, { count, evidence: [], chooseLeaf }, rng, run)
}

/**
 * Draws rows that agree with the evidence, which gives leaves the weight they have after it: exact, and nothing is drawn in
 * vain. `undefined` when no leaf agrees.
 */
export async function drawRowsGiven(
  density: LeafDensity,
  evidence: Evidence,
  count: number,
  rng: Rng,
  run: RunOptions,
): Promise<Uint8Array[] | undefined> {
  const chooseLeaf = leafChooser(density.reach(evidence))
  return chooseLeaf && drawEach(density, { count, evidence, chooseLeaf }, rng, run)
}

/** Draws leaves by their weights; `undefined` without leaves. Independent of later searches. */
export function leafChooser({ count, leaves, logWeights, largest }: ReachedLeaves): ((rng: Rng) => number) | undefined {
  if (count === 0) return undefined
  const found = leaves.slice(0, count)
  const weightsUpTo = new Float64Array(count)
  for (let i = 0, sum = 0; i < count; i++) weightsUpTo[i] = sum += Math.exp(logWeights[i]! - largest)
  return (rng) => found[firstAbove(weightsUpTo, count, rng.next() * weightsUpTo[count - 1]!)]!
}

/** A code of a leaf that agrees with what is known of the column. */
export function drawCode(
  density: LeafDensity,
  leaf: number,
  column: number,
  known: number | Uint8Array | undefined,
  rng: Rng,
): number {
  if (typeof known === 'number') return known
  return known === undefined ? density.draw(leaf, column, rng) : density.drawAmong(leaf, column, known, rng)
}

interface RowRequest {
  readonly count: number
  readonly evidence: Evidence
  readonly chooseLeaf: (rng: Rng) => number
}

async function drawEach(
  density: LeafDensity,
  { count, evidence, chooseLeaf }: RowRequest,
  rng: Rng,
  run: RunOptions,
): Promise<Uint8Array[]> {
  const { columnCount } = density
  const codes = Array.from({ length: columnCount }, () => new Uint8Array(count))
  await runSteps(run, 'sample', Math.ceil(count / rowsPerStep), (step) => {
    const draws = rng.fork(step)
    for (let row = step * rowsPerStep; row < Math.min(count, (step + 1) * rowsPerStep); row++) {
      const leaf = chooseLeaf(draws)
      for (let column = 0; column < columnCount; column++) {
        codes[column]![row] = drawCode(density, leaf, column, evidence[column], draws)
      }
    }
    return {}
  })
  return codes
}

/** The first place whose sum is above `target`. */
function firstAbove(sums: Float64Array, count: number, target: number): number {
  let low = 0
  let high = count - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sums[middle]! > target) high = middle
    else low = middle + 1
  }
  return low
}
