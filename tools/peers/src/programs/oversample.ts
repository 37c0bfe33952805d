import type { Synthesizer, Table } from '@asdf/contract'
import { classCodes, classCounts, oversample, targetIndex } from '@asdf/core'
import { adasyn, borderlineSmote, smote, smoteNc } from '@asdf/smote'
import { readPreparedTable } from '../prepared-table.ts'
import { measure, parseArguments, report } from '../program.ts'

// Oversampling until the classes are equal. Quality: how many rows were made, and how far their column means lie from
// the minority's, in the minority's standard deviations (mean over the numeric columns).
// Distances on the columns as they are, like the peer's.
const synthesizers: Readonly<Record<string, () => Synthesizer>> = {
  smote: () => smote({ scale: 'none' }),
  borderline: () => borderlineSmote({ scale: 'none' }),
  adasyn: () => adasyn({ scale: 'none' }),
  'smote-nc': () => smoteNc({ scale: 'none' }),
}

const { input, warm, more } = parseArguments({ method: 'smote', seed: '0' })
const train = readPreparedTable(input, 'train')
const method = more['method']!
const { result, times } = await measure(
  () => oversample(train, synthesizers[method]!(), 'auto', { seed: Number(more['seed']) }),
  warm,
)
report(times, { rows: result.syntheticCount, shift: meanShift(train, result.table) })

function meanShift(real: Table, all: Table): number {
  const target = targetIndex(real.schema, 'oversample')
  const counts = classCounts(real.schema.fields[target]!, real.columns[target]!)
  const minority = counts.indexOf(Math.min(...counts))
  const codes = classCodes(all.columns[target]!)
  const shifts = all.columns.flatMap((column) => {
    if (column.kind !== 'numeric') return []
    const inClass = (_: number, row: number) => codes[row] === minority
    const before = column.values.subarray(0, real.rowCount).filter(inClass)
    const made = column.values.subarray(real.rowCount)
    const center = mean(before)
    const deviation = Math.sqrt(mean(before.map((value) => (value - center) ** 2)))
    return [Math.abs(mean(made) - center) / Math.max(deviation, 1e-12)]
  })
  return mean(Float64Array.from(shifts))
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
