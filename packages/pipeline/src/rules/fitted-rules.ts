import type { FittedSynthesizer, SampleOptions, Table } from '@asdf/contract'
import type { Condition } from '@asdf/core'
import type { RuleModel } from './rule-model.ts'
import { AsdfError } from '@asdf/contract'
import {
  appendTables,
  cellsOf,
  checkSample,
  createRng,
  headRows,
  isPresent,
  readConditions,
  takeRows,
  unreachable,
} from '@asdf/core'
import { brokenDeclared, brokenRows } from '@asdf/core/rules'
import { decodeRows } from './decode-rows.ts'
import { writtenBy } from './recipe.ts'
import { saveRules } from './rules-state.ts'

const name = 'withRules.sample'

/** The synthesizer of a model. */
export function fittedRules(model: RuleModel): FittedSynthesizer {
  const { base, schema, rules, warnings } = model
  return {
    specVersion: 1,
    id: '@asdf/pipeline/with-rules',
    schema,
    report: { ...base.report, rules, warnings: [...base.report.warnings, ...warnings] },
    sample: (count, run) => sampleRows(model, count, run),
    save: () => saveRules(model),
  }
}

/** What is drawn at most, for each row asked for: a rule or a condition that fewer rows satisfy is out of reach. */
const mostDrawn = 50
const fewestDrawn = 2000

/**
 * Rows that keep the rules. Those that break one, or do not satisfy `where`, are drawn again. Without `where`, rows of the
 * same class take their place, so that classes keep their shares.
 */
export async function sampleRows(
  model: RuleModel<Pick<FittedSynthesizer, 'sample'>>,
  count: number,
  run: SampleOptions,
): Promise<Table> {
  checkSample(name, count, run)
  const { where, ...rest } = run
  const { passed, kept } = splitWhere(model, where)
  const condition = passed === undefined ? {} : { where: passed }
  const rng = createRng(run.seed).fork('rules')
  const limit = Math.max(fewestDrawn, mostDrawn * count)
  const first = restored(
    model,
    await model.base.sample(count, { ...rest, ...condition }),
    kept,
    rng.fork('values').fork(0),
  )
  const classes = where === undefined ? classQuotas(first.all) : undefined
  classes?.take(first.good)
  let [table, drawn, found] = [first.good, count, first.good.rowCount]
  for (let round = 1; table.rowCount < count; round++) {
    const missing = count - table.rowCount
    if (drawn >= limit) throw outOfReach(where, found / drawn)
    const size = Math.min(Math.ceil((1.1 * missing * drawn) / Math.max(found, 1)) + 8, Math.max(count, fewestDrawn))
    const seed = rng.fork(round).nextUint32()
    const rows = await model.base.sample(size, { ...rest, ...condition, seed })
    const { good } = restored(model, rows, kept, rng.fork('values').fork(round))
    drawn += size
    found += good.rowCount
    // Classes that hardly any kept row has are given up halfway to the limit.
    const fitting = classes === undefined || drawn > limit / 2 ? good : classes.take(good)
    table = appendTables(table, headRows(fitting, missing))
  }
  return withIdentifiers(table, first.all)
}

/** The rows with the identifiers of one draw, which are all different: those of several draws repeat. */
function withIdentifiers(table: Table, { columns, rowCount }: Table): Table {
  if (table.rowCount !== rowCount) return table
  const { fields } = table.schema
  return {
    ...table,
    columns: table.columns.map((column, index) => (fields[index]!.role === 'identifier' ? columns[index]! : column)),
  }
}

interface ClassQuotas {
  /** The rows of classes that still lack rows, at most as many as they lack. */
  take(rows: Table): Table
}

/** Holds classes to the numbers that `rows` have; `undefined` without a target of classes. */
function classQuotas(rows: Table): ClassQuotas | undefined {
  const index = rows.schema.fields.findIndex(({ role }) => role === 'target')
  const column = rows.columns[index]
  if (column?.kind !== 'categorical' && column?.kind !== 'boolean') return undefined
  const classOf = (table: Table, row: number) => {
    const own = table.columns[index]!
    return isPresent(own, row) ? cellsOf(own)[row] : null
  }
  const left = new Map<unknown, number>()
  for (let row = 0; row < rows.rowCount; row++) {
    const own = classOf(rows, row)
    left.set(own, (left.get(own) ?? 0) + 1)
  }
  return {
    take(table) {
      const chosen = Array.from({ length: table.rowCount }, (_, row) => row).filter((row) => {
        const own = classOf(table, row)
        const lacking = left.get(own) ?? 0
        if (lacking > 0) left.set(own, lacking - 1)
        return lacking > 0
      })
      return takeRows(table, Uint32Array.from(chosen))
    },
  }
}

/** All rows restored, and those that break no rule and no condition. */
function restored(
  { recipes, checks, declared, schema }: RuleModel<unknown>,
  drawn: Table,
  conditions: readonly Condition[],
  rng: Parameters<typeof decodeRows>[3],
): { readonly all: Table; readonly good: Table } {
  const { table, incomplete } = decodeRows(drawn, recipes, schema, rng)
  const isOut = incomplete
  for (const rule of checks) brokenRows(rule, table).forEach((one, row) => (isOut[row]! |= one))
  for (const rule of declared) brokenDeclared(rule, table).forEach((one, row) => (isOut[row]! |= one))
  for (const condition of conditions) {
    const column = table.columns[condition.column]!
    const cells: ArrayLike<unknown> = cellsOf(column)
    for (let row = 0; row < table.rowCount; row++) {
      if (!isPresent(column, row) || cells[row] !== condition.cell) isOut[row] = 1
    }
  }
  if (!isOut.includes(1)) return { all: table, good: table }
  return { all: table, good: takeRows(table, Uint32Array.from([...isOut.keys()].filter((row) => isOut[row] === 0))) }
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
  if (where !== undefined && Object.keys(where).length > 0) {
    return unreachable(name, where, share, 'ask for fewer columns, or go without rules: they may forbid it')
  }
  const percent = Number((100 * share).toPrecision(2))
  return new AsdfError(
    'ASDF_CONDITION_UNREACHABLE',
    `${name}: ${percent} % of the rows keep the rules, too few to find; train the model for longer, take another, or go without rules`,
    { share },
  )
}
