/** How a row turns into noise: along a straight line (flow matching), or as in a variance-preserving diffusion. */
export type Process = 'flow' | 'diffusion'

export const processes: readonly Process[] = ['flow', 'diffusion']

/**
 * Weights of a row x1 and of its noise x0 in what lies between them: x(t) = signal(t) x1 + noise(t) x0. Time runs from 0
 * (noise) to 1 (row) in both processes.
 */
export interface Mixture {
  readonly signal: number
  readonly noise: number
}

/** Where time begins, as in the reference, so that no signal is divided by 0. */
const startTime = 1e-3

/** Ends of the linear schedule beta(s) of the diffusion: Jolicoeur-Martineau et al., 2024, appendix. */
export const betaRange = [0.1, 8] as const

/** `count` times from 0.001 to 1, evenly spaced: the noise levels. Models are fitted at all but the last. */
export function noiseLevels(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => startTime + (i * (1 - startTime)) / (count - 1))
}

/**
 * The mixture at time t. Flow (Lipman et al. 2023; Liu et al. 2023): t and 1 - t. Diffusion (Song et al. 2021, VP SDE), in
 * its time s, which runs from 1 (noise) to 0.001: exp(-(b1 - b0) s^2 / 4 - b0 s / 2) and what makes the squares sum to 1.
 */
export function mixtureAt(process: Process, t: number): Mixture {
  if (process === 'flow') return { signal: t, noise: 1 - t }
  const s = diffusionTime(t)
  const [low, high] = betaRange
  const signal = Math.exp(-((high - low) * s * s) / 4 - (low * s) / 2)
  return { signal, noise: Math.sqrt(1 - signal * signal) }
}

/** Time of the diffusion, which runs the other way: 1 at the first level, 0.001 at the last. */
export function diffusionTime(t: number): number {
  return 1 + startTime - t
}

/** beta(s): how fast the diffusion forgets at its time s. */
export function betaAt(s: number): number {
  return betaRange[0] + s * (betaRange[1] - betaRange[0])
}

/** Velocity of the flow at x when the row is expected at `row`: what E[x1 - x0 | x] is, (row - x) / (1 - t). */
export function velocityOf(x: number, row: number, { noise }: Mixture): number {
  return (row - x) / noise
}

/** Score of the diffusion at x when the row is expected at `row`: -E[x0 | x] / noise. */
export function scoreOf(x: number, row: number, { signal, noise }: Mixture): number {
  return (signal * row - x) / (noise * noise)
}
