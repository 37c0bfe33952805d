import type { SynthesizerFactory } from '@asdf/contract'
import type { ClassContext } from './method.ts'
import type { NeighborhoodOptions } from './options.ts'
import type { Recipe } from './recipe.ts'
import { checkNumberOption, sampleWithoutReplacement } from '@asdf/core'
import { countOthers, standing } from './border.ts'
import { featurePoints } from './features.ts'
import { affordableNeighbors, baseTraits } from './method.ts'
import { checkNeighborhood, neighborhoodDefaults } from './options.ts'
import { createOversampler } from './oversampler.ts'
import { prepareSmote } from './prepare-smote.ts'
import { partOf } from './progress.ts'
import { uniformRecipe } from './recipe.ts'
import { everyRow, findNeighbors, rowsWhere } from './search.ts'
import { trainSupportVectors } from './support-vectors.ts'

export interface SvmSmoteOptions extends NeighborhoodOptions {
  /** How many nearest rows of any class tell whether a support vector is noise, in danger or safe (m in the paper). */
  readonly borderNeighbors: number
  /** From a safe support vector rows are made away from its neighbors, by at most this multiple of the way; 0 to 1. */
  readonly outStep: number
  /** The classifier sees at most so many rows, drawn at random: of the class all, but at most half, where others fill the rest. */
  readonly maximumSvmRows: number
}

/**
 * SMOTE from the support vectors of a classifier of the class against the rest: towards neighbors where the others are
 * many, away from them, into the open, where they are few. Support vectors surrounded by other classes are left out as
 * noise. A class without usable support vectors is oversampled as by `smote`, with a warning.
 *
 * Nguyen, Cooper, Kamei: "Borderline over-sampling for imbalanced data classification", International Journal of
 * Knowledge Engineering and Soft Data Paradigms 3(1), 2011 (first at IWCIA 2009).
 */
export const svmSmote: SynthesizerFactory<SvmSmoteOptions> = createOversampler<SvmSmoteOptions>({
  id: '@asdf/smote/svm',
  name: 'svmSmote',
  traits: baseTraits,
  defaults: { ...neighborhoodDefaults, borderNeighbors: 10, outStep: 0.5, maximumSvmRows: 20_000 },
  scale: ({ scale }) => scale,
  minimumClassRows: 2,
  vote: 'base',
  stateVersion: 1,
  check(options) {
    checkNeighborhood('svmSmote', options)
    const { borderNeighbors, outStep, maximumSvmRows } = options
    checkNumberOption('svmSmote', 'borderNeighbors', borderNeighbors, { integer: true, minimum: 1 })
    checkNumberOption('svmSmote', 'outStep', outStep, { minimum: 0, maximum: 1 })
    checkNumberOption('svmSmote', 'maximumSvmRows', maximumSvmRows, { integer: true, minimum: 2 })
  },
  prepare: prepareSvm,
})

async function prepareSvm(context: ClassContext<SvmSmoteOptions>): Promise<Recipe> {
  const { options, rows, className, features, progress, warn } = context
  const support = await supportRows(context)
  const query = { rows: support.map((i) => rows[i]!), neighbors: options.borderNeighbors }
  const { others, count } = await countOthers(query, context, partOf(progress, 0.8, 0.9))
  const kept = Uint32Array.from(support.keys()).filter((i) => standing(others[i]!, count) !== 'noise')
  if (kept.length === 0) {
    warn(`class '${className}' has no support vectors that are not noise, so it is oversampled as by smote`)
    return prepareSmote({ ...context, progress: partOf(progress, 0.9, 1) })
  }
  const k = affordableNeighbors('neighbors', options.neighbors, rows.length, context)
  const excluded = kept.map((i) => support[i]!)
  const bases = excluded.map((i) => rows[i]!)
  const points = featurePoints(features, rows)
  const within = partOf(progress, 0.9, 1)
  const found = await findNeighbors(featurePoints(features, bases), points, k, { excluded }, within)
  const reaches = Float64Array.from(found.indices, (_, edge) => {
    const i = kept[Math.floor(edge / found.count)]!
    return standing(others[i]!, count) === 'danger' ? 1 : -options.outStep
  })
  return { ...uniformRecipe(bases, found.count, found.indices, rows), reaches }
}

/** Which rows of the class, by place in `rows`, are support vectors of the class against the rest. */
async function supportRows(context: ClassContext<SvmSmoteOptions>): Promise<Uint32Array> {
  const { rows, labels, classCode, features, progress } = context
  const seen = svmRows(context)
  const points = featurePoints(features, seen)
  const signs = Int8Array.from(seen, (row) => (labels[row] === classCode ? 1 : -1))
  const problem = { rowCount: seen.length, columns: points.numberColumns, numbers: points.numbers, signs }
  const alphas = await trainSupportVectors(problem, partOf(progress, 0, 0.8))
  const isSupport = new Set(seen.filter((_, i) => alphas[i]! > 0))
  return everyRow(rows.length).filter((i) => isSupport.has(rows[i]!))
}

function svmRows({
  options,
  rows,
  labels,
  classCode,
  className,
  rng,
  warn,
}: ClassContext<SvmSmoteOptions>): Uint32Array {
  const { maximumSvmRows } = options
  if (labels.length <= maximumSvmRows) return everyRow(labels.length)
  const others = rowsWhere(labels, (label) => label !== classCode)
  const own = Math.min(rows.length, Math.max(Math.floor(maximumSvmRows / 2), maximumSvmRows - others.length))
  warn(`the support vectors of class '${className}' were found among ${maximumSvmRows} of ${labels.length} rows`)
  const chosen = [
    ...sampleWithoutReplacement(rows.length, own, rng.fork('own rows')).map((i) => rows[i]!),
    ...sampleWithoutReplacement(others.length, maximumSvmRows - own, rng.fork('other rows')).map((i) => others[i]!),
  ]
  return Uint32Array.from(chosen).sort()
}
