import type { Rng } from '@asdf/contract'

/** Fills `out` with draws from the standard normal distribution (Marsaglia's polar method, both of its values). */
export function fillNormals(out: Float64Array, rng: Rng): void {
  for (let i = 0; i < out.length;) {
    const u = rng.nextUint32() / 0x80000000 - 1
    const v = rng.nextUint32() / 0x80000000 - 1
    const s = u * u + v * v
    if (s === 0 || s >= 1) continue
    const factor = Math.sqrt((-2 * Math.log(s)) / s)
    out[i++] = u * factor
    if (i < out.length) out[i++] = v * factor
  }
}
