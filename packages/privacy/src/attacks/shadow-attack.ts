import type { Classifier, Synthesizer } from '@asdf/contract'
import type { MembershipAttack, MembershipAttackOptions } from './membership-attack.ts'
import { AsdfError } from '@asdf/contract'
import { checkNumberOption, checkOptionNames, optionError } from '@asdf/core'
import { baseAttacks } from './base-attacks.ts'
import { attackDefaults, membershipAttack } from './membership-attack.ts'
import { shadowFault, stackShadows } from './stacked-shadows.ts'

const where = 'shadowAttack'
const id = '@asdf/privacy/shadow-attack'

export interface ShadowAttackOptions extends MembershipAttackOptions {
  /** Generators that the attacker fits to learn from, at least 1. */
  readonly shadows: number
  /** Detectors among the attacks that are stacked, as in `attackBattery`. */
  readonly classifiers: readonly Classifier[]
}

export const shadowDefaults: ShadowAttackOptions = Object.freeze({ ...attackDefaults, shadows: 4, classifiers: [] })

/**
 * Shadow models: an attacker who knows the synthesizer fits it on halves of the reference rows, where he knows who is a
 * member. A logistic regression on the scores of the attacks of `attackBattery`, by rank, learns from these what gives members
 * away, and judges the targets. Choice of rows and result are those of `nearestNeighborAttack`; reference rows are half of
 * the hold-out where the input has none.
 *
 * Shokri et al., "Membership inference attacks against machine learning models", S&P 2017; for generators Stadler et al.,
 * "Synthetic data: anonymisation groundhog day", USENIX Security 2022. Cost: `shadows` fits on half of the reference rows, and
 * as many times the attacks. The strongest attack on most generators. See `shadowPoolAttack` for single rows.
 *
 * Errors: those of `nearestNeighborAttack`, the classifiers and the synthesizer, `ASDF_METRIC_UNDEFINED` where the reference
 * rows are too few or of kinds that the synthesizer does not take.
 */
export function shadowAttack(synthesizer: Synthesizer, options: Partial<ShadowAttackOptions> = {}): MembershipAttack {
  checkSynthesizer(where, synthesizer)
  checkOptionNames(where, options, shadowDefaults)
  const { rows, shadows, classifiers } = { ...shadowDefaults, ...options }
  checkNumberOption(where, 'rows', rows, { integer: true, minimum: 1 })
  checkNumberOption(where, 'shadows', shadows, { integer: true, minimum: 1, maximum: 1000 })
  const attacks = baseAttacks(rows, classifiers)
  return membershipAttack({
    where,
    id,
    label: 'shadow models',
    options: { rows },
    needsReference: true,
    async scores(scene, run, rng) {
      const fault = shadowFault(synthesizer, scene.reference)
      if (fault !== undefined) throw new AsdfError('ASDF_METRIC_UNDEFINED', `${where}: ${fault}`, { metric: where })
      const { onProgress, ...quiet } = run
      const known: Float64Array[] = []
      for (const [step, attack] of attacks.entries()) {
        known.push(await attack.scores(scene, quiet))
        onProgress?.({ phase: 'attacks', step: step + 1, totalSteps: attacks.length })
      }
      return stackShadows({ where, synthesizer, attacks, shadows, rows }, scene, known, run, rng)
    },
  })
}

/** Fails with `ASDF_OPTION_INVALID` unless it is a configured synthesizer. */
export function checkSynthesizer(where: string, synthesizer: unknown): void {
  if (typeof (synthesizer as Partial<Synthesizer> | null | undefined)?.fit === 'function') return
  throw optionError(where, 'synthesizer', synthesizer, 'must be a configured synthesizer, such as sequentialTrees()')
}
