import type { Column, Rng } from '@asdf/contract'
import type { CategoryGroups, LearnedTarget } from './categories/category-groups.ts'
import type { Feature } from './features.ts'
import type { NumberSorter } from './kernels/sort-numbers.ts'
import type { Pace } from './pace.ts'
import type { Targets } from './targets.ts'
import { cellsOf, isPresent, sampleWithoutReplacement } from '@asdf/core'
import { binTrainingCodes, fitGroups } from './categories/category-groups.ts'
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
  /** How categories share bins, where they are too many for one each. Known during the fit only. */
  readonly groups?: CategoryGroups
}

/** Rows as bytes, one column of `rowCount` bins after another. */
export interface BinnedRows {
  readonly rowCount: number
  readonly bins: Uint8Array
}

const sampleSize = 200_000

export interface BinRules extends LearnedTarget {
  readonly maximumBins: number
  readonly rng: Rng
}

/** Chooses the bins of every feature from the training rows; of at most 200,000 of them for numbers. */
export async function fitBins(
  features: readonly Feature[],
  columns: readonly Column[],
  rules: BinRules,
  pace: Pace,
): Promise<readonly FeatureBins[]> {
  const rowCount = cellsOf(columns[0]!).length
  const sample = rowCount > sampleSize ? sampleWithoutReplacement(rowCount, sampleSize, rules.rng) : null
  const sorter = createNumberSorter(sample?.length ?? rowCount)
  const bins: FeatureBins[] = []
  for (const [index, feature] of features.entries()) {
    bins.push(fitFeature(feature, columns[index]!, rules, sample, sorter))
    if (pace.isDue()) await pace.turn()
  }
  return bins
}

/** A warning for each column whose categories were too many for a bin each. */
export function mergedCategories(features: readonly Feature[], bins: readonly FeatureBins[]): readonly string[] {
  return features.flatMap(({ name }, index) => {
    const { groups, count } = bins[index]!
    if (groups === undefined) return []
    const present = groups.present
    return [
      `column '${name}' has ${present} categories, too many for a bin each: ${present - groups.alone} of them share ` +
        `${count - groups.alone} bins, those with a like target; group them, or make numbers of what distinguishes them`,
    ]
  })
}

/**
 * Writes the bins of training rows to `out`, as `binColumns` does; where categories share bins by their target, so that no
 * row's own target shows in its bin.
 */
export async function binTrainingColumns(
  bins: readonly FeatureBins[],
  columns: readonly Column[],
  { targets, rng }: { readonly targets: Targets; readonly rng: Rng },
  out: Uint8Array,
  pace: Pace,
): Promise<void> {
  const stride = targets.values.length
  for (const [index, column] of columns.entries()) {
    const { groups, count } = bins[index]!
    const own = out.subarray(index * stride, (index + 1) * stride)
    if (groups === undefined || column.kind !== 'categorical') binColumn(bins[index]!, column, own)
    else binTrainingCodes(groups, { column, targets, missing: count }, rng.fork(index), own)
    if (pace.isDue()) await pace.turn()
  }
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
  rules: BinRules,
  sample: Uint32Array | null,
  sorter: NumberSorter,
): FeatureBins {
  if (column.kind === 'numeric' || column.kind === 'datetime') {
    const count = takePresent(column.values, column.valid, sample, sorter.values)
    sorter.sort(count)
    const edges = quantileEdges(sorter.values.subarray(0, count), rules.maximumBins)
    return { count: edges.length + 1, edges, binOfCode: null }
  }
  const codes = column.kind === 'boolean' ? column.values : (column as { readonly codes: Int32Array }).codes
  const counts = new Float64Array(feature.categories?.length ?? 2)
  for (let i = 0; i < codes.length; i++) if (isPresent(column, i)) counts[codes[i]!]!++
  const present = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
  if (column.kind !== 'categorical' || present <= rules.maximumBins) return categoryBins(counts, present)
  const groups = fitGroups(column, counts.length, rules, rules.maximumBins)
  return { count: groups.count, edges: null, binOfCode: groups.binOfCode, groups }
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

/** One bin for each category that occurs. */
function categoryBins(counts: Float64Array, present: number): FeatureBins {
  const count = Math.max(1, present)
  const binOfCode = new Uint8Array(counts.length).fill(count)
  let bin = 0
  for (let code = 0; code < counts.length; code++) if (counts[code]! > 0) binOfCode[code] = bin++
  return { count, edges: null, binOfCode }
}
