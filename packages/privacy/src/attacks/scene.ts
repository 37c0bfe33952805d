import type { MetricInput, Rng, Table } from '@asdf/contract'
import type { MixedSpace } from '../mixed-rows.ts'
import { AsdfError } from '@asdf/contract'
import { appendTables, compareWithHoldout, permutation, sampleWithoutReplacement, takeRows } from '@asdf/core'
import { createSpace } from '../mixed-rows.ts'

/** What an attacker sees: tables with the same columns and categories, without identifiers and weights. */
export interface AttackScene {
  readonly synthetic: Table
  /** Real rows that the attacker knows and the synthesizer did not; no row at all for attacks that need none. */
  readonly reference: Table
  /** The rows to judge: members and non-members. */
  readonly targets: Table
  /** How rows are measured. */
  readonly space: MixedSpace
}

/** A scene with what only its judge knows. */
export interface JudgedScene extends AttackScene {
  readonly train: Table
  /** The first of the targets are members; the others, as many, are not. */
  readonly memberCount: number
}

export interface SceneOptions {
  /** Most members, and most non-members. */
  readonly rows: number
  readonly needsReference: boolean
}

/**
 * Members from the training rows and as many non-members from the hold-out, chosen by `rng`. Without reference rows of the
 * input, half of the hold-out is the reference where one is needed. Errors are those of `compareWithHoldout`, and an
 * `ASDF_METRIC_UNDEFINED` for a hold-out of one row that has to be halved.
 */
export function chooseScene(
  where: string,
  input: MetricInput,
  { rows, needsReference }: SceneOptions,
  rng: Rng,
): JudgedScene {
  const { train, synthetic, holdout, reference } = compareWithHoldout(where, input)
  const space = createSpace(where, train)
  let [known, others] = [reference, holdout]
  if (known === undefined && needsReference) [known, others] = halves(where, holdout, rng.fork('reference'))
  const memberCount = Math.min(train.rowCount, others.rowCount, rows)
  const members = rowNumbers(train.rowCount, memberCount, rng.fork('members'))
  const nonMembers = rowNumbers(others.rowCount, memberCount, rng.fork('non-members'))
  return {
    train,
    synthetic,
    reference: known ?? takeRows(holdout, new Uint32Array(0)),
    targets: appendTables(takeRows(train, members), takeRows(others, nonMembers)),
    space,
    memberCount,
  }
}

/** A table's rows in two halves, chosen by `rng`. */
export function halves(where: string, table: Table, rng: Rng): [first: Table, second: Table] {
  if (table.rowCount < 2) {
    const message = `${where}: needs a hold-out of at least 2 rows, half of them for the attacker; or give it 'reference' rows`
    throw new AsdfError('ASDF_METRIC_UNDEFINED', message, { metric: where })
  }
  const order = permutation(table.rowCount, rng)
  const middle = order.length >> 1
  return [takeRows(table, order.slice(0, middle).sort()), takeRows(table, order.slice(middle).sort())]
}

function rowNumbers(rowCount: number, count: number, rng: Rng): Uint32Array {
  if (rowCount <= count) return Uint32Array.from({ length: rowCount }, (_, row) => row)
  return sampleWithoutReplacement(rowCount, count, rng)
}
