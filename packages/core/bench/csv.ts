/**
 * Reads a CSV file and prints one JSON line: seconds, peak memory in bytes, rows and columns.
 *
 *     node --conditions=@asdf/source --import tsx bench/csv.ts FILE
 */
import { stat } from 'node:fs/promises'
import { readCsvFile } from '@asdf/core/node'

const path = process.argv[2]
if (path === undefined) throw new Error('usage: bench/csv.ts FILE')
const start = performance.now()
const table = await readCsvFile(path)
const seconds = (performance.now() - start) / 1000
const { size } = await stat(path)
const result = {
  work: 'csv',
  seconds,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  fileBytes: size,
  rows: table.rowCount,
  columns: table.columns.length,
}
process.stdout.write(`${JSON.stringify(result)}\n`)
