import {
  alphaPrecision,
  authenticity,
  betaRecall,
  coverage,
  density,
  detector,
  frechetDistance,
  improvedPrecision,
  improvedRecall,
  maximumMeanDiscrepancy,
  slicedWasserstein,
} from '@asdf/metrics'
import { gradientBoosting } from '@asdf/trees'
import { readPreparedTable } from '../prepared-table.ts'
import { measure, parseArguments, report } from '../program.ts'

// Metrics that compare rows with rows, on 10,000 of them chosen by the seed. Quality: the seconds and value of each.
const { input, warm } = parseArguments()
const given = { train: readPreparedTable(input, 'train'), synthetic: readPreparedTable(input, 'synthetic') }
const metrics = {
  maximumMeanDiscrepancy: maximumMeanDiscrepancy(),
  slicedWasserstein: slicedWasserstein(),
  frechetDistance: frechetDistance(),
  alphaPrecision: alphaPrecision(),
  betaRecall: betaRecall(),
  authenticity: authenticity(),
  improvedPrecision: improvedPrecision(),
  improvedRecall: improvedRecall(),
  density: density(),
  coverage: coverage(),
  detector: detector(gradientBoosting()),
}
const { result, times } = await measure(async () => {
  const figures: Record<string, number> = {}
  for (const [name, metric] of Object.entries(metrics)) {
    const start = performance.now()
    const { value, n } = await metric.compute(given, { seed: 1 })
    figures[name] = value
    figures[`${name} seconds`] = (performance.now() - start) / 1000
    figures['rows'] = n!
  }
  return figures
}, warm)
report(times, result)
