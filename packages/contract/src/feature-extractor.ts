import type { RunOptions } from './run.ts'
import type { Table } from './table.ts'
import type { Tensor } from './tensor.ts'

/** Turns rows into vectors in which distributions are compared, such as an encoder or a layer of a network. */
export interface FeatureExtractor<Data = Table> {
  readonly specVersion: 1
  readonly id: string
  /** Fixes what depends on the training rows, such as scales. */
  fit(train: Data, run: RunOptions): Promise<FittedFeatureExtractor<Data>>
}

/** What `fit` returns: extracts the features of any rows with the training rows' columns. */
export interface FittedFeatureExtractor<Data = Table> {
  /** Numbers for each row. */
  readonly width: number
  /** Parts of the rows, such as columns, that the features leave out, each with the reason. */
  readonly unmeasured?: Readonly<Record<string, string>>
  /** Shape `[rowCount, width]`, all finite. */
  extract(rows: Data, run: RunOptions): Promise<Tensor<'f32'> | Tensor<'f64'>>
}
