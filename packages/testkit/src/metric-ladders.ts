import type { Column, Metric, MetricInput, MetricResult, Rng, Table } from '@asdf/contract'
import assert from 'node:assert/strict'
import { appendTables, createRng, permutation, takeRows } from '@asdf/core'
import { mixedTable } from './fixtures.ts'

/** Shares of the rows, or of the cells, that are damaged. */
const steps = [0, 0.2, 0.5, 1]

type ValueOf = (synthetic: Table) => Promise<number>

/** Fails unless rows score worse the more of them are taken from `worse`. */
export async function expectRowLadder(metric: Metric, input: MetricInput, worse: Table, valueOf: ValueOf) {
  const { synthetic } = input
  const rng = createRng(11)
  const both = appendTables(synthetic, worse)
  const mixed = (share: number) => {
    const places = rng.fork(share)
    return takeRows(
      both,
      Uint32Array.from({ length: synthetic.rowCount }, (_, row) =>
        places.next() < share ? synthetic.rowCount + (row % worse.rowCount) : row,
      ),
    )
  }
  await expectLadder(metric, steps.map(mixed), valueOf)
}

/** Fails if rows score better the more of their cells are exchanged with those of other rows. */
export async function expectCellLadder(metric: Metric, { synthetic }: MetricInput, valueOf: ValueOf) {
  await expectLadder(
    metric,
    steps.map((share) => shuffleCells(synthetic, share, createRng(13))),
    valueOf,
  )
}

/** Fails unless copies of the training rows score at least as well as fresh rows. */
export async function expectBestForTraining({ goal }: Metric, { train, synthetic }: MetricInput, valueOf: ValueOf) {
  const [copies, fresh] = [await valueOf(train), await valueOf(synthetic)]
  assert.ok(goal === 'maximize' ? copies >= fresh : copies <= fresh, `copies score ${copies}, fresh rows ${fresh}`)
}

/** Each rung may be better than the one before by what fresh rows differ among themselves, and a little of the whole ladder. */
async function expectLadder({ goal }: Metric, rungs: readonly Table[], valueOf: ValueOf): Promise<void> {
  const options = { nulls: 0.05, identifier: true, weight: true }
  const fresh: number[] = []
  for (const seed of [21, 22, 23, 24, 25]) fresh.push(await valueOf(mixedTable(rungs[0]!.rowCount, seed, options)))
  const noise = Math.max(...fresh) - Math.min(...fresh)
  const values: number[] = []
  for (const rung of rungs) values.push(await valueOf(rung))
  const badness = values.map((value) => (goal === 'maximize' ? -value : value))
  const allowed = noise + 0.05 * (Math.max(...values) - Math.min(...values)) + 1e-9
  for (let i = 1; i < badness.length; i++) {
    const gain = badness[i - 1]! - badness[i]!
    assert.ok(gain <= allowed, `values ${values.join(', ')} get better by ${gain}, more than ${allowed}`)
  }
}

function shuffleCells(table: Table, share: number, rng: Rng): Table {
  const chosen = Math.round(share * table.rowCount)
  const columns = table.columns.map((_, c): Column => {
    const rows = permutation(table.rowCount, rng.fork(c)).subarray(0, chosen)
    const order = Uint32Array.from({ length: table.rowCount }, (_, row) => row)
    rows.forEach((row, i) => (order[row] = rows[(i + 1) % chosen]!))
    return takeRows(table, order).columns[c]!
  })
  return { ...table, columns }
}

/** Fails if a number of a result is not finite. */
export function expectFinite(result: MetricResult, what: string): void {
  const { value, interval = [], breakdown = {}, details = {} } = result
  const numbers = [value, ...interval, ...Object.values(breakdown)]
  for (const detail of Object.values(details)) {
    if (detail.kind === 'curve') numbers.push(...detail.x, ...detail.y)
    if (detail.kind === 'parts') numbers.push(...Object.values(detail.values))
    if (detail.kind === 'matrix') numbers.push(...detail.values.flat().filter((one) => one !== null))
  }
  const bad = numbers.find((number) => !Number.isFinite(number))
  assert.equal(bad, undefined, `${what}: a number of the result is ${bad}`)
}
