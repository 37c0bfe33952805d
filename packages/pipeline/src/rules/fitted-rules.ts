import { AsdfError } from '@asdf/contract'
import type { FittedSynthesizer, SampleOptions, Table } from '@asdf/contract'
import {
  appendTables,
  cellsOf,
  checkNumberOption,
  createRng,
  isPresent,
  readConditions,
  takeRows,
  unreachable,
} from '@asdf/core'
import type { Condition } from '@asdf/core'
import { brokenRows } from '@asdf/core/rules'
import { decodeRows } from './decode-rows.ts'
import { writtenBy } from './recipe.ts'
import type { RuleModel } from './rule-model.ts'
import { saveRules } from './rules-state.ts'

const name = 'withRules.sample'

/** The synthesizer of a model. */
export function fittedRules(model: RuleModel): FittedSynthesizer {
  const { base, schema, rules } = model
  return {
    specVersion: 1,
    id: '@asdf/pipeline/with-rules',
    schema,
    report: { ...base.report, rules },
    sample: (count, run) => sampleRows(model, count, run),
    save: () => saveRules(model),
  }
}

/** What is drawn at most, for each row asked for: a rule or a condition that fewer rows satisfy is out of reach. */
const mostDrawn = 50
const fewestDrawn = 2000

/** Rows that keep the rules. Those that break one, or do not satisfy `where`, are drawn again. */
export async function sampleRows(
  model: RuleModel<Pick<FittedSynthesizer, 'sample'>>,
  count: number,
  run: SampleOptions,
): Promise<Table> {
  checkNumberOption(name, 'count', count, { integer: true, minimum: 0 })
  const { where, ...rest } = run
  const { passed, kept } = splitWhere(model, where)
  const rng = createRng(run.seed).fork('rules')
  let [table, drawn, found] = [undefined as Table | undefined, 0, 0]
  for (let round = 0; table === undefined || found < count; round++) {
    const share = drawn === 0 ? 1 : Math.max(found, 1) / drawn
    const wanted = round === 0 ? count : Math.ceil((1.1 * (count - found)) / share) + 8
    const size = round === 0 ? wanted : Math.min(wanted, Math.max(count, fewestDrawn))
    const seed = round === 0 ? run.seed : rng.fork(round).nextUint32()
    const rows = await model.base.sample(size, { ...rest, seed, ...(passed === undefined ? {} : { where: passed }) })
    const good = keptRows(model, rows, kept, rng.fork('values').fork(round))
    drawn += size
    found += good.rowCount
    table = table === undefined ? good : appendTables(table, good)
    if (found < count && drawn >= Math.max(fewestDrawn, mostDrawn * count)) throw outOfReach(where, found / drawn)
  }
  return table.rowCount === count
    ? table
    : takeRows(
        table,
        Uint32Array.from({ length: count }, (_, row) => row),
      )
}

/** The rows restored, without those that break a rule or a condition. */
function keptRows(
  { recipes, checks, schema }: RuleModel<unknown>,
  drawn: Table,
  conditions: readonly Condition[],
  rng: Parameters<typeof decodeRows>[3],
): Table {
  const { table, incomplete } = decodeRows(drawn, recipes, schema, rng)
  const isOut = incomplete
  for (const rule of checks) brokenRows(rule, table).forEach((one, row) => (isOut[row]! |= one))
  for (const condition of conditions) {
    const column = table.columns[condition.column]!
    const cells: ArrayLike<unknown> = cellsOf(column)
    for (let row = 0; row < table.rowCount; row++) {
      if (!isPresent(column, row) || cells[row] !== condition.cell) isOut[row] = 1
    }
  }
  if (!isOut.includes(1)) return table
  return takeRows(table, Uint32Array.from([...isOut.keys()].filter((row) => isOut[row] === 0)))
}

/** Conditions on columns that the model knows as they are go to it; others are tried for on restored rows. */
function splitWhere({ recipes, schema }: RuleModel<unknown>, where: SampleOptions['where']) {
  if (where === undefined) return { passed: undefined, kept: [] }
  const isWritten = (column: string) => recipes.some((recipe) => writtenBy(recipe).includes(column))
  const entries = Object.entries(where)
  const passed = Object.fromEntries(entries.filter(([column]) => !isWritten(column)))
  const rest = Object.fromEntries(entries.filter(([column]) => isWritten(column)))
  const kept = readConditions(name, schema, rest, () => 0)
  return { passed: Object.keys(passed).length === 0 && kept.length > 0 ? undefined : passed, kept }
}

function outOfReach(where: SampleOptions['where'], share: number): AsdfError {
  if (where !== undefined && Object.keys(where).length > 0) return unreachable(name, where, share)
  const percent = Number((100 * share).toPrecision(2))
  return new AsdfError(
    'ASDF_CONDITION_UNREACHABLE',
    `${name}: ${percent} % of the rows keep the rules of the training table, too few to find; train the model for longer, take another, or go without rules`,
    { share },
  )
}
