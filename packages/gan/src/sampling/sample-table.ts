import type { Column, Rng, SampleOptions, Table } from '@asdf/contract'
import { appendTables, checkNumberOption, createRng, isPresent, takeRows, unreachable } from '@asdf/core'
import type { Condition } from '@asdf/core'
import { drawByWeight } from '../model/acceptance.ts'
import type { GanModel } from '../model/gan-model.ts'
import { conditionPlanner } from './condition-planner.ts'
import type { RowGenerator } from './row-generator.ts'

/** Rows of a sample that are made together, so that memory does not grow with the sample. */
const chunk = 8192
/** Rows that are tried, at most, for each that is asked for, and at least altogether. */
const [triesForEach, fewestTries] = [50, 200_000]

/** `count` rows that satisfy `run.where`, or a typed error. */
export async function sampleTable(
  model: GanModel,
  generator: RowGenerator,
  count: number,
  run: SampleOptions,
): Promise<Table> {
  const name = `${model.name}.sample`
  run.signal?.throwIfAborted()
  checkNumberOption(name, 'count', count, { integer: true, minimum: 0 })
  const conditions = model.transform.conditions(name, run.where)
  const rng = createRng(run.seed).fork('sample')
  const planner = conditionPlanner(model, conditions)
  const draw: Draw = { model, generator, conditions, planner, signal: run.signal }
  const rows = planner.isCertain ? await drawCertain(draw, count, rng) : await search(draw, count, rng, run)
  return finish(model, conditions, rows)
}

interface Draw {
  readonly model: GanModel
  readonly generator: RowGenerator
  readonly conditions: readonly Condition[]
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
  return appendTables(parts[0]!, ...parts.slice(1))
}

/** One row for each class of `classes`: out of several candidates where there is a choice. */
async function drawPart(draw: Draw, classes: Int32Array, rng: Rng): Promise<Table> {
  const { acceptance } = draw.model
  if (acceptance === undefined || classes.length === 0) return makeTable(draw, classes, rng)
  const { candidates } = acceptance
  const asked = Int32Array.from({ length: classes.length * candidates }, (_, i) => classes[Math.floor(i / candidates)]!)
  const table = await makeTable(draw, asked, rng)
  const odds = await acceptance.odds(table)
  const random = rng.fork('pick')
  const next = () => random.next()
  const placesOf = grouped(classes)
  const chosen = new Uint32Array(classes.length)
  for (const [label, candidatesOf] of grouped(asked)) {
    const places = placesOf.get(label)!
    drawByWeight(odds, candidatesOf, places.length, next).forEach((row, i) => (chosen[places[i]!] = row))
  }
  return takeRows(table, chosen)
}

/** Makes rows and keeps those that satisfy the conditions until there are enough of them. */
async function search(draw: Draw, count: number, rng: Rng, run: SampleOptions): Promise<Table> {
  const { conditions, planner } = draw
  const limit = Math.max(fewestTries, triesForEach * count)
  const found: Table[] = []
  let [tried, kept] = [0, 0]
  for (let part = 0; kept < count && tried < limit; part++) {
    const size = Math.min(limit - tried, kept === 0 ? Math.max(256, Math.min(chunk, 2 * count)) : chunk)
    const random = rng.fork(`part ${part}`)
    const rows = await drawPart(draw, planner.classes(size, random.fork('classes')), random)
    const matches = matchingRows(rows, conditions)
    found.push(takeRows(rows, matches.slice(0, count - kept)))
    kept += Math.min(matches.length, count - kept)
    tried += size
  }
  if (kept < count) throw unreachable(`${draw.model.name}.sample`, run.where, kept / tried)
  return found.length === 0 ? drawPart(draw, new Int32Array(0), rng) : appendTables(found[0]!, ...found.slice(1))
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

function matchingRows(table: Table, conditions: readonly Condition[]): Uint32Array {
  return Uint32Array.from({ length: table.rowCount }, (_, row) => row).filter((row) =>
    conditions.every(({ column, cell }) => holds(table.columns[column]!, row, cell)),
  )
}

function holds(column: Column, row: number, cell: number): boolean {
  if (!isPresent(column, row) || column.kind === 'text') return false
  return (column.kind === 'categorical' ? column.codes[row] : column.values[row]) === cell
}

/** Writes the values that were asked for, exactly, and identifiers anew, since parts have the same ones. */
function finish({ transform }: GanModel, conditions: readonly Condition[], table: Table): Table {
  const columns = table.columns.map((column, index) => {
    const plan = transform.plans[index]!
    if (plan.kind === 'renewed') return plan.renewed.make(table.rowCount)
    return conditions.find((one) => one.column === index)?.cells(table.rowCount) ?? column
  })
  return { schema: transform.schema, rowCount: table.rowCount, columns }
}
