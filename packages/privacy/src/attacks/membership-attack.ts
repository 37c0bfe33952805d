import type { Metric, MetricInput, MetricResult, Rng, RunOptions } from '@asdf/contract'
import type { SearchOptions } from '../search-options.ts'
import type { AttackScene } from './scene.ts'
import { checkNumberOption, checkOptionNames, checkRun, createRng } from '@asdf/core'
import { groupTargets } from './groups.ts'
import { judgeScores, parts } from './judge.ts'
import { chooseScene } from './scene.ts'

/** A metric of how well an attacker tells training rows from others, and the attacker's scores. */
export interface MembershipAttack extends Metric {
  /** One number for each target, higher where it is likelier a member; Infinity is allowed, NaN is not. */
  scores(scene: AttackScene, run: RunOptions): Promise<Float64Array>
}

/** `rows` is the most members, and the most non-members, that are attacked. */
export interface MembershipAttackOptions extends SearchOptions {}

export const attackDefaults: MembershipAttackOptions = Object.freeze({ rows: 3000 })

/** Checks the options of an attack that has no others than `rows`. */
export function attackOptions(where: string, options: Partial<MembershipAttackOptions>): MembershipAttackOptions {
  checkOptionNames(where, options, attackDefaults)
  const { rows } = { ...attackDefaults, ...options }
  checkNumberOption(where, 'rows', rows, { integer: true, minimum: 1 })
  return { rows }
}

/** What one attack is. */
export interface AttackPlan {
  /** The name of the export, for messages. */
  readonly where: string
  readonly id: string
  readonly label: string
  readonly options: MembershipAttackOptions
  /** Whether it needs real rows beside the targets; most do. */
  readonly needsReference: boolean
  scores(scene: AttackScene, run: RunOptions, rng: Rng): Promise<Float64Array>
}

/** The metric of an attack: it chooses targets by the seed, scores them and judges the scores. */
export function membershipAttack({ where, id, label, options, needsReference, scores }: AttackPlan): MembershipAttack {
  const score = (scene: AttackScene, run: RunOptions) => scores(scene, run, createRng(run.seed).fork(id))
  return {
    specVersion: 1,
    id,
    label: `${label} AUC`,
    group: 'privacy',
    goal: 'minimize',
    range: [0, 1],
    needsHoldout: true,
    needsTarget: false,
    scores: score,
    compute: async (input: MetricInput, run: RunOptions): Promise<MetricResult> => {
      checkRun(where, run)
      run.signal?.throwIfAborted()
      const scene = chooseScene(where, input, { ...options, needsReference }, createRng(run.seed).fork(id))
      const { memberCount, reference, synthetic } = scene
      const groups = await groupTargets(scene, run)
      const result = judgeScores(await score(scene, run), memberCount, groups)
      const counts = { members: memberCount, nonMembers: memberCount, referenceRows: reference.rowCount }
      return { ...result, n: synthetic.rowCount, details: { ...result.details, counts: parts(counts) } }
    },
  }
}
