import type { FitReport } from '@asdf/contract'
import type { TableCoder } from '../columns/table-coder.ts'
import type { LeafDensity } from './kernels/leaf-density.ts'
import type { Layout } from './layout.ts'
import type { LeafModel } from './leaf-model.ts'

/** What a fitted model is made of. */
export interface AdversarialModel {
  readonly id: string
  readonly coder: TableCoder
  readonly layout: Layout
  readonly leaves: LeafModel
  readonly pseudoCount: number
  readonly bandwidth: number
  readonly density: LeafDensity
  readonly accuracies: readonly number[]
  readonly report: FitReport
}

export const modelName = 'adversarialForest'
