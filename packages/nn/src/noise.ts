import { checkNumberOption } from '@asdf/core'
import type { Rng } from '@asdf/contract'

/** Uniform numbers in [0, 1). */
export function fillUniform(rng: Rng, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = (rng.nextUint32() >>> 8) / 0x1000000
}

/** Standard normal numbers (Box and Muller 1958), two from two words. */
export function fillNormal(rng: Rng, out: Float32Array): void {
  for (let i = 0; i < out.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(((rng.nextUint32() >>> 0) + 1) / 0x100000000))
    const angle = (2 * Math.PI * (rng.nextUint32() >>> 0)) / 0x100000000
    out[i] = radius * Math.cos(angle)
    if (i + 1 < out.length) out[i + 1] = radius * Math.sin(angle)
  }
}

/** Standard Gumbel noise, -log(-log(u)), for `gumbelSoftmax`. */
export function fillGumbel(rng: Rng, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = -Math.log(-Math.log(((rng.nextUint32() >>> 0) + 0.5) / 0x100000000))
}

/** Masks for `dropout`: 0 with probability `rate`, 1 / (1 - rate) otherwise. */
export function fillDropoutMask(rng: Rng, rate: number, out: Float32Array): void {
  checkNumberOption('fillDropoutMask', 'rate', rate, { minimum: 0, maximum: 1 })
  const kept = 1 / (1 - rate)
  const threshold = rate * 0x100000000
  for (let i = 0; i < out.length; i++) out[i] = rng.nextUint32() >>> 0 < threshold ? 0 : kept
}
