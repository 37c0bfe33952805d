import { datasetCatalog, loadDataset } from '@asdf/datasets'

for (const { name, licence } of datasetCatalog) console.log(name, '-', licence)

const { table, info } = await loadDataset('fraud')
console.log(info?.title, table.rowCount, table.columns.length)
