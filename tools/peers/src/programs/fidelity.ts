import { columnShapes, pairTrends, wasserstein } from '@asdf/metrics'
import { readPreparedTable } from '../prepared-table.ts'
import { measure, parseArguments, report } from '../program.ts'

// Marginals and trends of all pairs, over all rows. Quality: the scores of the two properties.
const { input, warm } = parseArguments()
const given = { train: readPreparedTable(input, 'train'), synthetic: readPreparedTable(input, 'synthetic') }
const { result, times } = await measure(async () => {
  const run = { seed: 1 }
  await wasserstein.compute(given, run)
  const shapes = await columnShapes.compute(given, run)
  const trends = await pairTrends({ mode: 'compat' }).compute(given, run)
  return { shapes: shapes.value, trends: trends.value }
}, warm)
report(times, result)
