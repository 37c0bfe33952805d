import type { RunOptions, SampleOptions } from '@asdf/contract'
import type { CodeModel } from '@asdf/trees/density'
import type { Condition } from '../columns/conditions.ts'
import { unreachable } from '../columns/conditions.ts'
import type { SequentialModel } from './fitted.ts'

const pilotRows = 64
const pilotCandidates = 128
const fewest = 16
const most = 2048
/** Conditions that hold for a smaller share of the rows than this are refused. */
const leastShare = 1e-6
/**
 * So are those that would hold for less than half a row among as many as were trained on, and come together less than a
 * twentieth as often as if they had nothing to do with one another: what never occurs has a small share too, because
 * shares are smoothed.
 */
const leastRows = 0.5
const leastLift = 0.05

/**
 * How many candidates a row needs so that rows agree with conditions on columns that are modelled after free ones: 1 when
 * there are none of those. A pilot sample estimates how much of what the model makes satisfies the conditions; too little
 * is an `ASDF_CONDITION_UNREACHABLE`.
 */
export async function findCandidates(
  model: SequentialModel,
  conditions: readonly Condition[],
  count: number,
  run: RunOptions & Pick<SampleOptions, 'where'>,
): Promise<number> {
  const { order, density, rowCount } = model
  const places = conditions.map(({ column }) => order.indexOf(column))
  const leading = new Set(places)
  const isLeading = places.every((place) => Array.from({ length: place }, (_, i) => i).every((i) => leading.has(i)))
  if (density === undefined || conditions.length === 0 || count === 0 || (isLeading && places.length === 1)) return 1
  const share = await shareOf(model, density, conditions, run)
  if (!(share >= leastShare)) throw unreachable('sequentialTrees.sample', run.where, share)
  if (share * rowCount < leastRows && conditions.length > 1) {
    let unrelated = 1
    for (const condition of conditions) unrelated *= await shareOf(model, density, [condition], run)
    if (share < leastLift * unrelated) throw unreachable('sequentialTrees.sample', run.where, share)
  }
  return isLeading ? 1 : Math.min(most, Math.max(fewest, Math.ceil(4 / share)))
}

/** About how much of what the model makes satisfies the conditions. */
async function shareOf(
  { order, threads }: SequentialModel,
  density: CodeModel,
  conditions: readonly Condition[],
  { signal, seed }: RunOptions,
): Promise<number> {
  const fixed = order.map((column) => {
    const condition = conditions.find((one) => one.column === column)
    return condition && new Uint8Array(pilotRows).fill(condition.code)
  })
  const options = { seed, threads, ...(signal && { signal }) }
  const { logReach } = await density.sample(pilotRows, { fixed, candidates: pilotCandidates }, options)
  return logReach.reduce((sum, log) => sum + Math.exp(log), 0) / pilotRows
}
