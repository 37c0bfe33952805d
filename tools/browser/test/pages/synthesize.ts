import type { Table } from '@asdf/contract'
import { formatCsv, parseCsv } from '@asdf/core'
import { sequentialTrees } from '@asdf/forest/sequential'

export interface Synthesized {
  /** The synthetic table as CSV text. */
  readonly text: string
  readonly fitSeconds: number
  readonly sampleSeconds: number
}

/** Fits a table given as CSV text, and samples as many rows. Runs in a page and in Node. */
export async function synthesize(text: string, target: string, seed: number): Promise<Synthesized> {
  const table: Table = await parseCsv(text, { target })
  const start = performance.now()
  const model = await sequentialTrees().fit(table, { seed })
  const fitted = performance.now()
  const sample = await model.sample(table.rowCount, { seed })
  const sampled = performance.now()
  return { text: formatCsv(sample), fitSeconds: (fitted - start) / 1e3, sampleSeconds: (sampled - fitted) / 1e3 }
}
