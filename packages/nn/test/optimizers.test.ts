import type { Optimizer, WeightOptions } from '@asdf/nn'
import { createRng } from '@asdf/core'
import { adam, adamW, cosineSchedule, createWeights, linearSchedule, normalInitializer } from '@asdf/nn'
import { parameterScope, sgd, stepSchedule, withWarmup } from '@asdf/nn'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFlatBlock } from '../src/kernels/update.ts'
import { adamStep, momentumStep } from './reference/updates.ts'

const sizes = fc.integer({ min: 1, max: 41 })
const share = fc.float({ min: 0, max: Math.fround(0.99), noNaN: true })

/** Weights with normal values and gradients, and the same as plain arrays. */
function start(optimizer: Optimizer, size: number, seed: number, averageDecay?: WeightOptions['averageDecay']) {
  const scope = parameterScope('net')
  scope.parameter('w', [size], normalInitializer())
  const weights = createWeights(scope.list(), {
    rng: createRng(seed),
    optimizer,
    ...(averageDecay !== undefined && { averageDecay }),
  })
  normalInitializer()(createRng(seed).fork('gradients'), weights.gradients)
  return { weights, p: weights.values.slice(), g: weights.gradients.slice() }
}

test('adam and adamW follow their plain form to the last bit, with clipping and decay', () => {
  fc.assert(
    fc.property(
      sizes,
      share,
      share,
      share,
      fc.boolean(),
      fc.boolean(),
      (size, beta1, beta2, weightDecay, isDecoupled, isClipped) => {
        const options = { learningRate: 0.01, beta1, beta2, weightDecay, ...(isClipped && { clipNorm: 0.5 }) }
        const { weights, p, g } = start(isDecoupled ? adamW(options) : adam(options), size, 7)
        const [m, v] = [new Float32Array(size), new Float32Array(size)]
        const norm = Math.sqrt(g.reduce((total, value) => total + value * value, 0))
        for (let step = 1; step <= 3; step++) {
          weights.update()
          adamStep(p, g, m, v, {
            scale: isClipped ? Math.min(1, 0.5 / (norm + 1e-6)) : 1,
            l2: isDecoupled ? 0 : weightDecay,
            shrink: isDecoupled ? 1 - 0.01 * weightDecay : 1,
            beta1,
            beta2,
            rate: 0.01 / (1 - beta1 ** step),
            correction: 1 / Math.sqrt(1 - beta2 ** step),
            epsilon: 1e-8,
          })
        }
        expect(weights.values).toEqual(p)
      },
    ),
  )
})

test('sgd follows its plain form to the last bit, with and without momentum', () => {
  fc.assert(
    fc.property(sizes, share, share, fc.boolean(), (size, momentum, weightDecay, nesterov) => {
      fc.pre(!nesterov || momentum > 0)
      const { weights, p, g } = start(sgd({ learningRate: 0.1, momentum, nesterov, weightDecay }), size, 3)
      const b = new Float32Array(size)
      for (let step = 1; step <= 3; step++) {
        weights.update()
        momentumStep(p, g, b, { scale: 1, l2: weightDecay, momentum, rate: 0.1, nesterov })
      }
      expect(weights.values).toEqual(p)
    }),
  )
})

test('the norm is summed in double precision, over numbers that do not fill a vector too', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 50 }),
      (values) => {
        const { kernels, rows, places, paddedSize } = createFlatBlock(values.length, 2)
        rows[1]!.set(values)
        const expected = values.reduce((total, value) => total + value * value, 0)
        expect(Math.abs(kernels.sumOfSquares(places[1]!, paddedSize) - expected)).toBeLessThanOrEqual(1e-12 * expected)
      },
    ),
  )
})

test('a gradient shorter than the limit is not clipped', () => {
  const { weights, p, g } = start(sgd({ learningRate: 1, clipNorm: 1e6 }), 9, 1)
  weights.update()
  expect(weights.values).toEqual(p.map((value, i) => value - g[i]!))
})

test('the moving average follows the parameters', () => {
  const { weights, p } = start(sgd({ learningRate: 1 }), 6, 1, 0.75)
  expect(weights.average).toEqual(p)
  weights.update()
  weights.average!.forEach((value, i) => expect(value).toBeCloseTo(0.75 * p[i]! + 0.25 * weights.values[i]!, 6))
})

test('the decay of a moving average may change from update to update, counted from 1', () => {
  const steps: number[] = []
  const decayAt = (update: number) => {
    steps.push(update)
    return update === 1 ? 0 : 0.5
  }
  const { weights } = start(sgd({ learningRate: 1 }), 6, 1, decayAt)
  weights.update()
  expect(weights.average).toEqual(weights.values)
  const before = weights.average!.slice()
  weights.update()
  weights.average!.forEach((value, i) => expect(value).toBeCloseTo((before[i]! + weights.values[i]!) / 2, 6))
  expect(steps).toEqual([1, 2])
})

