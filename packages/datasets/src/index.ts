export { datasetCatalog } from './catalog.ts'
export type { DatasetFile, DatasetInfo } from './catalog.ts'
export { datasetPath, loadDataset } from './load.ts'
export type { Dataset, LoadOptions } from './load.ts'
