import type { PredictionMetric, Predictions } from '@asdf/contract'
import type { Check } from './check.ts'
import assert from 'node:assert/strict'
import { createRng, permutation } from '@asdf/core'
import { expectAsdfError } from './expect.ts'

/** Every promise of a metric over predictions, tried on two and on three classes. Knows nothing of test runners. */
export function predictionMetricChecks(metric: PredictionMetric): readonly Check[] {
  const checks: Check[] = []
  const check = (name: string, run: () => void | Promise<void>) => checks.push({ name, run: async () => run() })
  const better = (a: number, b: number) => (metric.goal === 'maximize' ? a > b : a < b)
  const [minimum, maximum] = metric.range

  check('id is package-qualified and the label is not empty', () => {
    assert.match(metric.id, /^@?[\w-]+(\/[\w-]+)+$/)
    assert.notEqual(metric.label, '')
  })

  for (const classCount of [2, 3]) {
    const of = `${classCount} classes`

    check(`values lie in the range, for ${of}`, () => {
      for (const noise of [0, 0.3, 1]) {
        const value = metric.compute(predictions(classCount, noise, 1))
        assert.ok(value >= minimum && value <= maximum, `${value} is outside [${minimum}, ${maximum}]`)
      }
    })

    check(`certain, right predictions score the best of the range, for ${of}`, () => {
      const value = metric.compute(predictions(classCount, 0, 1))
      const best = metric.goal === 'maximize' ? maximum : minimum
      assert.ok(Math.abs(value - best) < 1e-6, `${value} is not ${best}`)
    })

    check(`noise makes it worse, for ${of}`, () => {
      const [good, bad] = [0.1, 0.9].map((noise) => metric.compute(predictions(classCount, noise, 1))) as [
        number,
        number,
      ]
      assert.ok(better(good, bad), `${good} with little noise, ${bad} with much`)
    })

    check(`the order of the rows does not matter, for ${of}`, () => {
      const given = predictions(classCount, 0.5, 2)
      const order = permutation(given.truth.length, createRng(3))
      assert.ok(Math.abs(metric.compute(given) - metric.compute(reorder(given, order))) < 1e-12)
    })

    check(`a weight of 2 counts a row twice, and one of 0 leaves it out, for ${of}`, () => {
      const given = predictions(classCount, 0.5, 2)
      // Thirds of the rows in turn, so that no class loses all its weight.
      const weight = Float64Array.from(given.truth, (_, row) => Math.floor(row / 3) % 3)
      const rows = [...weight].flatMap((times, row) => Array<number>(times).fill(row))
      const repeated = reorder(given, Uint32Array.from(rows))
      assert.ok(Math.abs(metric.compute({ ...given, weight }) - metric.compute(repeated)) < 1e-12)
    })
  }

  inputChecks(metric, check)
  return checks
}

function inputChecks(metric: PredictionMetric, check: (name: string, run: () => void | Promise<void>) => void): void {
  check('one class only is a value or ASDF_METRIC_UNDEFINED, never NaN', async () => {
    const given = predictions(2, 0.3, 1)
    const oneClass = { ...given, truth: new Int32Array(given.truth.length) }
    try {
      assert.ok(Number.isFinite(metric.compute(oneClass)))
    } catch {
      await expectAsdfError(() => metric.compute(oneClass), 'ASDF_METRIC_UNDEFINED', 'one class')
    }
  })

  check('no rows is an error with a code', async () => {
    const none = reorder(predictions(2, 0, 1), new Uint32Array(0))
    await expectAsdfError(() => metric.compute(none), 'ASDF_METRIC_UNDEFINED', 'no rows')
  })

  check('probabilities of the wrong shape are an error with a code', async () => {
    const given = predictions(2, 0.3, 1)
    const short = {
      ...given,
      probability: { ...given.probability, shape: [3, 2], data: given.probability.data.slice(0, 6) },
    }
    await expectAsdfError(() => metric.compute(short), 'ASDF_SHAPE_MISMATCH', 'too few probabilities')
  })
}

/** 200 rows whose probabilities are right and certain without noise, and unrelated to the truth at noise 1. */
function predictions(classCount: number, noise: number, seed: number): Predictions {
  const rng = createRng(seed)
  const rowCount = 200
  const truth = Int32Array.from({ length: rowCount }, (_, row) => row % classCount)
  const data = new Float64Array(rowCount * classCount)
  truth.forEach((code, row) => {
    const shares = Array.from({ length: classCount }, () => rng.next())
    const sum = shares.reduce((a, b) => a + b)
    shares.forEach(
      (share, other) => (data[row * classCount + other] = (noise * share) / sum + (other === code ? 1 - noise : 0)),
    )
  })
  const classes = Array.from({ length: classCount }, (_, code) => `class ${code}`)
  return { classes, truth, probability: { dtype: 'f64', shape: [rowCount, classCount], data } }
}

function reorder(given: Predictions, rows: Uint32Array): Predictions {
  const width = given.classes.length
  const data = new Float64Array(rows.length * width)
  rows.forEach((row, i) => data.set(given.probability.data.subarray(row * width, (row + 1) * width), i * width))
  return {
    classes: given.classes,
    truth: Int32Array.from(rows, (row) => given.truth[row]!),
    probability: { dtype: 'f64', shape: [rows.length, width], data },
  }
}
