import type { Rng } from '@asdf/contract'
import type { Pace } from '../pace.ts'
import type { CodeTree } from './code-tree.ts'
import type { DensityOptions } from './density-options.ts'
import type { DigitRows } from './digit-room.ts'
import type { Digit } from './digits.ts'
import type { KernelRooms } from './kernels/memory.ts'
import { createBooster } from './digit-booster.ts'

/** Trees of one digit, with the factors of their leaves: `classes` numbers a leaf. */
export interface FittedDigit {
  readonly trees: readonly CodeTree[]
  readonly factors: readonly Float32Array[]
  /** Sums over the held-back rows (over all rows when none are held back) of the log of the observed class's share. */
  readonly logLikelihood: number
  readonly marginalLogLikelihood: number
}

// Nothing is left to learn below this loss, in nats a row: the class follows from the features.
const lossOfNothing = 5e-4

/** Boosts one digit until the likelihood of the held-back rows rises no more. */
export async function fitDigit(
  rooms: KernelRooms,
  digit: Digit,
  rows: DigitRows,
  options: DensityOptions,
  { rng, pace }: { readonly rng: Rng; readonly pace: Pace },
): Promise<FittedDigit> {
  // A round of many rows takes longer than a slice of time.
  const breathe = async () => {
    if (pace.isDue()) await pace.turn()
  }
  const booster = createBooster(rooms, digit, rows, options)
  await breathe()
  const isBlind = rows.training === rows.count
  const leastRise = options.tolerance * booster.scoredRows
  const marginal = booster.start()
  const trees: CodeTree[] = []
  const factors: Float32Array[] = []
  let best = { logLikelihood: marginal, rounds: 0 }
  const rounds = rows.features.length === 0 || rows.training < 2 * options.minimumLeafRows ? 0 : options.maximumRounds
  // The last turn only scores the last tree.
  for (let round = 0, misses = 0; round <= rounds; round++) {
    await breathe()
    const own = rng.fork(round)
    booster.advance(own)
    await breathe()
    const logLikelihood = isBlind ? marginal : booster.score()
    // Without rows to tell, every tree is taken for an improvement.
    const isBetter = isBlind ? trees.length > best.rounds : logLikelihood > best.logLikelihood + leastRise
    if (isBetter) best = { logLikelihood, rounds: trees.length }
    misses = isBetter || round === 0 ? 0 : misses + 1
    const isDone = !isBlind && -best.logLikelihood <= lossOfNothing * booster.scoredRows
    if (isDone || round === rounds || misses >= options.patience) break
    const isFirst = round === 0 && options.startWithFirstColumn && rows.firstColumn >= 0
    const tree = booster.grow(own, isFirst)
    await breathe()
    if (tree === null) continue
    trees.push(tree)
    factors.push(booster.learn(tree, isFirst))
  }
  return {
    trees: trees.slice(0, best.rounds),
    factors: factors.slice(0, best.rounds),
    logLikelihood: isBlind ? booster.scoreAll() : best.logLikelihood,
    marginalLogLikelihood: marginal,
  }
}
