import type { Rng, RunOptions } from '@asdf/contract'
import type { CodeLayout } from '../../columns/coder.ts'
import type { DrawModel, DrawnRows, DrawRequest } from '../draw-rows.ts'
import type { RareClass, RareClasses } from './rare-classes.ts'
import { drawRows } from '../draw-rows.ts'
import { classScores } from './class-scores.ts'
import { keepProbability } from './rare-classes.ts'

/** What rows are drawn from and held to. */
export interface RareRowsTask {
  readonly rareClasses: RareClasses
  readonly model: DrawModel
  /** In modelling order. */
  readonly coders: readonly CodeLayout[]
  /** As the rows were drawn with. */
  readonly request: DrawRequest
}

/** After so many draws a row is kept as it is. */
const maximumDraws = 64

/**
 * Replaces rows of rare classes that are not kept by others of the same class and with the same fixed codes, until all
 * are kept. `columns` are in modelling order, the target first.
 */
export async function redrawRareRows(
  task: RareRowsTask,
  { columns, values }: DrawnRows,
  rng: Rng,
  { signal }: Pick<RunOptions, 'signal'>,
): Promise<DrawnRows> {
  const out = columns.map((column) => column.slice())
  const numbers = values.map((column) => column?.slice())
  for (const rare of task.rareClasses.classes) {
    const own = rng.fork(rare.code)
    let open = Uint32Array.from(out[0]!.keys()).filter((row) => out[0]![row] === rare.code)
    for (let draw = 0; open.length > 0; draw++) {
      signal?.throwIfAborted()
      open = await refused(task, out, rare, open, own.fork(draw))
      if (open.length === 0 || draw === maximumDraws) break
      const seed = own.fork(draw).fork('rows').nextUint32()
      await redraw(task, { columns: out, values: numbers }, open, { seed, ...(signal && { signal }) })
    }
  }
  return { columns: out, values: numbers }
}

/** Which of the rows are not kept. */
async function refused(
  { rareClasses, coders }: RareRowsTask,
  columns: readonly Uint8Array[],
  rare: RareClass,
  rows: Uint32Array,
  rng: Rng,
): Promise<Uint32Array<ArrayBuffer>> {
  const codes = columns.map((column) => Uint8Array.from(rows, (row) => column[row]!))
  const scores = await classScores(rareClasses.classifier, { coders, codes }, rare.code)
  return Uint32Array.from(rows.filter((_, i) => rng.next() >= keepProbability(rare, scores[i]!)))
}

/** Draws the rows again, with their classes as they are. */
async function redraw(
  { model, request: { fixed, candidates } }: RareRowsTask,
  { columns, values }: DrawnRows,
  rows: Uint32Array,
  run: RunOptions,
): Promise<void> {
  const held = fixed.map((column, place) => {
    const codes = place === 0 ? columns[0]! : column
    return codes && Uint8Array.from(rows, (row) => codes[row]!)
  })
  const drawn = await drawRows(model, rows.length, { fixed: held, candidates }, run)
  rows.forEach((row, i) => {
    columns.forEach((column, place) => (column[row] = drawn.columns[place]![i]!))
    values.forEach((column, index) => column && (column[row] = drawn.values[index]![i]!))
  })
}
