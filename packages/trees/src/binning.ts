import type { Column, Rng } from '@asdf/contract'
import type { Feature } from './features.ts'
import type { NumberSorter } from './kernels/sort-numbers.ts'
import type { Pace } from './pace.ts'
import { cellsOf, isPresent, sampleWithoutReplacement } from '@asdf/core'
import { binCodes, binNumbers } from './kernels/bin-values.ts'
import { quantileEdges } from './kernels/quantile-edges.ts'
import { createNumberSorter } from './kernels/sort-numbers.ts'

/**
 * How the values of one feature become bytes. Bins count from 0 to `count` - 1; `count` itself is the bin of
 * missing values, and of categories that no training row had.
 */
export interface FeatureBins {
  readonly count: number
  /** Thresholds of a numeric or datetime feature: bin b holds edges[b - 1] < value <= edges[b]. */
  readonly edges: Float64Array | null
  /** Bin of each category code, of a categorical or boolean feature. */
  readonly binOfCode: Uint8Array | null
}

/** Rows as bytes, one column of `rowCount` bins after another. */
export interface BinnedRows {
  readonly rowCount: number
  readonly bins: Uint8Array
}

const sampleSize = 200_000

/** Chooses the bins of every feature from the training rows; of at most 200,000 of them for numbers. */
export async function fitBins(
  features: readonly Feature[],
  columns: readonly Column[],
  rules: { readonly maximumBins: number; readonly rng: Rng },
  pace: Pace,
): Promise<readonly FeatureBins[]> {
  const rowCount = cellsOf(columns[0]!).length
  const sample = rowCount > sampleSize ? sampleWithoutReplacement(rowCount, sampleSize, rules.rng) : null
  const sorter = createNumberSorter(sample?.length ?? rowCount)
  const bins: FeatureBins[] = []
  for (const [index, feature] of features.entries()) {
    bins.push(fitFeature(feature, columns[index]!, rules.maximumBins, sample, sorter))
    if (pace.isDue()) await pace.turn()
  }
  return bins
}

/** A warning for each column whose categories were too many for a bin each. */
export function mergedCategories(
  features: readonly Feature[],
  bins: readonly FeatureBins[],
  columns: readonly Column[],
  maximumBins: number,
): readonly string[] {
  return features.flatMap(({ name, kind, categories }, index) => {
    const { binOfCode, count } = bins[index]!
    if (kind !== 'categorical' || binOfCode === null || count < maximumBins) return []
    const column = columns[index] as { readonly codes: Int32Array; readonly valid?: Uint8Array }
    const seen = new Uint8Array(categories!.length)
    for (let i = 0; i < column.codes.length; i++) if (column.valid?.[i] !== 0) seen[column.codes[i]!] = 1
    const present = seen.reduce((sum, one) => sum + one, 0)
    if (present <= maximumBins) return []
    const merged = present - maximumBins + 1
    return [
      `column '${name}' has ${present} categories, more than the ${maximumBins} bins of 'maximumBins': ` +
        `the ${merged} rarest count as one; group them, or make numbers of what distinguishes them`,
    ]
  })
}

/** Writes the bins of all rows to `out`, which has room for `columns.length` columns of `stride` bytes. */
export async function binColumns(
  bins: readonly FeatureBins[],
  columns: readonly Column[],
  out: Uint8Array,
  pace: Pace,
): Promise<void> {
  const stride = out.length / columns.length
  for (const [index, column] of columns.entries()) {
    binColumn(bins[index]!, column, out.subarray(index * stride, (index + 1) * stride))
    if (pace.isDue()) await pace.turn()
  }
}

function binColumn({ count, edges, binOfCode }: FeatureBins, column: Column, out: Uint8Array): void {
  if (column.kind === 'numeric' || column.kind === 'datetime') {
    binNumbers(column.values, column.valid, edges!, count, out)
  } else if (column.kind === 'boolean') binCodes(column.values, column.valid, binOfCode!, count, out)
  else if (column.kind === 'categorical') binCodes(column.codes, column.valid, binOfCode!, count, out)
}

function fitFeature(
  feature: Feature,
  column: Column,
  maximumBins: number,
  sample: Uint32Array | null,
  sorter: NumberSorter,
): FeatureBins {
  if (column.kind === 'numeric' || column.kind === 'datetime') {
    const count = takePresent(column.values, column.valid, sample, sorter.values)
    sorter.sort(count)
    const edges = quantileEdges(sorter.values.subarray(0, count), maximumBins)
    return { count: edges.length + 1, edges, binOfCode: null }
  }
  const codes = column.kind === 'boolean' ? column.values : (column as { readonly codes: Int32Array }).codes
  const counts = new Float64Array(feature.categories?.length ?? 2)
  for (let i = 0; i < codes.length; i++) if (isPresent(column, i)) counts[codes[i]!]!++
  return categoryBins(counts, maximumBins)
}

/** Writes the values that are present, of all rows or of the sample, and returns how many they are. */
function takePresent(
  values: Float64Array,
  valid: Uint8Array | undefined,
  sample: Uint32Array | null,
  out: Float64Array,
): number {
  if (valid === undefined && sample === null) {
    out.set(values)
    return values.length
  }
  let count = 0
  for (let i = 0; i < out.length; i++) {
    const row = sample === null ? i : sample[i]!
    if (valid === undefined || valid[row] === 1) out[count++] = values[row]!
  }
  return count
}

/** One bin for each category that occurs; when these are too many, the rarest share the last bin. */
function categoryBins(counts: Float64Array, maximumBins: number): FeatureBins {
  const present = Array.from(counts.keys()).filter((code) => counts[code]! > 0)
  const fits = present.length <= maximumBins
  const kept = fits ? present : byCountDescending(present, counts).slice(0, maximumBins - 1)
  const count = Math.max(1, fits ? kept.length : maximumBins)
  const binOfCode = new Uint8Array(counts.length).fill(count)
  if (!fits) for (const code of present) binOfCode[code] = maximumBins - 1
  kept.sort((a, b) => a - b).forEach((code, bin) => (binOfCode[code] = bin))
  return { count, edges: null, binOfCode }
}

function byCountDescending(codes: readonly number[], counts: Float64Array): number[] {
  return [...codes].sort((a, b) => counts[b]! - counts[a]! || a - b)
}
