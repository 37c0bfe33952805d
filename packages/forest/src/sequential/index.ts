export { sequentialTrees } from './sequential-trees.ts'
export type { SequentialTrees, SequentialTreesFactory } from './sequential-trees.ts'
export type { FittedSequentialTrees } from './fitted.ts'
export type { SequentialTreesOptions } from './options.ts'
