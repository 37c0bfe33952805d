export { forestFlow } from './forest-flow.ts'
export type { FittedForestFlow, ForestFlow, ForestFlowFactory } from './forest-flow.ts'
export type { ForestFlowOptions } from './flow-options.ts'
