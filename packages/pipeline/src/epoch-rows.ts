import type { RunOptions, Table } from '@asdf/contract'
import type { RowGate } from './gate.ts'
import type { BatchEntry, SampleEntry } from './log.ts'
import type { RowSource } from './row-source.ts'
import type { RowLabels } from './teacher.ts'
import { isAsdfError } from '@asdf/contract'
import { appendTables, classCode, createRng, fieldIndex, permutation, takeRows } from '@asdf/core'

export interface EpochRows {
  readonly batches: readonly Table[]
  readonly rowCount: number
  readonly syntheticRows: number
  /** Synthetic rows of each class, by code; with a teacher, the sums of their soft labels. */
  readonly syntheticCounts: Float64Array
  /** What was drawn and what each batch was made of, for the log. */
  readonly entries: readonly (SampleEntry | BatchEntry)[]
}

interface Composition {
  readonly parts: { readonly train: Table }
  readonly source: RowSource
  readonly target: string
  readonly classes: readonly string[]
  readonly batchesPerEpoch: number
  readonly epoch: number
  /** Synthetic rows wanted of each class, by code. */
  readonly counts: Uint32Array
  readonly gate: RowGate | undefined
  /** Soft labels for the synthetic rows. */
  readonly labels: RowLabels | undefined
  readonly run: RunOptions
}

/** All real training rows and the synthetic rows wanted, in random order, cut into batches. */
export async function composeEpoch(composition: Composition): Promise<EpochRows> {
  const { parts, epoch, batchesPerEpoch, labels, run } = composition
  const rng = createRng(run.seed).fork('adapt').fork(epoch)
  const drawn = await drawRows(composition)
  const all = appendTables(parts.train, ...drawn.tables)
  const labelled = await labels?.label(parts.train, drawn.tables)
  const order = permutation(all.rowCount, rng.fork('order'))
  const realCount = parts.train.rowCount
  const batches: Table[] = []
  const entries: (SampleEntry | BatchEntry)[] = [...drawn.entries]
  for (let batch = 0; batch < batchesPerEpoch; batch++) {
    const from = Math.floor((batch * order.length) / batchesPerEpoch)
    const to = Math.floor(((batch + 1) * order.length) / batchesPerEpoch) // exclusive
    if (from === to) continue
    const rows = order.subarray(from, to)
    const syntheticRows = rows.reduce((count, row) => count + (row >= realCount ? 1 : 0), 0)
    const taken = takeRows(all, rows)
    batches.push(labelled?.apply(taken, rows, rng.fork('labels').fork(batch)) ?? taken)
    entries.push({
      kind: 'batch',
      epoch,
      batch: batch + 1,
      rows: rows.length,
      syntheticRows,
      syntheticFraction: syntheticRows / rows.length,
    })
  }
  const asked = Float64Array.from(composition.classes, (name) => {
    return drawn.entries.find((entry) => entry.class === name)?.accepted ?? 0
  })
  const syntheticCounts = labelled?.syntheticCounts ?? asked
  return { batches, rowCount: all.rowCount, syntheticRows: all.rowCount - realCount, syntheticCounts, entries }
}

async function drawRows(composition: Composition): Promise<{ tables: Table[]; entries: SampleEntry[] }> {
  const { classes, counts, epoch, run } = composition
  const seeds = createRng(run.seed).fork('adapt').fork(epoch).fork('samples')
  const tables: Table[] = []
  const entries: SampleEntry[] = []
  for (const [code, name] of classes.entries()) {
    const count = counts[code]!
    if (count === 0) continue
    const draw = { epoch, class: name, count, seed: seeds.fork(name).nextUint32() }
    const drawn = await drawClass(composition, draw)
    if (typeof drawn === 'string') {
      entries.push({ kind: 'sample', ...draw, accepted: 0, refused: drawn })
      continue
    }
    tables.push(drawn)
    entries.push({ kind: 'sample', ...draw, accepted: drawn.rowCount })
  }
  return { tables, entries }
}

/** Rows of one class that passed the gate, or why there can be none: a class may be too small to make or to give out. */
async function drawClass(
  { parts, source, target, gate, run }: Composition,
  draw: { readonly epoch: number; readonly class: string; readonly count: number; readonly seed: number },
): Promise<Table | string> {
  const field = parts.train.schema.fields[fieldIndex(parts.train.schema, target)]!
  const value = field.kind === 'boolean' ? classCode(field, draw.class) === 1 : draw.class
  const signal = run.signal === undefined ? {} : { signal: run.signal }
  try {
    const rows = await source.sample(draw.count, { seed: draw.seed, where: { [target]: value }, ...signal })
    if (gate === undefined) return rows
    return await gate.accept(rows, { epoch: draw.epoch, class: draw.class, train: parts.train })
  } catch (error) {
    if (isAsdfError(error, 'ASDF_TOO_FEW_ROWS') || isAsdfError(error, 'ASDF_CONDITION_UNREACHABLE'))
      return error.message
    throw error
  }
}
