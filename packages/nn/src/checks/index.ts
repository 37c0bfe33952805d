export { compareWithReference, derivativeChecks, engineChecks } from './engine-checks.ts'
export type { EngineCheck } from './engine-checks.ts'
export type { Draw, OperationCase } from './operation-case.ts'
