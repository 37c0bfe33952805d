import type { RunOptions, Table } from '@asdf/contract'
import { appendTables, classCode, createRng, fieldIndex, permutation, takeRows } from '@asdf/core'
import type { BatchEntry, SampleEntry } from './log.ts'
import type { RowSource } from './row-source.ts'

export interface EpochRows {
  readonly batches: readonly Table[]
  readonly rowCount: number
  readonly syntheticRows: number
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
  readonly run: RunOptions
}

/** All real training rows and the synthetic rows wanted, in random order, cut into batches. */
export async function composeEpoch(composition: Composition): Promise<EpochRows> {
  const { parts, epoch, batchesPerEpoch, run } = composition
  const rng = createRng(run.seed).fork('adapt').fork(epoch)
  const drawn = await drawRows(composition)
  const all = appendTables(parts.train, ...drawn.tables)
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
    batches.push(takeRows(all, rows))
    entries.push({
      kind: 'batch',
      epoch,
      batch: batch + 1,
      rows: rows.length,
      syntheticRows,
      syntheticFraction: syntheticRows / rows.length,
    })
  }
  return { batches, rowCount: all.rowCount, syntheticRows: all.rowCount - realCount, entries }
}

async function drawRows(composition: Composition): Promise<{ tables: Table[]; entries: SampleEntry[] }> {
  const { parts, source, target, classes, counts, epoch, run } = composition
  const field = parts.train.schema.fields[fieldIndex(parts.train.schema, target)]!
  const seeds = createRng(run.seed).fork('adapt').fork(epoch).fork('samples')
  const tables: Table[] = []
  const entries: SampleEntry[] = []
  for (const [code, name] of classes.entries()) {
    const count = counts[code]!
    if (count === 0) continue
    const seed = seeds.fork(name).nextUint32()
    const value = field.kind === 'boolean' ? classCode(field, name) === 1 : name
    const signal = run.signal === undefined ? {} : { signal: run.signal }
    tables.push(await source.sample(count, { seed, where: { [target]: value }, ...signal }))
    entries.push({ kind: 'sample', epoch, class: name, count, seed })
  }
  return { tables, entries }
}
