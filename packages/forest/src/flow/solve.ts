import type { Rng } from '@asdf/contract'
import type { Pace } from '@asdf/trees/matrix'
import type { Guide } from './field.ts'
import type { Mixture } from './process.ts'
import { fillNormals } from './kernels/fill-normals.ts'
import { betaAt, diffusionTime, scoreOf, velocityOf } from './process.ts'

type Points = readonly Float64Array[]

/** Brings noise to rows, in place. Numbers that are NaN are missing and stay so. */
export async function followField(guide: Guide, points: Points, rng: Rng, pace: Pace): Promise<void> {
  const { levels, process, solver } = guide.options
  const rows = points.map((column) => new Float64Array(column.length))
  for (let level = 0; level < levels - 1; level++) {
    guide.expect(level, points, rows)
    const step = guide.times[level + 1]! - guide.times[level]!
    if (process === 'diffusion') diffuse(guide, level, points, rows, rng.fork(level))
    else if (solver === 'heun' && level < levels - 2) correct(guide, level, points, rows)
    else eulerStep(points, rows, guide.mixtures[level]!, step)
    if (pace.isDue()) await pace.turn()
  }
  if (process === 'flow') return
  guide.expect(levels - 1, points, rows)
  points.forEach((column, j) => replace(column, rows[j]!))
}

/** One step of Euler's method along the velocity of the flow, in place; `rows` are where the points are expected to end. */
export function eulerStep(points: Points, rows: Points, mixture: Mixture, step: number): void {
  points.forEach((column, j) => {
    const expected = rows[j]!
    for (let i = 0; i < column.length; i++) column[i]! += step * velocityOf(column[i]!, expected[i]!, mixture)
  })
}

/** One step of Heun's method: the mean of the velocities at both ends. */
function correct(guide: Guide, level: number, points: Points, rows: Points): void {
  const step = guide.times[level + 1]! - guide.times[level]!
  const [here, there] = [guide.mixtures[level]!, guide.mixtures[level + 1]!]
  const ahead = points.map((column) => column.slice())
  eulerStep(ahead, rows, here, step)
  const later = rows.map((column) => new Float64Array(column.length))
  guide.expect(level + 1, ahead, later)
  points.forEach((column, j) => {
    for (let i = 0; i < column.length; i++) {
      const first = velocityOf(column[i]!, rows[j]![i]!, here)
      const second = velocityOf(ahead[j]![i]!, later[j]![i]!, there)
      column[i]! += (step * (first + second)) / 2
    }
  })
}

/** One step of Euler and Maruyama's method along the reverse of the diffusion (Song et al. 2021). */
function diffuse(guide: Guide, level: number, points: Points, rows: Points, rng: Rng): void {
  const step = guide.times[level + 1]! - guide.times[level]!
  const beta = betaAt(diffusionTime(guide.times[level]!))
  const spread = Math.sqrt(beta * step)
  points.forEach((column, j) => {
    const noise = new Float64Array(column.length)
    fillNormals(noise, rng.fork(j))
    for (let i = 0; i < column.length; i++) {
      const drift = beta * (column[i]! / 2 + scoreOf(column[i]!, rows[j]![i]!, guide.mixtures[level]!))
      column[i] = column[i]! + drift * step + spread * noise[i]!
    }
  })
}

/**
 * How often RePaint goes over a stretch, and its length as a share of the levels. Published: 5 and 0.1, for the diffusion;
 * the flow needs more for categories to agree with known numbers.
 */
const repaints = 10
const stretchShare = 0.1

/**
 * Fills in what is missing (NaN) in `known` and returns whole points: the missing numbers follow the field from noise,
 * while the known ones are put between themselves and noise at every level; after each stretch of levels the points
 * go back to its beginning, mixed with new noise, so that both come to agree (RePaint, Lugmayr et al. 2022).
 */
export async function fillMissing(guide: Guide, known: Points, rng: Rng, pace: Pace): Promise<Float64Array[]> {
  const { levels, process } = guide.options
  const points = known.map((column, j) => normals(column.length, rng.fork('start').fork(j)))
  const rows = known.map((column) => new Float64Array(column.length))
  const stretch = Math.max(1, Math.ceil(stretchShare * levels))
  for (const [from, to, again] of passes(levels - 1, stretch)) {
    const own = rng.fork(from).fork(again)
    if (again > 0) goBack(points, guide.mixtures[to]!, guide.mixtures[from]!, own.fork('back'))
    for (let level = from; level < to; level++) {
      blend(points, known, guide.mixtures[level]!, own.fork(`known ${level}`))
      guide.expect(level, points, rows)
      advance(points, rows, guide.mixtures[level]!, guide.mixtures[level + 1]!)
      if (pace.isDue()) await pace.turn()
    }
  }
  if (process === 'diffusion') {
    blend(points, known, guide.mixtures[levels - 1]!, rng.fork('known'))
    guide.expect(levels - 1, points, rows)
    points.forEach((column, j) => replace(column, rows[j]!))
  }
  blend(points, known, { signal: 1, noise: 0 }, rng)
  return points
}

/** Every stretch of levels, each as often as it is gone over. */
function passes(levels: number, stretch: number): (readonly [from: number, to: number, again: number])[] {
  const starts = Array.from({ length: Math.ceil(levels / stretch) }, (_, i) => i * stretch)
  return starts.flatMap((from) =>
    Array.from({ length: repaints }, (_, again) => [from, Math.min(levels, from + stretch), again] as const),
  )
}

/** Puts known numbers between themselves and noise, anew every time, so that no one draw of it misleads to the end. */
function blend(points: Points, known: Points, mixture: Mixture, rng: Rng): void {
  points.forEach((column, j) => {
    const noise = normals(column.length, rng.fork(j))
    for (let i = 0; i < column.length; i++) {
      const value = known[j]![i]!
      if (!Number.isNaN(value)) column[i] = mixture.signal * value + mixture.noise * noise[i]!
    }
  })
}

/** From one mixture to a later one of the same row and noise; for the flow this is Euler's step, for the diffusion DDIM's. */
function advance(points: Points, rows: Points, from: Mixture, to: Mixture): void {
  const kept = to.noise / from.noise
  points.forEach((column, j) => {
    const expected = rows[j]!
    for (let i = 0; i < column.length; i++) {
      column[i] = kept * column[i]! + (to.signal - kept * from.signal) * expected[i]!
    }
  })
}

/** From a mixture back to an earlier, noisier one: less of what is there and so much new noise that its share is right. */
function goBack(points: Points, from: Mixture, to: Mixture, rng: Rng): void {
  const kept = to.signal / from.signal
  const spread = Math.sqrt(Math.max(0, to.noise ** 2 - (kept * from.noise) ** 2))
  points.forEach((column, j) => {
    const noise = normals(column.length, rng.fork(j))
    for (let i = 0; i < column.length; i++) column[i] = kept * column[i]! + spread * noise[i]!
  })
}

function normals(count: number, rng: Rng): Float64Array {
  const out = new Float64Array(count)
  fillNormals(out, rng)
  return out
}

/** Takes over what was expected, where there is a number. */
function replace(column: Float64Array, expected: Float64Array): void {
  for (let i = 0; i < column.length; i++) if (!Number.isNaN(column[i]!)) column[i] = expected[i]!
}
