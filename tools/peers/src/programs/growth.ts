import { takeRows } from '@asdf/core'
import { sequentialTrees } from '@asdf/forest/sequential'
import { likeness } from '../likeness.ts'
import { readPreparedTable } from '../prepared-table.ts'
import { measure, parseArguments, report } from '../program.ts'
import { rowCost } from '../row-cost.ts'

// Sequential trees on the first 1,000, 10,000, … rows: fit and draw as many. Quality: the seconds of each size, and how
// much more a further row costs from one size to the next.
const { input, more } = parseArguments({ sizes: '1000,10000,100000,1000000', seed: '1' })
const run = { seed: Number(more['seed']) }
const all = readPreparedTable(input, 'train')
const sizes = more['sizes']!.split(',').map(Number)
const tables = sizes.map((size) =>
  takeRows(
    all,
    Uint32Array.from({ length: size }, (_, row) => row),
  ),
)

// Compiled first, so that the smallest size is not the time of that.
await synthesize(tables[0]!)
const seconds: number[] = []
const { result, times } = await measure(async () => {
  let made = tables[0]!
  for (const table of tables) {
    const start = performance.now()
    made = await synthesize(table)
    seconds.push((performance.now() - start) / 1000)
  }
  return made
}, 0)
const bySize = Object.fromEntries(sizes.map((size, i) => [`secondsAt${size}`, seconds[i]!]))
report(times, { ...likeness(tables.at(-1)!, result), ...bySize, ...rowCost(sizes, seconds) })

async function synthesize(table: typeof all): Promise<typeof all> {
  const model = await sequentialTrees().fit(table, run)
  return model.sample(table.rowCount, run)
}
