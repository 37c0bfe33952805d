import type { Rng, RunOptions, Table } from '@asdf/contract'
import type { Design } from '../linear/design.ts'
import type { Learned } from './chains.ts'
import type { Filling } from './complete.ts'
import { checkRun } from '../check-run.ts'
import { checkTable } from '../check-table.ts'
import { buildDesign } from '../linear/design.ts'
import { createRng } from '../random.ts'
import { runSteps } from '../steps.ts'
import { takeRows } from '../table.ts'
import { modelOf, redrawCells, startCells, visitsOf } from './chains.ts'
import { completeTable } from './complete.ts'
import { matchingSources } from './sources.ts'

/** Completes a table `count` times, each time with another chain's models, which stay as they are. */
export async function fillTable(
  learned: Learned,
  table: Table,
  run: RunOptions,
  count: number,
): Promise<readonly Table[]> {
  checkRun('mice.impute', run)
  checkTable('mice.impute', table)
  const { fields } = learned.sources
  const { missing } = matchingSources('mice.impute', fields, table)
  const rows = rowsWithNulls(table.rowCount, missing)
  const part = matchingSources('mice.impute', fields, takeRows(table, rows))
  const base = buildDesign(learned.plan, part.columns, rows.length)
  const rng = createRng(run.seed).fork('mice: fill')
  const drafts = Array.from({ length: count }, (_, number) => startDraft(learned, base, part.missing, rng.fork(number)))
  const visits = visitsOf(learned, part.missing)
  await runSteps(run, 'impute: fill', count * visits.length, (step) => {
    const number = Math.floor(step / visits.length)
    const { index, round } = visits[step % visits.length]!
    const { design, values, rng: own } = drafts[number]!
    const model = modelOf(learned, learned.chains[number]!, index)
    const draws = own.fork(`round ${round}`).fork(index)
    values[index] = redrawCells(learned, model, { design, index, rows: part.missing[index]! }, draws)
    return {}
  })
  return drafts.map(({ values }) => {
    const fillings = fields.map((field, index): [string, Filling] => [
      field.name,
      { rows: missing[index]!, values: values[index]! },
    ])
    return completeTable(table, new Map(fillings))
  })
}

interface Draft {
  readonly design: Design
  /** By column, the values of its missing cells. */
  readonly values: Float64Array[]
  readonly rng: Rng
}

function startDraft(learned: Learned, base: Design, missing: readonly Uint32Array[], rng: Rng): Draft {
  const design = { ...base, features: base.features.slice(), values: base.values.slice() }
  startCells(learned, design, missing, rng)
  return { design, values: missing.map(() => new Float64Array(0)), rng }
}

function rowsWithNulls(rowCount: number, missing: readonly Uint32Array[]): Uint32Array {
  const has = new Uint8Array(rowCount)
  for (const rows of missing) for (const row of rows) has[row] = 1
  return Uint32Array.from({ length: rowCount }, (_, row) => row).filter((row) => has[row] === 1)
}
