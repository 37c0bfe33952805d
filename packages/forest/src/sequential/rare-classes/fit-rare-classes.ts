import type { FittedClassifier, Rng, RunOptions } from '@asdf/contract'
import type { CodedRows } from '../code-table.ts'
import type { DrawModel } from '../draw-rows.ts'
import type { RareClass, RareClasses } from './rare-classes.ts'
import { createRng, shuffleInPlace } from '@asdf/core'
import { gradientBoosting } from '@asdf/trees'
import { codeTable } from '../code-table.ts'
import { drawRows } from '../draw-rows.ts'
import { classScores } from './class-scores.ts'
import { keepShares, scoreEdges } from './score-bins.ts'

/** What is known when the columns have been modelled. */
export interface RareClassesTask {
  /** The training rows as codes, in modelling order; the first column is the target. */
  readonly rows: CodedRows
  readonly model: DrawModel
  /** Share of each class in the training rows. */
  readonly shares: Float64Array
  /** A class with a smaller share is rare. */
  readonly rareShare: number
  /** Rows in a leaf of the classifier and in a bin of scores, at least. A class needs twice as many to be looked after. */
  readonly minimumRows: number
  readonly threads: number | null
}

const folds = 3
/** With more classes nearly all are rare, and trees for each would take longer than all the rest of the fit. */
const maximumClasses = 10
/** Training rows of the classifiers, at most; a class that has more than its part gives up rows first. */
const maximumRows = 30_000
/** Generated rows of a class whose scores are compared with the real ones. */
const pilotRows = 4000
const maximumRounds = 60
const minimumRounds = 12
/** Trees of a classifier, about: one a round for two classes, one a round and class for more. */
const treeBudget = 180

/**
 * Learns which generated rows of the rare classes to keep; `undefined` without a rare class of enough rows,
 * or with more than ten classes. Scores of real
 * rows come from classifiers that were trained on other rows.
 */
export async function fitRareClasses(task: RareClassesTask, run: RunOptions): Promise<RareClasses | undefined> {
  const { rows, shares, rareShare, minimumRows } = task
  const target = rows.codes[0]!
  const counts = countCodes(target, shares.length)
  const rare = [...shares.keys()].filter((code) => shares[code]! < rareShare && counts[code]! >= 2 * minimumRows)
  if (rare.length === 0 || rows.codes.length < 2 || shares.length > maximumClasses) return undefined
  const rng = createRng(run.seed).fork('rare classes')
  const foldOf = assignFolds(target, counts, rng)
  const real = new Map<number, number[]>(rare.map((code) => [code, []]))
  let classifier: FittedClassifier | undefined
  for (let fold = 0; fold < folds; fold++) {
    run.signal?.throwIfAborted()
    const model = await fitClassifier(task, (row) => foldOf[row]! < folds && foldOf[row] !== fold, run)
    for (const code of rare) {
      const own = takeCodes(rows, (row) => foldOf[row] === fold && target[row] === code)
      real.get(code)!.push(...(await classScores(model, own, code)))
    }
    classifier ??= model
    run.onProgress?.({ phase: 'rare classes', step: fold + 1, totalSteps: folds })
  }
  const classes: RareClass[] = []
  for (const code of rare) {
    const found = await rareClass(task, classifier!, code, Float64Array.from(real.get(code)!), run)
    if (found !== undefined) classes.push(found)
  }
  return classes.length === 0 ? undefined : { classifier: classifier!, classes }
}

async function rareClass(
  { rows, model, minimumRows }: RareClassesTask,
  classifier: FittedClassifier,
  code: number,
  real: Float64Array,
  { seed, signal }: RunOptions,
): Promise<RareClass | undefined> {
  const edges = scoreEdges(real, minimumRows)
  if (edges.length === 0) return undefined
  const fixed = rows.codes.map((_, place) => (place === 0 ? new Uint8Array(pilotRows).fill(code) : undefined))
  const pilot = createRng(seed).fork('rare classes').fork(code).nextUint32()
  const { columns } = await drawRows(
    model,
    pilotRows,
    { fixed, candidates: 1 },
    { seed: pilot, ...(signal && { signal }) },
  )
  const generated = await classScores(classifier, { coders: rows.coders, codes: columns }, code)
  return { code, edges, keep: keepShares(edges, real, generated) }
}

async function fitClassifier(
  { rows, shares, minimumRows, threads }: RareClassesTask,
  isTaken: (row: number) => boolean,
  { seed, signal }: RunOptions,
): Promise<FittedClassifier> {
  const trees = shares.length > 2 ? shares.length : 1
  const rounds = Math.max(minimumRounds, Math.min(maximumRounds, Math.round(treeBudget / trees)))
  const learningRate = Math.min(0.4, (0.1 * maximumRounds) / rounds)
  const options = { rounds, learningRate, minimumRowsPerLeaf: minimumRows, threads }
  const table = codeTable(takeCodes(rows, isTaken))
  return gradientBoosting(options).fit(table, { seed, ...(signal && { signal }) })
}

/** A fold for each row, even within each class; `folds` for rows of large classes that no classifier sees. */
function assignFolds(target: Uint8Array, counts: Uint32Array, rng: Rng): Uint8Array {
  const cap = capOf(counts)
  const order = Uint32Array.from(target.keys())
  shuffleInPlace(order, rng.fork('folds'))
  const seen = new Uint32Array(counts.length)
  const out = new Uint8Array(target.length)
  for (const row of order) {
    const rank = seen[target[row]!]!++
    out[row] = rank < cap ? rank % folds : folds
  }
  return out
}

/** The most rows of a class so that all classes together have `maximumRows`. */
function capOf(counts: Uint32Array): number {
  let left = maximumRows
  const ascending = counts.toSorted()
  for (const [index, count] of ascending.entries()) {
    const part = Math.floor(left / (ascending.length - index))
    if (count > part) return part
    left -= count
  }
  return maximumRows
}

function takeCodes({ coders, codes }: CodedRows, isTaken: (row: number) => boolean): CodedRows {
  const chosen = Uint32Array.from(codes[0]!.keys()).filter((row) => isTaken(row))
  return { coders, codes: codes.map((column) => Uint8Array.from(chosen, (row) => column[row]!)) }
}

function countCodes(codes: Uint8Array, size: number): Uint32Array {
  const counts = new Uint32Array(size)
  for (const code of codes) counts[code]!++
  return counts
}