test('training goes on from what was saved, bit for bit', () => {
  const { weights } = start(adam({ learningRate: 0.1 }), 11, 1, 0.9)
  weights.update()
  const saved = weights.save()
  weights.update()
  const expected = weights.save()
  const other = start(adam({ learningRate: 0.1 }), 11, 2, 0.9).weights
  other.load(saved)
  other.gradients.set(weights.gradients)
  other.update()
  expect(other.save()).toEqual(expected)
})

test('a state of another optimizer or size is refused, even where the length is the same', () => {
  const saved = start(adam(), 5, 1).weights.save()
  const sameLength = [
    start(adamW(), 5, 1),
    start(sgd(), 5, 1, 0.9),
    start(adam(), 4, 1, 0.9),
    start(adam(), 10, 1),
  ] as const
  for (const { weights } of sameLength.slice(0, 3)) {
    expect(weights.save().rows).toHaveLength(saved.rows.length)
    expect(() => weights.load(saved)).toThrow(expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }) as Error)
  }
  // As from a file that keeps the numbers alone.
  const { updates, rows } = saved
  const mismatch = expect.objectContaining({ code: 'ASDF_SHAPE_MISMATCH' }) as Error
  expect(() => sameLength[3].weights.load({ updates, rows })).toThrow(mismatch)
  const { weights } = start(adam(), 5, 2)
  weights.load({ updates, rows })
  expect(weights.save()).toEqual(saved)
  expect(() => weights.load({ updates: NaN, rows })).toThrow(/'updates'/)
})

test('parameters that come twice, or do not fit in memory, are typed errors', () => {
  const scope = parameterScope('net')
  scope.parameter('w', [2], normalInitializer())
  const twice = { code: 'ASDF_OPTION_INVALID', message: expect.stringContaining("'net/w'") as string }
  const make = () => createWeights([...scope.list(), ...scope.list()], { rng: createRng(1) })
  expect(make).toThrow(expect.objectContaining(twice) as Error)
  scope.parameter('huge', [2 ** 30], normalInitializer())
  expect(() => createWeights(scope.list(), { rng: createRng(1) })).toThrow(
    expect.objectContaining({ code: 'ASDF_UNSUPPORTED' }) as Error,
  )
})

test('schedules pass through their ends', () => {
  const cosine = cosineSchedule(0.2, 10, 0.1)
  expect([cosine(1), cosine(6), cosine(11), cosine(99)].map((rate) => Number(rate.toFixed(12)))).toEqual([
    0.2, 0.15, 0.1, 0.1,
  ])
  const linear = linearSchedule(1, 4)
  expect([1, 3, 5, 9].map(linear)).toEqual([1, 0.5, 0, 0])
  expect([1, 2, 3, 5].map(stepSchedule(1, 2, 0.5))).toEqual([1, 1, 0.5, 0.25])
  expect([1, 2, 4, 5].map(withWarmup(4, 2))).toEqual([0.5, 1, 2, 2])
})

test('options are checked when an optimizer is made', () => {
  const code = expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }) as unknown
  for (const make of [
    () => adam({ beta1: 1 }),
    () => adam({ learningRate: -1 }),
    () => adam({ learningRate: NaN }),
    () => adamW({ clipNorm: 0 }),
    () => adam({ momentum: 0.9 } as object),
    () => sgd({ nesterov: true }),
    () => cosineSchedule(1, 0),
    () => cosineSchedule(1, 5, NaN),
    () => linearSchedule(NaN, 5),
    () => linearSchedule(1, 5, -1),
    () => stepSchedule(1, 2, NaN),
    () => withWarmup(2, NaN),
  ]) {
    expect(make).toThrow(code)
  }
})

test.each([adam, adamW, sgd])('a schedule that gives no rate is refused at its step, and changes nothing', (make) => {
  const { weights } = start(make({ learningRate: (step) => (step === 2 ? NaN : 0.1) }), 5, 1)
  weights.update()
  const before = weights.save()
  const refused = { code: 'ASDF_OPTION_INVALID', message: expect.stringMatching(/step 2, got NaN/) as string }
  expect(() => weights.update()).toThrow(expect.objectContaining(refused) as Error)
  expect(weights.save()).toEqual(before)
})

test('weights without an optimizer are not updated', () => {
  const weights = createWeights([], { rng: createRng(1) })
  expect(() => weights.update()).toThrow(/no optimizer/)
})

test('the first values of a parameter do not depend on the others', () => {
  const make = (names: readonly string[]) => {
    const scope = parameterScope('net')
    for (const name of names) scope.parameter(name, [5], normalInitializer())
    return createWeights(scope.list(), { rng: createRng(1) }).feeds['net/b']
  }
  expect(make(['a', 'b', 'c'])).toEqual(make(['b']))
})
