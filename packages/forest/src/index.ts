export { sequentialTrees } from './sequential/sequential-trees.ts'
export type { SequentialTrees, SequentialTreesFactory } from './sequential/sequential-trees.ts'
export type { FittedSequentialTrees } from './sequential/fitted.ts'
export type { SequentialTreesOptions } from './sequential/options.ts'
