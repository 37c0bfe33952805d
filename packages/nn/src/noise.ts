import type { Rng } from '@asdf/contract'
import type { NoiseKernels } from './kernels/noise.ts'
import { checkForms, checkNumberOption, optionError } from '@asdf/core'
import { anRng, floats } from './argument-forms.ts'
import { chunkSize, noiseKernels } from './kernels/noise.ts'

// Each fill draws a key from the stream and counts up under it, so the numbers depend on the stream and the length alone.
// They are the same on every machine, to the last bit.

/** Fills with uniform numbers in [0, 1), multiples of 2^-24. */
export function fillUniform(rng: Rng, out: Float32Array): void {
  checkForms('fillUniform', { rng: [rng, anRng], out: [out, floats] })
  fill(rng, out, (kernels, key0, key1, block, count) => kernels.uniform(key0, key1, block, 0, count))
}

/** Fills with standard normal numbers, by Box and Muller; none is beyond 6.8. */
export function fillNormal(rng: Rng, out: Float32Array): void {
  checkForms('fillNormal', { rng: [rng, anRng], out: [out, floats] })
  fill(rng, out, (kernels, key0, key1, block, count) => kernels.normal(key0, key1, block, 0, count))
}

/** Fills with standard Gumbel noise, -log(-log(u)), for `gumbelSoftmax`; from -2.9 to 16.7. */
export function fillGumbel(rng: Rng, out: Float32Array): void {
  checkForms('fillGumbel', { rng: [rng, anRng], out: [out, floats] })
  fill(rng, out, (kernels, key0, key1, block, count) => kernels.gumbel(key0, key1, block, 0, count))
}

/** Fills a mask for `dropout`: 0 with probability `rate`, below 1 - 2^-33, and 1 / (1 - rate) otherwise. */
export function fillDropoutMask(rng: Rng, rate: number, out: Float32Array): void {
  checkForms('fillDropoutMask', { rng: [rng, anRng], out: [out, floats] })
  checkNumberOption('fillDropoutMask', 'rate', rate, { minimum: 0, maximum: 1 })
  const [threshold, kept] = [Math.round(rate * 0x100000000), 1 / (1 - rate)]
  // Words have 32 bits.
  if (threshold > 0xffffffff) throw optionError('fillDropoutMask', 'rate', rate, 'must be below 1 - 2^-33')
  fill(rng, out, (kernels, key0, key1, block, count) => kernels.mask(key0, key1, block, 0, count, threshold, kept))
}

function fill(
  rng: Rng,
  out: Float32Array,
  draw: (kernels: NoiseKernels, key0: number, key1: number, block: number, count: number) => void,
): void {
  const { kernels, chunk } = noiseKernels()
  const [key0, key1] = [rng.nextUint32(), rng.nextUint32()]
  for (let start = 0; start < out.length; start += chunkSize) {
    const count = Math.min(chunkSize, out.length - start)
    // Four blocks for eight numbers; kernels fill sixteen at a time.
    draw(kernels, key0, key1, start / 2, Math.ceil(count / 16) * 16)
    out.set(count === chunkSize ? chunk : chunk.subarray(0, count), start)
  }
}
