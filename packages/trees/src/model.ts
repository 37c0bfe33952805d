import type { Artifact, FitReport, FittedClassifier, FittedRegressor, Table, Tensor } from '@asdf/contract'
import type { FeatureBins } from './binning.ts'
import type { Feature } from './features.ts'
import type { SumLayout } from './kernels/add-tree.ts'
import type { Pace } from './pace.ts'
import type { Tree } from './tree.ts'
import { checkTable } from '@asdf/core'
import { binColumns } from './binning.ts'
import { featureColumns } from './features.ts'
import { addTree } from './kernels/add-tree.ts'
import { createPace } from './pace.ts'

/** How the sums over trees become predictions. */
export type Link = 'logistic' | 'softmax' | 'identity' | 'share' | 'shares' | 'mean'

/** A fitted ensemble as plain data: what is saved, and all that prediction needs. */
export interface TreeModel {
  /** Id of the algorithm that made it. */
  readonly writer: string
  readonly link: Link
  /** The target's classes; `null` in a regression. */
  readonly classes: readonly string[] | null
  readonly features: readonly Feature[]
  readonly bins: readonly FeatureBins[]
  /** What every row's sums start from: one number per sum. */
  readonly baseline: Float64Array
  /** Outputs of each leaf. Tree t adds to the sums from (t * leafOutputs) % baseline.length on. */
  readonly leafOutputs: number
  readonly trees: readonly Tree[]
  /** Total gain of the splits on each feature. */
  readonly importance: Float64Array
  readonly report: FitReport
}

export interface FeatureImportance {
  readonly column: string
  /** Share of all gain that splits on the column brought; the shares of all columns sum to 1. */
  readonly importance: number
}

/** What the fitted models of this package tell about themselves. */
export interface TreeInsight {
  readonly report: FitReport
  /** Gain of the splits on each column as a share of all gain, greatest first; all 0 when nothing was split. */
  featureImportance(): readonly FeatureImportance[]
}

export interface FittedTreeClassifier extends FittedClassifier, TreeInsight {}

export interface FittedTreeRegressor extends FittedRegressor, TreeInsight {}

/** A model of classes behind the contract. `save` is handed in, so that this file does not know how models are stored. */
export function toClassifier(model: TreeModel, save: (model: TreeModel) => Artifact): FittedTreeClassifier {
  const classes = model.classes!
  return {
    specVersion: 1,
    id: model.writer,
    classes,
    warnings: model.report.warnings,
    report: model.report,
    predictProbability: (table) => predictProbability(model, table),
    save: () => save(model),
    featureImportance: () => featureImportance(model),
  }
}

/** A model of numbers behind the contract. */
export function toRegressor(model: TreeModel, save: (model: TreeModel) => Artifact): FittedTreeRegressor {
  return {
    specVersion: 1,
    id: model.writer,
    warnings: model.report.warnings,
    report: model.report,
    async predict(table) {
      const sums = await predictSums(model, table)
      const data = model.link === 'mean' ? sums.map((sum) => sum / model.trees.length) : sums
      return { dtype: 'f64', shape: [table.rowCount], data }
    },
    save: () => save(model),
    featureImportance: () => featureImportance(model),
  }
}

/** Shape [rowCount, classes.length]; each row sums to one. */
export async function predictProbability(model: TreeModel, table: Table): Promise<Tensor<'f64'>> {
  const sums = await predictSums(model, table)
  const width = model.classes!.length
  const data = new Float64Array(table.rowCount * width)
  for (let row = 0; row < table.rowCount; row++) writeProbability(model, sums, row, width, data)
  return { dtype: 'f64', shape: [table.rowCount, width], data }
}

/** The sums over the trees `from` on for each row, row by row; without `from` over all, on top of the baseline. */
export async function predictSums(model: TreeModel, table: Table): Promise<Float64Array> {
  const pace = createPace(undefined)
  checkTable(`${model.writer}: predict`, table)
  const columns = featureColumns(`${model.writer}: predict`, model.features, table)
  const bins = new Uint8Array(table.rowCount * columns.length)
  await binColumns(model.bins, columns, bins, pace)
  const width = model.baseline.length
  const sums = new Float64Array(table.rowCount * width)
  for (let i = 0; i < sums.length; i++) sums[i] = model.baseline[i % width]!
  const missing = missingBins(model.bins)
  for (const [index, tree] of model.trees.entries()) {
    const layout = { outputs: model.leafOutputs, width, offset: (index * model.leafOutputs) % width }
    await addTreeInTurns(tree, { bins, stride: table.rowCount, missing }, sums, layout, pace)
  }
  return sums
}

/** The bin of missing values of each feature. */
export function missingBins(bins: readonly FeatureBins[]): Uint8Array {
  return Uint8Array.from(bins, (feature) => feature.count)
}

const rowsPerTurn = 65_536

async function addTreeInTurns(
  tree: Tree,
  rows: { readonly bins: Uint8Array; readonly stride: number; readonly missing: Uint8Array },
  out: Float64Array,
  layout: SumLayout,
  pace: Pace,
): Promise<void> {
  for (let from = 0; from < rows.stride; from += rowsPerTurn) {
    addTree(tree, { ...rows, from, to: Math.min(rows.stride, from + rowsPerTurn) }, out, layout)
    if (pace.isDue()) await pace.turn()
  }
}

function writeProbability(model: TreeModel, sums: Float64Array, row: number, width: number, out: Float64Array): void {
  const at = row * width
  if (model.link === 'logistic' || model.link === 'share') {
    const second = model.link === 'share' ? sums[row]! / model.trees.length : 1 / (1 + Math.exp(-sums[row]!))
    out[at] = 1 - second
    out[at + 1] = second
    return
  }
  let highest = -Infinity
  for (let k = 0; k < width; k++) highest = Math.max(highest, sums[at + k]!)
  let total = 0
  for (let k = 0; k < width; k++) {
    const part = model.link === 'softmax' ? Math.exp(sums[at + k]! - highest) : sums[at + k]!
    out[at + k] = part
    total += part
  }
  for (let k = 0; k < width; k++) out[at + k]! /= total
}

function featureImportance({ features, importance }: TreeModel): readonly FeatureImportance[] {
  const total = importance.reduce((sum, gain) => sum + gain, 0)
  return features
    .map(({ name }, index) => ({ column: name, importance: total > 0 ? importance[index]! / total : 0 }))
    .sort((a, b) => b.importance - a.importance)
}
