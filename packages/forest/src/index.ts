export type { CoderOptions, ColumnCoder } from './columns/coder.ts'
