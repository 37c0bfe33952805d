import type { Rng, SampleOptions, Table } from '@asdf/contract'
import type { Condition } from '@asdf/core'
import type { Pace } from '@asdf/trees/matrix'
import type { FlowClass, FlowModel } from './flow-model.ts'
import { checkSample, createRng, permutation, unreachable } from '@asdf/core'
import { createPace } from '@asdf/trees/matrix'
import { readConditions } from '../columns/conditions.ts'
import { toCodes, widthOf } from './dimensions.ts'
import { batchRows, createGuide } from './field.ts'
import { fillNormals } from './kernels/fill-normals.ts'
import { drawNulls } from './null-patterns.ts'
import { followField } from './solve.ts'

const where = 'forestFlow.sample'

/** Conditions that hold for a smaller share of the rows are given up, once this many rows have shown it. */
const leastShare = 0.005
const enoughDraws = 4096

/** Rows drawn at once to find those that satisfy a condition. */
const smallestDraw = 512

/**
 * Draws rows. The classes of the target have the shares of the training rows to within one row, unless `where` fixes the
 * class, which then is as asked, or fixes other columns: rows are then drawn until enough satisfy them.
 */
export async function sampleFlow(model: FlowModel, count: number, run: SampleOptions): Promise<Table> {
  checkSample(where, count, run)
  const conditions = readConditions(where, model.coder, run.where)
  const rng = createRng(run.seed).fork('sample')
  const pace = createPace(run.signal)
  const codes = await drawSatisfying(model, count, conditions, { rng, pace, asked: run.where })
  const table = model.coder.decode(codes, count, rng.fork('values'))
  const columns = table.columns.map((column, index) => {
    return conditions.find((one) => one.column === index)?.cells(count) ?? column
  })
  return { ...table, columns }
}

type Codes = (Uint8Array | undefined)[]

interface Draw {
  readonly rng: Rng
  readonly pace: Pace
  readonly asked: SampleOptions['where']
}

async function drawSatisfying(
  model: FlowModel,
  count: number,
  conditions: readonly Condition[],
  { rng, pace, asked }: Draw,
): Promise<Codes> {
  const fixed = conditions.find(({ column }) => column === model.classColumn)
  const others = conditions.filter((one) => one !== fixed)
  const classes = fixed === undefined ? model.classes : model.classes.filter(({ code }) => code === fixed.code)
  if (classes.length === 0) throw unreachable(where, asked, 0)
  if (others.length === 0 || count === 0) return drawRows(model, classes, count, rng.fork(0), pace)
  const parts: Codes[] = []
  let found = 0
  let drawn = 0
  while (found < count) {
    const isHopeless = drawn >= enoughDraws && found < leastShare * drawn
    if (isHopeless || drawn > enoughDraws + (2 * count) / leastShare) throw unreachable(where, asked, found / drawn)
    const share = Math.max(found, 1) / Math.max(drawn, 1)
    const wanted = Math.ceil((1.1 * (count - found)) / share)
    const size = Math.min(2 * batchRows, Math.max(smallestDraw, wanted))
    const rows = await drawRows(model, classes, size, rng.fork(parts.length), pace)
    const satisfying = satisfyingRows(rows, others, size)
    parts.push(rows.map((column) => column && Uint8Array.from(satisfying, (row) => column[row]!)))
    found += satisfying.length
    drawn += size
  }
  return joinParts(parts, count)
}

/** Rows of these classes in their shares, in random order. */
async function drawRows(
  model: FlowModel,
  classes: readonly FlowClass[],
  count: number,
  rng: Rng,
  pace: Pace,
): Promise<Codes> {
  const counts = allocate(classes, count, rng.fork('classes'))
  const parts: Codes[] = []
  for (const [index, one] of classes.entries()) {
    for (let from = 0; from < counts[index]!; from += batchRows) {
      const size = Math.min(batchRows, counts[index]! - from)
      parts.push(await drawBatch(model, one, size, rng.fork('class').fork(one.code).fork(from), pace))
    }
  }
  const rows = joinParts(parts, count, model)
  const order = permutation(count, rng.fork('order'))
  return rows.map((column) => column && Uint8Array.from(order, (row) => column[row]!))
}

async function drawBatch(model: FlowModel, own: FlowClass, count: number, rng: Rng, pace: Pace): Promise<Codes> {
  const { space, coder, classColumn, fields, options } = model
  const nulls = drawNulls(own.nulls, count, rng.fork('nulls'))
  const points = Array.from({ length: space.count }, (_, j) => {
    const column = new Float64Array(count)
    fillNormals(column, rng.fork('start').fork(j))
    return column
  })
  hideNulls(model, own, nulls, points)
  if (space.count > 0)
    await followField(createGuide(fields[own.field]!, options, count), points, rng.fork('follow'), pace)
  const codes = toCodes(space, coder, points, count)
  own.nulls.columns.forEach((column, index) => {
    const { nullCode } = coder.coders[column]!
    for (let row = 0; row < count; row++) if (nulls[index]![row] === 1) codes[column]![row] = nullCode!
  })
  if (classColumn >= 0) codes[classColumn]!.fill(own.code)
  return codes
}

/** The numbers of null cells are missing from the first step on. */
function hideNulls(
  { space }: FlowModel,
  own: FlowClass,
  nulls: readonly Uint8Array[],
  points: readonly Float64Array[],
): void {
  for (const layout of space.layouts) {
    const index = own.nulls.columns.indexOf(layout.column)
    if (index < 0 || layout.kind === 'constant') continue
    for (const column of points.slice(layout.at, layout.at + widthOf(layout))) {
      nulls[index]!.forEach((isNull, row) => isNull === 1 && (column[row] = Number.NaN))
    }
  }
}

/** How many of `count` rows each class gets: systematic sampling, one start and then every 1 / count of the shares. */
function allocate(classes: readonly FlowClass[], count: number, rng: Rng): Uint32Array {
  const total = classes.reduce((sum, { rows }) => sum + rows, 0)
  const counts = new Uint32Array(classes.length)
  const start = rng.next()
  let reached = 0
  let given = 0
  classes.forEach(({ rows }, index) => {
    reached += rows
    const isLast = reached === total
    const upTo = isLast ? count : Math.min(count, Math.max(given, Math.ceil((reached / total) * count - start)))
    counts[index] = upTo - given
    given = upTo
  })
  return counts
}

function satisfyingRows(codes: Codes, conditions: readonly Condition[], count: number): number[] {
  const rows: number[] = []
  for (let row = 0; row < count; row++) {
    if (conditions.every(({ column, code }) => codes[column]?.[row] === code)) rows.push(row)
  }
  return rows
}

/** The first `count` rows of the parts, one after the other. */
function joinParts(parts: readonly Codes[], count: number, model?: FlowModel): Codes {
  const first = parts[0] ?? model?.coder.coders.map((coder) => coder && new Uint8Array(0)) ?? []
  return first.map((column, index) => {
    if (column === undefined) return undefined
    const out = new Uint8Array(count)
    let at = 0
    for (const part of parts) {
      const own = part[index]!.subarray(0, count - at)
      out.set(own, at)
      at += own.length
    }
    return out
  })
}
