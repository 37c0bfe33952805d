import { writeFile } from 'node:fs/promises'
import { splitTable } from '@asdf/core'
import { loadDataset } from '@asdf/datasets'

// Writes the rows of the splits that `asdf compare fraud` and `asdf demo` use, for table_one.py:
// [{ seed, train: [row, …], validation: […], test: […] }, …].
const [path = 'fraud-splits.json', count = '5'] = process.argv.slice(2)
const { table } = await loadDataset('fraud')
const splits = Array.from({ length: Number(count) }, (_, i) => {
  const { train, validation, test } = splitTable(table, { seed: i + 1 }).indices
  return { seed: i + 1, train: [...train], validation: [...validation], test: [...test] }
})
await writeFile(path, JSON.stringify(splits))
