import type { Column, Rng, SampleOptions, Table } from '@asdf/contract'
import type { Condition } from '@asdf/core'
import type { Acceptance } from '../acceptance.ts'
import type { Constraints } from '../conditions/read-where.ts'
import type { TableModel } from '../table-model.ts'
import type { RowGenerator } from './row-generator.ts'
import {
  appendTables,
  cellsOf,
  checkForms,
  checkSample,
  classCodes,
  createRng,
  isPresent,
  takeRows,
  unreachable,
  withNulls,
} from '@asdf/core'
import { drawByWeight, drawLabels, withDependents } from '@asdf/core/statistics'
import { aGenerator, aWholeModel } from '../argument-forms.ts'
import { conditionPlanner } from '../conditions/condition-planner.ts'
import { readWhere } from '../conditions/read-where.ts'

/** Rows of a sample that are made together, so that memory does not grow with the sample. */
const chunk = 8192
/** Rows that are tried, at most, for each that is asked for, and at least altogether. */
const [triesForEach, fewestTries] = [50, 100_000]

/** `count` rows that satisfy `run.where`, or a typed error. */
export async function sampleTable(
  model: TableModel,
  generator: RowGenerator,
  count: number,
  run: SampleOptions,
): Promise<Table> {
  checkForms('sampleTable', { model: [model, aWholeModel], generator: [generator, aGenerator] })
  const name = `${model.name}.sample`
  checkSample(name, count, run)
  const constraints = readWhere(name, model.transform, model.schema, model.dependents, run.where)
  const rng = createRng(run.seed).fork('sample')
  const planner = conditionPlanner(model, constraints.conditions)
  const draw: Draw = { model, generator, constraints, planner, signal: run.signal }
  const isCertain = planner.isCertain && constraints.oneOf.length === 0
  const rows = isCertain ? await drawCertain(draw, count, rng) : await search(draw, count, rng, run)
  return finish(model, constraints.conditions, rows)
}

interface Draw {
  readonly model: TableModel
  readonly generator: RowGenerator
  readonly constraints: Constraints
  readonly planner: ReturnType<typeof conditionPlanner>
  readonly signal: AbortSignal | undefined
}

/** Rows that satisfy the conditions by construction, in parts. */
async function drawCertain(draw: Draw, count: number, rng: Rng): Promise<Table> {
  const classes = draw.planner.classes(count, rng.fork('classes'))
  const parts: Table[] = []
  for (let first = 0; first < count || parts.length === 0; first += chunk) {
    parts.push(await drawPart(draw, classes.subarray(first, first + chunk), rng.fork(`part ${first}`)))
  }
  return joined(parts)
}

/** One row for each class of `classes`: out of several candidates where there is a choice. */
async function drawPart(draw: Draw, classes: Int32Array, rng: Rng): Promise<Table> {
  const { acceptance } = draw.model
  if (acceptance === undefined || classes.length === 0) return makeTable(draw, classes, rng)
  const { candidates, knowsClass } = acceptance
  const asked = Int32Array.from({ length: classes.length * candidates }, (_, i) => classes[Math.floor(i / candidates)]!)
  const table = await makeTable(draw, asked, rng)
  const pick = knowsClass && draw.planner.choosesClass ? pickThenLabel : pickOfClass
  return pick(draw.model, acceptance, { table, asked, classes }, rng.fork('pick'))
}

interface Candidates {
  readonly table: Table
  /** The class that each candidate was made for. */
  readonly asked: Int32Array
  /** The classes of the rows that are wanted. */
  readonly classes: Int32Array
}

/** Rows of each class out of the candidates that were made for it. */
async function pickOfClass(
  _: TableModel,
  acceptance: Acceptance,
  { table, asked, classes }: Candidates,
  rng: Rng,
): Promise<Table> {
  const odds = await acceptance.odds(table)
  const placesOf = grouped(classes)
  const chosen = new Uint32Array(classes.length)
  for (const [label, candidates] of grouped(asked)) {
    const places = placesOf.get(label)!
    drawByWeight(odds, candidates, places.length, () => rng.next()).forEach((row, i) => (chosen[places[i]!] = row))
  }
  return takeRows(table, chosen)
}

/**
 * Rows out of all candidates, whatever class they were made for; then each gets a class by how likely it is given the rest
 * of the row, as often as in `classes` in all.
 */
