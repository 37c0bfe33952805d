export { smote } from './smote.ts'
export type { SmoteOptions } from './smote.ts'
export type { Scale } from './features.ts'
export type { NeighborhoodOptions, RatioOptions } from './options.ts'
