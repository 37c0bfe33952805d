import type { Rng } from '@asdf/contract'
import { checkForms, standardNormal } from '@asdf/core'
import { aNumber } from '../argument-forms.ts'

/** Gives a parameter its first values. */
export type Initializer = (rng: Rng, out: Float32Array) => void

/** Uniform from -bound to bound. */
export function uniformInitializer(bound: number): Initializer {
  checkForms('uniformInitializer', { bound: [bound, aNumber] })
  return (rng, out) => {
    for (let i = 0; i < out.length; i++) out[i] = bound * (2 * rng.next() - 1)
  }
}

/** Normal around zero. */
export function normalInitializer(deviation = 1): Initializer {
  checkForms('normalInitializer', { deviation: [deviation, aNumber] })
  return (rng, out) => {
    for (let i = 0; i < out.length; i++) out[i] = deviation * standardNormal(rng)
  }
}

/** The same number everywhere. */
export function constantInitializer(value: number): Initializer {
  checkForms('constantInitializer', { value: [value, aNumber] })
  return (_, out) => void out.fill(value)
}

/** What PyTorch gives weights and biases of linear and convolutional layers: uniform within 1 / √fan-in. */
export function fanInInitializer(fanIn: number): Initializer {
  checkForms('fanInInitializer', { fanIn: [fanIn, aNumber] })
  return uniformInitializer(1 / Math.sqrt(fanIn))
}

/** Uniform with the variance 2 / (fan-in + fan-out) (Glorot and Bengio 2010, equation 16). */
export function glorotInitializer(fanIn: number, fanOut: number): Initializer {
  checkForms('glorotInitializer', { fanIn: [fanIn, aNumber], fanOut: [fanOut, aNumber] })
  return uniformInitializer(Math.sqrt(6 / (fanIn + fanOut)))
}
