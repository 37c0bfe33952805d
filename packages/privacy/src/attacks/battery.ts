import type {
  Classifier,
  Metric,
  MetricDetails,
  MetricInput,
  MetricResult,
  RunOptions,
  Synthesizer,
} from '@asdf/contract'
import type { TargetGroups } from './groups.ts'
import type { MembershipAttack } from './membership-attack.ts'
import type { JudgedScene } from './scene.ts'
import { isAsdfError } from '@asdf/contract'
import { checkNumberOption, checkOptionNames, checkRun, createRng } from '@asdf/core'
import { attackAuc } from '../attack-scores.ts'
import { aucInterval, exactInterval, sidak } from '../intervals.ts'
import { binomialUpperTail } from '../statistics/beta.ts'
import { baseAttacks } from './base-attacks.ts'
import { groupTargets } from './groups.ts'
import { attackDetails, parts, sortScores } from './judge.ts'
import { attackDefaults } from './membership-attack.ts'
import { chooseScene } from './scene.ts'
import { checkSynthesizer, shadowDefaults } from './shadow-attack.ts'
import { shadowFault, stackShadows } from './stacked-shadows.ts'
import { aucStrength, rateStrength, strongest } from './strongest.ts'

const where = 'attackBattery'
const id = '@asdf/privacy/attack-battery'

export interface AttackBatteryOptions {
  /** Most members, and most non-members, that are attacked. */
  readonly rows: number
  /** Classifiers that tell synthetic from reference rows, such as a forest and a booster. */
  readonly classifiers: readonly Classifier[]
  /** What made the synthetic rows; without it there are no shadow models. */
  readonly synthesizer: Synthesizer | undefined
  /** Further attacks. */
  readonly attacks: readonly MembershipAttack[]
}

const defaults: AttackBatteryOptions = Object.freeze({
  ...attackDefaults,
  classifiers: [],
  synthesizer: undefined,
  attacks: [],
})

/**
 * How well the strongest of a battery of attacks tells training rows from others: nearest distance, log ratio of distances,
 * subset queries, Gen-LRA, DOMIAS, a detector for each classifier that is handed in, and shadow models where the synthesizer
 * is. All attack the same targets, know the same reference rows, and are metrics of their own.
 *
 * The value is an AUC: targets are cut into halves, the attack that is best on one half is reported on the other, and the
 * value is the mean of both; so taking the maximum of many does not raise it by itself. The interval is that of
 * `nearestNeighborAttack` at a level corrected for the number of attacks (Šidák). `breakdown` has the same for each class of the
 * target and for `outliers`, corrected for their number too (`details.low`, `details.high`). `details.strongestAt1Percent`
 * is the share of members found at 1 % of false positives, chosen in the same way, which sees a few copies that the AUC
 * does not; its interval takes the threshold as it is, the verdict counts how far that one may be off. `details.attacks` has the AUC of each attack on all targets, `details.rates` and `details.roc` those of the one that is best on all, named in the `verdict`.
 *
 * Reference rows are half of the hold-out where the input has none. An attacker who has only a file does not know what made
 * it: without `synthesizer` the result says so under `unmeasured`. Cost: 2 s of work on 1,000 rows a
 * side of Adult, 6 s on 2,000, and for the shadows four fits and as many batteries on half of the reference rows. Believe it as a lower bound: a stronger attack may exist. No attack proves safety; only
 * differential privacy does. Yao et al., "The DCR delusion", 2025; Ganev and De Cristofaro, "The inadequacy of similarity-based
 * privacy metrics", S&P 2025.
 *
 * Errors: those of `nearestNeighborAttack`, of the classifiers and of the synthesizer.
 */
export function attackBattery(options: Partial<AttackBatteryOptions> = {}): Metric {
  checkOptionNames(where, options, defaults)
  const { rows, classifiers, synthesizer, attacks } = { ...defaults, ...options }
  checkNumberOption(where, 'rows', rows, { integer: true, minimum: 1 })
  if (synthesizer !== undefined) checkSynthesizer(where, synthesizer)
  const battery = [...baseAttacks(rows, classifiers), ...attacks]
  return {
    specVersion: 1,
    id,
    label: 'strongest attack AUC',
    group: 'privacy',
    goal: 'minimize',
    range: [0, 1],
    needsHoldout: true,
    needsTarget: false,
    compute: (input, run) => computeBattery(battery, synthesizer, rows, input, run),
  }
}

async function computeBattery(
  battery: readonly MembershipAttack[],
  synthesizer: Synthesizer | undefined,
  rows: number,
  input: MetricInput,
  run: RunOptions,
): Promise<MetricResult> {
  checkRun(where, run)
  run.signal?.throwIfAborted()
  const rng = createRng(run.seed).fork(id)
  const scene = chooseScene(where, input, { rows, needsReference: true }, rng)
  const groups = await groupTargets(scene, run)
  const { onProgress, ...quiet } = run
  const scores = new Map<string, Float64Array>()
  for (const attack of battery) {
    scores.set(nameOf(attack), await attack.scores(scene, quiet))
    onProgress?.({ phase: 'attacks', step: scores.size, totalSteps: battery.length })
    run.signal?.throwIfAborted()
  }
  const unmeasured: Record<string, string> = { ...groups.unmeasured }
  const shadows = await tryShadows(battery, synthesizer, { scene, known: [...scores.values()], rows }, run)
  if (typeof shadows === 'string') unmeasured['shadow models'] = shadows
  else scores.set('shadow models', shadows)
  return judgeBattery(scores, scene, groups, unmeasured, rng)
}

