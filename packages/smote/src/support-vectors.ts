import type { Progress } from './progress.ts'
import type { SupportVectorProblem } from './support-vector-problem.ts'
import { createKernelCache } from './kernel-cache.ts'
import { selectFirst, selectSecond, stepPair, updateGradient } from './kernels/sequential-minimal.ts'

/** Price of a row on the wrong side (C), and how far from optimal the solution may be: scikit-learn's defaults. */
const cost = 1
const tolerance = 1e-3
const iterationsPerTurn = 500

/**
 * The dual weights (α) of a support vector classifier with C = 1 and the radial kernel exp(−γ‖x − y‖²), where γ is
 * 1 / (columns × variance of all numbers), as scikit-learn's `SVC()` has it. Rows with α > 0 are its support vectors.
 *
 * Sequential minimal optimization with second-order choice of pairs (Fan, Chen, Lin: "Working Set Selection Using Second
 * Order Information for Training Support Vector Machines", JMLR 6, 2005). Time O(rows) an iteration, and O(rows ×
 * columns) where a row of the kernel is not in the cache; memory O(rows) beside a cache of at most 128 MB.
 */
export async function trainSupportVectors(problem: SupportVectorProblem, progress: Progress): Promise<Float64Array> {
  const { rowCount, signs } = problem
  const alphas = new Float64Array(rowCount)
  const gradient = new Float64Array(rowCount).fill(-1)
  const kernelRow = createKernelCache(problem, scaledGamma(problem))
  const limit = Math.max(1e7, 100 * rowCount)
  let widest = 0
  let done = 0
  for (let iteration = 0; iteration < limit; iteration++) {
    const i = selectFirst(signs, alphas, gradient, cost)
    if (i < 0) break
    const rowI = kernelRow(i)
    const { j, gap } = selectSecond(i, rowI, signs, alphas, gradient, cost)
    if (j < 0 || gap < tolerance) break
    if (iteration % iterationsPerTurn === 0) {
      widest = Math.max(widest, gap)
      done = Math.max(done, 1 - Math.log(gap / tolerance) / Math.log(widest / tolerance))
      await progress(Math.min(done, 0.99))
    }
    const oldI = alphas[i]!
    const oldJ = alphas[j]!
    const rowJ = kernelRow(j)
    stepPair(i, j, rowI[j]!, signs, gradient, cost, alphas)
    updateGradient(rowI, rowJ, signs, signs[i]! * (alphas[i]! - oldI), signs[j]! * (alphas[j]! - oldJ), gradient)
  }
  await progress(1)
  return alphas
}

function scaledGamma({ numbers, columns }: SupportVectorProblem): number {
  let sum = 0
  for (let i = 0; i < numbers.length; i++) sum += numbers[i]!
  const mean = sum / numbers.length
  let squares = 0
  for (let i = 0; i < numbers.length; i++) squares += (numbers[i]! - mean) ** 2
  const variance = squares / numbers.length
  return variance > 0 ? 1 / (columns * variance) : 1
}
