export { engineChecks } from './engine-checks.ts'
export type { EngineCheck } from './engine-checks.ts'
