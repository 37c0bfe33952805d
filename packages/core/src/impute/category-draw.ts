import type { ConditionalModel, ConditionalTask } from './conditional-task.ts'
import { sampleWithReplacement } from '../distributions.ts'
import { predictLogistic } from '../linear/kernels/logistic-rows.ts'
import { fitLogistic } from '../linear/logistic.ts'

const penalty = 1
/** Below the noise that sampling the rows leaves in the gradient. */
const tolerance = 1e-3
const maximumSteps = 50

/**
 * Classes drawn from the probabilities of a logistic regression (multinomial for three or more) with a ridge penalty.
 * It is fitted on a bootstrap sample of the rows, at most `maximumRows`, which differs from chain to chain, so that the
 * imputations together carry the uncertainty of the coefficients (van Buuren 2018, section 3.6).
 */
export function drawCategories(task: ConditionalTask, maximumRows: number): ConditionalModel {
  const { design, index, values, bootstrap, previous } = task
  const skip = index + 1
  const codes = [...new Set(values)].sort((a, b) => a - b)
  const classCount = codes.length
  const sample = sampleRows(task, codes, maximumRows)
  const coefficients = fitLogistic({
    design,
    rows: Uint32Array.from(sample, (i) => task.rows[i]!),
    skip,
    classCount,
    classes: Int32Array.from(sample, (i) => codes.indexOf(values[i]!)),
    penalty,
    tolerance,
    maximumSteps,
    ...(previous?.coefficients === undefined ? {} : { coefficients: previous.coefficients.slice() }),
  })
  return {
    coefficients,
    draw(target, missing, draws) {
      const shares = new Float64Array(missing.length * classCount)
      predictLogistic({ design: target, rows: missing, skip }, coefficients, classCount, shares)
      return Float64Array.from(missing, (_, i) => codes[drawIndex(shares, i * classCount, classCount, draws.next())]!)
    },
  }

  function sampleRows({ rows }: ConditionalTask, known: readonly number[], most: number): Uint32Array {
    const drawn = sampleWithReplacement(rows.length, Math.min(rows.length, most), bootstrap)
    const seen = new Set(Array.from(drawn, (i) => values[i]!))
    // A class that the sample missed would have an intercept of minus infinity: one row of it joins.
    const absent = known.filter((code) => !seen.has(code)).map((code) => values.indexOf(code))
    return Uint32Array.from([...drawn, ...absent])
  }
}

/** The class at which the shares add up to more than `uniform`. */
function drawIndex(shares: Float64Array, start: number, count: number, uniform: number): number {
  let sum = 0
  for (let k = 0; k < count - 1; k++) {
    sum += shares[start + k]!
    if (uniform < sum) return k
  }
  return count - 1
}
