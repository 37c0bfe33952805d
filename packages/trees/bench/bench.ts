import type { Classifier, FittedClassifier, Table } from '@asdf/contract'
import { cellsOf, takeRows } from '@asdf/core'
import { syntheticTable } from './synthetic.ts'

export interface BenchResult {
  readonly rows: number
  readonly columns: number
  /** Wall time of the whole fit, with binning and the start of threads. */
  readonly seconds: number
  /** Area under the ROC curve on rows that were not trained on. */
  readonly auc: number
}

/** Fits a classifier of two classes on one table and scores it on the other. The target comes last. */
export async function benchClassifier(classifier: Classifier, train: Table, test: Table): Promise<BenchResult> {
  const start = performance.now()
  const model = await classifier.fit(train, { seed: 1 })
  const seconds = (performance.now() - start) / 1000
  return { rows: train.rowCount, columns: train.columns.length - 1, seconds, auc: await aucOf(model, test) }
}

/** 100,000 rows of 30 columns to train on, and a quarter as many to test. */
export function syntheticParts(): { readonly train: Table; readonly test: Table } {
  const table = syntheticTable(125_000, 30, 0)
  const rows = Uint32Array.from({ length: table.rowCount }, (_, row) => row)
  return { train: takeRows(table, rows.subarray(0, 100_000)), test: takeRows(table, rows.subarray(100_000)) }
}

async function aucOf(model: FittedClassifier, test: Table): Promise<number> {
  const { data } = await model.predictProbability(test)
  const target = test.columns.at(-1)!
  const truth = cellsOf(target) as Uint8Array
  const order = Array.from(truth.keys()).sort((a, b) => data[2 * a + 1]! - data[2 * b + 1]!)
  let positives = 0
  let ranks = 0
  for (let from = 0; from < order.length;) {
    let to = from
    while (to < order.length && data[2 * order[to]! + 1] === data[2 * order[from]! + 1]) to++
    for (let i = from; i < to; i++) {
      if (truth[order[i]!] !== 1) continue
      positives++
      ranks += (from + 1 + to) / 2
    }
    from = to
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (truth.length - positives))
}
