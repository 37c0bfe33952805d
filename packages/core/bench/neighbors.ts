import { createRng, nearestNeighbors, numericPoints, standardNormal } from '@asdf/core'

// 20,000 × 20,000 × 30 standard normal numbers, 5 neighbors, single thread. Prints one line of JSON.
const rows = Number(process.env['ASDF_BENCH_ROWS'] ?? 20_000)
const columns = 30
const rng = createRng(1)
const draw = () =>
  numericPoints(
    Float64Array.from({ length: rows * columns }, () => standardNormal(rng)),
    columns,
  )
const references = draw()
const queries = draw()
const milliseconds: number[] = []
let checksum = 0
for (let round = 0; round < 3; round++) {
  const start = performance.now()
  const { distances } = nearestNeighbors(queries, references, 5)
  milliseconds.push(performance.now() - start)
  checksum = distances.reduce((sum, distance) => sum + distance, 0)
}
console.log(JSON.stringify({ work: 'neighbors', rows, columns, k: 5, milliseconds, checksum }))