interface ShadowInput {
  readonly scene: JudgedScene
  /** Scores of the battery. */
  readonly known: readonly Float64Array[]
  readonly rows: number
}

/** The scores of shadow models, or why there are none. */
async function tryShadows(
  attacks: readonly MembershipAttack[],
  synthesizer: Synthesizer | undefined,
  { scene, known, rows }: ShadowInput,
  run: RunOptions,
): Promise<Float64Array | string> {
  if (synthesizer === undefined) return bareFile
  const fault = shadowFault(synthesizer, scene.reference)
  if (fault !== undefined) return fault
  const plan = { where, synthesizer, attacks, shadows: shadowDefaults.shadows, rows }
  try {
    return await stackShadows(plan, scene, known, run, createRng(run.seed).fork(id).fork('shadows'))
  } catch (error) {
    // What the synthesizer refuses to learn from, such as a half without its target's classes.
    if (isAsdfError(error)) return error.message
    throw error
  }
}

const bareFile =
  'the synthesizer was not given: the attacker has no generator like the one that made the rows, and one who has may find more'

function nameOf({ label }: MembershipAttack): string {
  return label.replace(/ AUC$/, '')
}

function judgeBattery(
  scores: ReadonlyMap<string, Float64Array>,
  scene: JudgedScene,
  groups: TargetGroups,
  unmeasured: Readonly<Record<string, string>>,
  rng: ReturnType<typeof createRng>,
): MetricResult {
  const { memberCount } = scene
  const all = [...scores.values()]
  const half = rng.fork('halves')
  const value = strongest(all, memberCount, aucStrength, half)
  const breakdown: Record<string, number> = {}
  const [low, high]: Record<string, number>[] = [{}, {}]
  for (const [name, rows] of groups.rows) {
    const auc = strongest(all, memberCount, aucStrength, half.fork(name), rows)
    const members = rows.reduce((sum, row) => sum + (row < memberCount ? 1 : 0), 0)
    breakdown[name] = auc
    ;[low![name], high![name]] = aucInterval(auc, members, rows.length - members, sidak(all.length * groups.rows.size))
  }
  const interval = aucInterval(value, memberCount, memberCount, sidak(all.length))
  const attacks = Object.fromEntries(Array.from(scores, ([name, own]) => [name, aucOf(own, memberCount)]))
  const best = Object.keys(attacks).reduce((one, other) => (attacks[other]! > attacks[one]! ? other : one))
  const counts = {
    members: memberCount,
    nonMembers: memberCount,
    referenceRows: scene.reference.rowCount,
    attacks: all.length,
  }
  const rate = strongest(all, memberCount, rateStrength, half)
  const [rateLow, rateHigh] = exactInterval(rate, memberCount, sidak(all.length))
  const details: Record<string, MetricDetails> = {
    strongestAt1Percent: parts({ truePositiveRate: rate, low: rateLow, high: rateHigh }),
    attacks: parts(attacks),
    counts: parts(counts),
    ...(groups.rows.size > 0 && { low: parts(low!), high: parts(high!) }),
    ...attackDetails(sortScores(scores.get(best)!, memberCount)),
  }
  return {
    value,
    interval,
    n: scene.synthetic.rowCount,
    verdict: verdictOf(
      `the strongest of ${all.length} attacks on ${memberCount} members and as many others, ${best},`,
      interval,
      rateLow > 0.01 && standsOut(rate, memberCount, sidak(all.length)) ? rate : undefined,
    ),
    ...(groups.rows.size > 0 && { breakdown }),
    ...(Object.keys(unmeasured).length > 0 && { unmeasured }),
    details,
  }
}

function aucOf(scores: Float64Array, memberCount: number): number {
  const { members, nonMembers } = sortScores(scores, memberCount)
  return attackAuc(members, nonMembers)
}

/**
 * Whether so many members found at 1 % of false positives are more than chance finds. The threshold is known from a few non-members
 * only: of targets that nothing tells apart, those above it are heads before the tail that is one too many, in each half.
 */
function standsOut(rate: number, memberCount: number, alpha: number): boolean {
  const found = Math.round(rate * memberCount)
  const halves = [Math.ceil(memberCount / 2), Math.floor(memberCount / 2)]
  const tails = halves.reduce((sum, half) => sum + Math.floor(0.01 * half) + 1, 0)
  return 1 - binomialUpperTail(tails, found + tails - 1, 0.5) <= alpha / 2
}

function verdictOf(attack: string, [low, high]: readonly [number, number], rate: number | undefined): string {
  const few = rate === undefined ? '' : `; ${(100 * rate).toFixed(1)} % of the members stand out at 1 % of false alarms`
  if (low > 0.5) return `${attack} tells them apart: AUC ${low.toFixed(3)} to ${high.toFixed(3)}${few}`
  return `${attack} does no better than a guess on average, and ${high.toFixed(3)} cannot be excluded${few}`
}
