import type { Rng, RunOptions, Synthesizer, Table } from '@asdf/contract'
import type { Design } from '@asdf/core'
import type { MembershipAttack } from './membership-attack.ts'
import type { AttackScene, JudgedScene } from './scene.ts'
import { fitLogistic, permutation, predictLogistic, takeRows } from '@asdf/core'
import { normalScores } from './normal-scores.ts'
import { chooseScene } from './scene.ts'

export interface ShadowPlan {
  readonly where: string
  readonly synthesizer: Synthesizer
  readonly attacks: readonly MembershipAttack[]
  readonly shadows: number
  readonly rows: number
}

/**
 * The scores of targets by what shadow generators taught: each is fitted on a half of the reference rows, the attacks score
 * rows of that half and others against what it made, and a logistic regression on their scores, taken by rank, learns which
 * are members. `known` are the scores of the attacks on the scene itself.
 */
export async function stackShadows(
  plan: ShadowPlan,
  scene: AttackScene,
  known: readonly Float64Array[],
  run: RunOptions,
  rng: Rng,
): Promise<Float64Array> {
  const { onProgress, ...quiet } = run
  const examples: Float64Array[][] = []
  const members: boolean[] = []
  for (let shadow = 0; shadow < plan.shadows; shadow++) {
    run.signal?.throwIfAborted()
    const own = await shadowScene(plan, scene.reference, quiet, rng.fork(shadow))
    const scores: Float64Array[] = []
    for (const attack of plan.attacks) scores.push(normalScores(await attack.scores(own, quiet)))
    examples.push(scores)
    for (let row = 0; row < own.targets.rowCount; row++) members.push(row < own.memberCount)
    onProgress?.({ phase: 'shadow models', step: shadow + 1, totalSteps: plan.shadows })
  }
  run.signal?.throwIfAborted()
  const design = designOf(plan.attacks.map((_, a) => examples.flatMap((scores) => Array.from(scores[a]!))))
  const coefficients = fitLogistic({
    ...everyRow(design),
    classes: Int32Array.from(members, Number),
    classCount: 2,
    penalty: 1,
    tolerance: 1e-6,
    maximumSteps: 200,
  })
  const asked = designOf(known.map((scores) => Array.from(normalScores(scores))))
  const probability = new Float64Array(2 * asked.rowCount)
  predictLogistic(everyRow(asked), coefficients, 2, probability)
  return Float64Array.from({ length: asked.rowCount }, (_, row) => probability[2 * row + 1]!)
}

/** A generator fitted on half of the rows, attacked with a quarter as non-members and a quarter as reference rows. */
async function shadowScene(plan: ShadowPlan, rows: Table, run: RunOptions, rng: Rng): Promise<JudgedScene> {
  const order = permutation(rows.rowCount, rng)
  const [half, rest] = [order.length >> 1, (3 * order.length) >> 2]
  const train = takeRows(rows, order.slice(0, half))
  const fitted = await plan.synthesizer.fit(train, { ...run, seed: rng.fork('fit').nextUint32() })
  const synthetic = await fitted.sample(train.rowCount, { ...run, seed: rng.fork('sample').nextUint32() })
  const input = {
    train,
    synthetic,
    holdout: takeRows(rows, order.slice(half, rest)),
    reference: takeRows(rows, order.slice(rest)),
  }
  return chooseScene(plan.where, input, { rows: plan.rows, needsReference: true }, rng)
}

/** Dense: an intercept and a slot for each column. */
function designOf(columns: readonly (readonly number[])[]): Design {
  const slots = columns.length + 1
  const rowCount = columns[0]!.length
  const features = Int32Array.from({ length: rowCount * slots }, (_, place) => place % slots)
  const values = Float64Array.from(features, (feature, place) =>
    feature === 0 ? 1 : columns[feature - 1]![Math.floor(place / slots)]!,
  )
  return { rowCount, width: slots, slots, features, values }
}

function everyRow(design: Design) {
  return { design, rows: Uint32Array.from({ length: design.rowCount }, (_, row) => row), skip: -1 }
}

/** Why there can be no shadows, or nothing. */
export function shadowFault({ traits, id }: Synthesizer, reference: Table): string | undefined {
  const half = reference.rowCount >> 1
  const least = Math.max(traits.minimumRows, 20)
  if (half < least)
    return `half of the ${reference.rowCount} reference rows are fewer than the ${least} that a shadow of ${id} needs`
  const [kind] = reference.schema.fields.map((field) => field.kind).filter((one) => !traits.kinds.includes(one))
  return kind === undefined ? undefined : `${id} takes no ${kind} columns`
}
