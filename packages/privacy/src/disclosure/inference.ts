import type { Metric, MetricResult, RunOptions, Table } from '@asdf/contract'
import type { ControlledTries, Tries } from './risk.ts'
import { checkChoiceOption, checkNumberOption, checkOptionNames, chooseRows, takeRows } from '@asdf/core'
import { parts } from '../attacks/judge.ts'
import { sidak } from '../intervals.ts'
import { comparableColumns, isSame } from './comparable-columns.ts'
import { disclosureMetric } from './disclosure-metric.ts'
import { equalParts } from './equal-parts.ts'
import { nearestRows } from './nearest-rows.ts'
import { residualRisk } from './risk.ts'
import { checkNames, secretsOf } from './secrets.ts'
import { undefinedMetric } from './undefined-metric.ts'

const where = 'inference'
const id = '@asdf/privacy/inference'

export interface InferenceOptions {
  /** Columns whose values are guessed; when absent those with the role `sensitive`, else all. */
  readonly secrets: readonly string[] | undefined
  /** Columns that the attacker knows; all others when absent. */
  readonly known: readonly string[] | undefined
  /** Training rows, and hold-out rows, that are tried at most. */
  readonly attacks: number
  /** How far a guessed number may be off, as a share of the guess. */
  readonly tolerance: number
  /**
   * `compat` divides by the guess with its sign, as Anonymeter does, so that every negative guess is right; `fixed` by its
   * magnitude.
   */
  readonly mode: 'fixed' | 'compat'
}

const defaults: InferenceOptions = Object.freeze({
  secrets: undefined,
  known: undefined,
  attacks: 500,
  tolerance: 0.05,
  mode: 'fixed',
})

/** Most synthetic rows that are searched. */
const mostRows = 10_000

/**
 * Inference: the attacker knows some columns of a person and takes the secret from the synthetic row that is nearest in them. The
 * risk of a secret is (a - c) / (1 - c): a is the share of training rows whose secret is guessed, c that of hold-out rows, so
 * what holds of the population does not count. The value is the largest risk of the secrets, with an interval corrected for
 * taking one (Šidák); `breakdown` has each, `details.attack` and `details.control` the shares of right guesses. Numbers are guessed
 * when they are off by at most `tolerance` of the guess. At most 10,000 synthetic rows are searched.
 *
 * Giomi et al. (Anonymeter), PoPETs 2023; `mode: 'compat'` repeats a defect of theirs. Cost: O(2 × secrets × attacks × synthetic
 * rows × columns). Believe a high value; `attributeInference` is the stronger attacker.
 *
 * Errors: `ASDF_OPTION_INVALID` when configured; those of `nearestNeighborAttack`; `ASDF_SCHEMA_MISMATCH` for columns that the
 * table lacks; `ASDF_METRIC_UNDEFINED` where nothing is known beside a secret.
 */
export function inference(options: Partial<InferenceOptions> = {}): Metric {
  checkOptionNames(where, options, defaults)
  const checked = { ...defaults, ...options }
  checkNames(where, 'secrets', checked.secrets)
  checkNames(where, 'known', checked.known)
  checkNumberOption(where, 'attacks', checked.attacks, { integer: true, minimum: 1, maximum: 1_000_000 })
  checkNumberOption(where, 'tolerance', checked.tolerance, { minimum: 0, maximum: 1 })
  checkChoiceOption(where, 'mode', checked.mode, ['fixed', 'compat'])
  return disclosureMetric({
    where,
    id,
    label: 'inference risk',
    needsHoldout: true,
    async compute(input, run, rng) {
      const { train, synthetic, holdout } = equalParts(where, input, rng)
      const tables: AttackedTables = {
        train,
        made: chooseRows(synthetic, mostRows, rng.fork('synthetic')),
        attacked: chooseRows(train, checked.attacks, rng.fork('attacks')),
        controls: chooseRows(holdout, checked.attacks, rng.fork('controls')),
      }
      const secrets = secretsOf(train, checked.secrets)
      const { onProgress, ...quiet } = run
      const tries = new Map<string, ControlledTries>()
      for (const secret of secrets) {
        tries.set(secret, await trySecret(secret, tables, checked, quiet))
        onProgress?.({ phase: 'secrets', step: tries.size, totalSteps: secrets.length })
        run.signal?.throwIfAborted()
      }
      return { ...largestRisk(tries), n: tables.made.rowCount, mode: checked.mode }
    },
  })
}

interface AttackedTables {
  readonly train: Table
  readonly made: Table
  readonly attacked: Table
  readonly controls: Table
}

async function trySecret(
  secret: string,
  { train, made, attacked, controls }: AttackedTables,
  { known, tolerance, mode }: InferenceOptions,
  run: RunOptions,
): Promise<ControlledTries> {
  const names = (known ?? train.schema.fields.map(({ name }) => name)).filter((name) => name !== secret)
  if (names.length === 0) throw undefinedMetric(where, `nothing is known beside the secret '${secret}'`)
  const guess = async (rows: Table): Promise<Tries> => {
    const nearest = await nearestRows({ where, train, made, rows, names, neighbors: 1 }, run, 'guesses')
    const guessed = takeRows(
      made,
      Uint32Array.from(nearest, (found) => found[0]!),
    )
    const { ordered, values } = comparableColumns([guessed, rows]).find(({ name }) => name === secret)!
    const isRight = (one: number, truth: number) =>
      ordered ? isGuessed(one, truth, tolerance, mode) : isSame(one, truth)
    const right = values[0]!.reduce((sum, one, row) => sum + (isRight(one, values[1]![row]!) ? 1 : 0), 0)
    return { right, count: rows.rowCount }
  }
  return { attack: await guess(attacked), control: await guess(controls) }
}

/** Whether a number is guessed: a null is by a null alone. In `compat`, Anonymeter's 1e-12 and the sign of the guess. */
export function isGuessed(guess: number, truth: number, tolerance: number, mode: 'fixed' | 'compat'): boolean {
  if (Number.isNaN(guess) || Number.isNaN(truth)) return isSame(guess, truth)
  if (mode === 'compat') return Math.abs(guess - truth) / (guess + 1e-12) <= tolerance
  return Math.abs(guess - truth) <= tolerance * Math.abs(guess)
}

/** The largest of several risks, with an interval corrected for taking it, and the others. */
export function largestRisk(tries: ReadonlyMap<string, ControlledTries>): MetricResult {
  const risks = Array.from(tries, ([name, own]) => [name, residualRisk(own, sidak(tries.size))] as const)
  const [, { value, interval }] = risks.reduce((one, other) => (other[1].value > one[1].value ? other : one))
  const each = (read: (own: ControlledTries) => number) =>
    parts(Object.fromEntries(Array.from(tries, ([name, own]) => [name, read(own)])))
  return {
    value,
    interval,
    breakdown: Object.fromEntries(risks.map(([name, risk]) => [name, risk.value])),
    details: {
      attack: each(({ attack }) => attack.right / attack.count),
      control: each(({ control }) => control.right / control.count),
    },
  }
}