async function pickThenLabel(
  { transform, target }: TableModel,
  acceptance: Acceptance,
  { table, classes }: Candidates,
  rng: Rng,
): Promise<Table> {
  const odds = await acceptance.oddsWithoutClass(table)
  const all = Uint32Array.from(odds.keys())
  const picked = takeRows(
    table,
    drawByWeight(odds, all, classes.length, () => rng.next()),
  )
  const chances = await acceptance.classes(picked)
  const { column } = transform.discrete[target]!
  const counts = new Uint32Array(chances.length / picked.rowCount)
  // The candidates of one row were made for the same class.
  const codes = classCodes(table.columns[column]!)
  for (let row = 0; row < codes.length; row += acceptance.candidates) counts[codes[row]!]!++
  const labels = drawLabels(chances, counts, rng)
  return { ...picked, columns: picked.columns.map((one, index) => (index === column ? withClasses(one, labels) : one)) }
}

function withClasses(column: Column, labels: Int32Array): Column {
  if (column.kind === 'boolean') return { kind: 'boolean', values: Uint8Array.from(labels) }
  return column.kind === 'categorical' ? { kind: 'categorical', codes: labels } : column
}

/**
 * Makes rows and keeps those that satisfy the conditions: several for each that is wanted where there is a choice, at
 * least as many as are wanted.
 */
async function search(draw: Draw, count: number, rng: Rng, run: SampleOptions): Promise<Table> {
  const { model, constraints, planner } = draw
  const limit = Math.max(fewestTries, triesForEach * count)
  const enough = count * (model.acceptance?.candidates ?? 1)
  const found: Table[] = []
  let [tried, kept] = [0, 0]
  for (let part = 0; kept < enough && tried < limit; part++) {
    const size = Math.min(limit - tried, part === 0 ? Math.max(512, Math.min(chunk, 2 * enough)) : chunk)
    const random = rng.fork(`part ${part}`)
    const rows = await makeTable(draw, planner.classes(size, random.fork('classes')), random)
    const matches = matchingRows(rows, constraints)
    found.push(takeRows(rows, matches.slice(0, enough - kept)))
    kept += Math.min(matches.length, enough - kept)
    tried += size
  }
  if (kept < count) throw unreachable(`${model.name}.sample`, run.where, kept / tried)
  const rows = found.length === 0 ? await makeTable(draw, new Int32Array(0), rng) : joined(found)
  if (model.acceptance === undefined || rows.rowCount === count) return rows
  const odds = await model.acceptance.odds(rows)
  const random = rng.fork('pick')
  return takeRows(
    rows,
    drawByWeight(odds, Uint32Array.from(odds.keys()), count, () => random.next()),
  )
}

function joined([first, ...rest]: readonly Table[]): Table {
  return appendTables(first!, ...rest)
}

async function makeTable({ model, generator, planner, signal }: Draw, classes: Int32Array, rng: Rng): Promise<Table> {
  const { transform, numbers } = model
  const random = rng.fork('conditions')
  const rows = await generator.make({
    numbers,
    count: classes.length,
    rng: rng.fork('rows'),
    prepare: (inputs, first, count) => planner.fill(inputs, classes.subarray(first, first + count), random),
    signal,
  })
  return transform.decode(rows, classes.length, rng.fork('decode'))
}

/** The row numbers of each class. */
function grouped(classes: Int32Array): Map<number, Uint32Array> {
  const labels = [...new Set(classes)]
  const all = Uint32Array.from(classes.keys())
  return new Map(labels.map((label) => [label, all.filter((row) => classes[row] === label)]))
}

function matchingRows(table: Table, { conditions, oneOf }: Constraints): Uint32Array {
  const isMatch = (row: number) =>
    conditions.every(({ column, cell }) => holds(table.columns[column]!, row, cell)) &&
    oneOf.every(({ column, cells }) => cells.has(cellOf(table.columns[column]!, row)))
  return Uint32Array.from({ length: table.rowCount }, (_, row) => row).filter(isMatch)
}

function holds(column: Column, row: number, cell: number): boolean {
  return cellOf(column, row) === cell
}

function cellOf(column: Column, row: number): number {
  if (!isPresent(column, row) || column.kind === 'text') return Number.NaN
  return cellsOf(column)[row]!
}

/** Writes the values that were asked for, exactly, and identifiers anew, since parts have the same ones. */
function finish({ schema, dependents, transform }: TableModel, conditions: readonly Condition[], table: Table): Table {
  const columns = table.columns.map((column, index) => {
    const plan = transform.plans[index]!
    if (plan.kind === 'renewed') return withNulls(plan.renewed.make(table.rowCount), column.valid)
    return conditions.find((one) => one.column === index)?.cells(table.rowCount) ?? column
  })
  const { rowCount } = table
  return withDependents({ schema: transform.schema, rowCount, columns }, schema, dependents)
}
