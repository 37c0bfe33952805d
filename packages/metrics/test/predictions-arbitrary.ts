import type { Predictions } from '@asdf/contract'
import fc from 'fast-check'

/** Predictions with 2 to 4 classes, every one with a row of weight; many ties, and some certain rows. */
export const anyPredictions = fc.integer({ min: 2, max: 4 }).chain(predictionsOf)

/** Predictions of two classes, both with a row of weight. */
export const twoClassPredictions = predictionsOf(2)

function predictionsOf(classCount: number): fc.Arbitrary<Predictions & { readonly weight: Float64Array }> {
  const row = fc.record({
    truth: fc.nat(classCount - 1),
    parts: fc.array(fc.nat(6), { minLength: classCount, maxLength: classCount }),
    weight: fc.oneof(fc.constant(1), fc.nat(5)),
  })
  return fc.array(row, { minLength: classCount, maxLength: 40 }).map((rows) => {
    const data = new Float64Array(rows.length * classCount)
    rows.forEach(({ parts }, i) => {
      const sum = parts.reduce((total, part) => total + part, 0)
      parts.forEach((part, k) => (data[i * classCount + k] = sum === 0 ? 1 / classCount : part / sum))
    })
    return {
      classes: Array.from({ length: classCount }, (_, k) => `class ${k}`),
      // The first rows see to it that every class is there.
      truth: Int32Array.from(rows, ({ truth }, i) => (i < classCount ? i : truth)),
      probability: { dtype: 'f64', shape: [rows.length, classCount], data },
      weight: Float64Array.from(rows, ({ weight }, i) => (i < classCount ? weight + 1 : weight)),
    }
  })
}

/** The rows of `predictions` at `indices`, in that order. */
export function takePredictions(predictions: Predictions, indices: readonly number[]): Predictions {
  const { classes, truth, probability, weight } = predictions
  const count = classes.length
  return {
    classes,
    truth: Int32Array.from(indices, (i) => truth[i]!),
    probability: {
      dtype: 'f64',
      shape: [indices.length, count],
      data: Float64Array.from(indices.flatMap((i) => [...probability.data.subarray(i * count, (i + 1) * count)])),
    },
    ...(weight === undefined ? {} : { weight: Float64Array.from(indices, (i) => weight[i]!) }),
  }
}
