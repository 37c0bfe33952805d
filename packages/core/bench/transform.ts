/**
 * Fits a table transform on a CSV file, encodes and decodes it, and prints one JSON line: seconds of each, best of the
 * calls, and whether the table came back.
 *
 *     node --conditions=@asdf/source --import tsx bench/transform.ts FILE [CALLS]
 */
import { createRng, fitTableTransform, formatCsv } from '@asdf/core'
import { readCsvFile } from '@asdf/core/node'

const [path, calls = '5'] = process.argv.slice(2)
if (path === undefined) throw new Error('usage: bench/transform.ts FILE [CALLS]')
const table = await readCsvFile(path)
const seconds = { fit: [] as number[], encode: [] as number[], decode: [] as number[] }
const rng = createRng(1)
let decoded = table
let width = 0
for (let call = 0; call < Number(calls); call++) {
  const start = performance.now()
  const transform = await fitTableTransform(table, {}, { seed: 1 })
  const fitted = performance.now()
  const rows = transform.encode(table, undefined, rng.fork(call))
  const encoded = performance.now()
  decoded = transform.decode(rows, table.rowCount, rng)
  const end = performance.now()
  width = transform.width
  seconds.fit.push((fitted - start) / 1000)
  seconds.encode.push((encoded - fitted) / 1000)
  seconds.decode.push((end - encoded) / 1000)
}
const [first, best] = [
  at(0),
  Object.fromEntries(Object.entries(seconds).map(([name, all]) => [name, Math.min(...all)])),
]
const result = {
  work: 'transform',
  rows: table.rowCount,
  width,
  first,
  best,
  isExact: formatCsv(decoded) === formatCsv(table),
}
process.stdout.write(`${JSON.stringify(result)}\n`)

function at(call: number): Record<string, number> {
  return Object.fromEntries(Object.entries(seconds).map(([name, all]) => [name, all[call]!]))
}
