export { fitCodes, restoreCodes } from './fit-codes.ts'
export type { DensityOptions } from './density-options.ts'
export type { CodedColumn } from './coded-column.ts'
export type { CodeModel, CodeRequest, CodeSample, CodeState, ColumnFigures, DensityRun } from './code-model.ts'
