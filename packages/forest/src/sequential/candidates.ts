import type { RunOptions, SampleOptions } from '@asdf/contract'
import type { Condition } from '@asdf/core'
import type { CodeModel } from '@asdf/trees/density'
import type { SequentialModel } from './sequential-model.ts'
import { unreachable } from '@asdf/core'
import { leastLift, leastRows } from '../columns/conditions.ts'

const pilotRows = 64
const pilotCandidates = 128
const fewest = 16
const most = 2048
/** Conditions that hold for a smaller share of the rows than this are refused. */
const leastShare = 1e-12

/**
 * How many candidates a row needs so that rows agree with conditions on columns that are modelled after free ones: 1 when
 * there are none of those. Pilot samples estimate how much of what the model makes satisfies the first condition, the first
 * two, and so on, in modelling order: candidates are chosen anew at each, so the hardest step decides. Too little is an
 * `ASDF_CONDITION_UNREACHABLE`.
 */
export async function findCandidates(
  model: SequentialModel,
  conditions: readonly Condition[],
  count: number,
  run: RunOptions & Pick<SampleOptions, 'where'>,
): Promise<number> {
  const { order, density, rowCount } = model
  const ordered = [...conditions].sort((a, b) => order.indexOf(a.column) - order.indexOf(b.column))
  const leading = ordered.findIndex(({ column }, place) => order[place] !== column)
  if (density === undefined || count === 0 || (leading < 0 && ordered.length < 2)) return 1
  const shares = [1]
  for (let end = 1; end <= ordered.length; end++) {
    shares.push(await shareOf(model, density, ordered.slice(0, end), run))
  }
  const share = shares.at(-1)!
  if (!(share >= leastShare)) throw unreachable('sequentialTrees.sample', run.where, share)
  if (share * rowCount < leastRows && ordered.length > 1) {
    let unrelated = 1
    for (const condition of ordered) unrelated *= await shareOf(model, density, [condition], run)
    if (share < leastLift * unrelated) throw unreachable('sequentialTrees.sample', run.where, share)
  }
  if (leading < 0) return 1
  const steps = shares.slice(1).map((one, step) => one / shares[step]!)
  return Math.min(most, Math.max(fewest, Math.ceil(4 / Math.min(...steps.slice(leading)))))
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
