import type { Rng } from '@asdf/contract'
import type { Pace } from '../pace.ts'
import type { DensityOptions } from './density-options.ts'
import type { Digit } from './digits.ts'
import type { DigitRows } from './digit-room.ts'
import type { CodeTree } from './grow-code-tree.ts'
import type { KernelRooms } from './kernels/memory.ts'
import { uniformInteger } from '@asdf/core'
import { growthFeatures, planDigitRoom, writeRows } from './digit-room.ts'
import { createFeatureChoice } from './feature-choice.ts'
import { drawCodeTree, growCodeTree } from './grow-code-tree.ts'
import { refineLeafStatistics } from './leaf-statistics.ts'
import { drawProjections } from './sketches.ts'
import { writeNodes } from './tree-places.ts'

/** Trees of one digit, with the factors of their leaves: `classes` numbers a leaf. */
export interface FittedDigit {
  readonly trees: readonly CodeTree[]
  readonly factors: readonly Float32Array[]
  /** Sums over the held-back rows (over all rows when none are held back) of the log of the observed class's share. */
  readonly logLikelihood: number
  readonly marginalLogLikelihood: number
}

// Nothing is left to learn below this loss: a class that follows from the features.
const lossOfNothing = 5e-4
const leastShare = 1e-7

/** Boosts one digit. */
export async function fitDigit(
  rooms: KernelRooms,
  digit: Digit,
  rows: DigitRows,
  options: DensityOptions,
  { rng, pace }: { readonly rng: Rng; readonly pace: Pace },
): Promise<FittedDigit> {
  const booster = createBooster(rooms, digit, rows, options)
  const isBlind = rows.training === rows.count
  const marginal = booster.start(rng.fork(0))
  const trees: CodeTree[] = []
  const factors: Float32Array[] = []
  let best = { logLikelihood: marginal, rounds: 0 }
  const rounds = rows.features.length === 0 || rows.training < 2 * options.minimumLeafRows ? 0 : options.maximumRounds
  for (let round = 0, misses = 0; round < rounds && misses < options.patience; round++) {
    if (!isBlind && -best.logLikelihood <= lossOfNothing * booster.scoredRows) break
    if (pace.isDue()) await pace.turn()
    const tree = booster.grow(rng.fork(round))
    misses++
    if (tree === null) {
      booster.pass(rng.fork(round + 1))
      continue
    }
    trees.push(tree)
    factors.push(booster.learn(tree, rng.fork(round + 1)))
    const logLikelihood = booster.score()
    if (!isBlind && logLikelihood <= best.logLikelihood + options.tolerance * booster.scoredRows) continue
    best = { logLikelihood, rounds: trees.length }
    misses = 0
  }
  return {
    trees: trees.slice(0, best.rounds),
    factors: factors.slice(0, best.rounds),
    logLikelihood: best.logLikelihood,
    marginalLogLikelihood: marginal,
  }
}

function createBooster(rooms: KernelRooms, digit: Digit, rows: DigitRows, options: DensityOptions) {
  const features = growthFeatures(rows, options.featureBins)
  const plan = planDigitRoom(digit, rows, features, options)
  const room = rooms.room(plan.bytes)
  const { kernels } = room
  const { width } = plan
  const structureRows = structureRowCount(rows.training, options)
  const heldBack = rows.count - rows.training
  const shares = classShares(digit, rows)
  const smoothing = { classes: digit.classes, isOrdered: digit.isOrdered, lone: digit.lone, smooth: options.smooth }
  const choice = createFeatureChoice(features.length, options.featureShare)
  let start = 0
  writeRows(room, plan, digit, rows, features)

  /** Multiplies the shares by the factors that stand in the room, and takes the sketches that choose the next tree. */
  function advance(next: Rng): void {
    room.f32.set(drawProjections(shares, digit.isOrdered, width, next.fork('projections')), plan.projections >> 2)
    const { leaves, factors, classes, projections, sketches } = plan
    kernels.advanceRows(plan.shares, width, rows.training, leaves, factors, classes, projections, sketches)
    const held = plan.shares + rows.training * width * 4
    kernels.advanceRows(held, width, heldBack, leaves + rows.training, factors, 0, 0, 0)
  }

  function pass(next: Rng): void {
    room.u8.fill(0, plan.leaves, plan.leaves + rows.count)
    room.f32.fill(1, plan.factors >> 2, (plan.factors >> 2) + width)
    advance(next)
  }

  function score(): number {
    const from = heldBack > 0 ? rows.training : 0
    kernels.pickShares(plan.shares + from * width * 4, width, rows.count - from, plan.classes + from, plan.picked)
    return kernels.sumLogs(plan.picked, rows.count - from, leastShare)
  }

  return {
    scoredRows: heldBack > 0 ? heldBack : rows.count,
    score,
    /** Leaves the shares as they are, and takes other sketches. */
    pass,

    /** Writes the shares before any tree. Returns their likelihood. */
    start(next: Rng): number {
      kernels.spreadTable(plan.table, width, rows.groups === null ? 0 : plan.groups, rows.count, plan.shares)
      pass(next)
      return score()
    },

    /** Chooses the structure of the next tree. */
    grow(rng: Rng): CodeTree | null {
      start = uniformInteger(rng, rows.training)
      const used = choice.draw(rng)
      if (options.splits === 'random') return drawCodeTree(features, used, plan.leafCount, rng)
      writeStructureRows(room.i32, plan.rows >> 2, start, structureRows, rows.training)
      const rules = { leaves: plan.leafCount, minimumLeafRows: options.minimumLeafRows, l2: options.l2 }
      const grown = growCodeTree(room, plan, { features, used }, rules, structureRows)
      choice.credit(used, grown?.gains ?? new Float64Array(features.length))
      return grown?.tree ?? null
    },

    /** Learns the factors of a tree's leaves and applies them. */
    learn(tree: CodeTree, next: Rng): Float32Array {
      const leaves = tree.features.length + 1
      writeNodes(room, tree, plan.nodes, (feature) => feature * plan.stride)
      room.u8.set(tree.sets, plan.sets)
      kernels.findLeaves(plan.codes, plan.nodes, leaves - 1, plan.sets, plan.slots, rows.count, plan.leaves)
      const observed = room.f32.subarray(plan.observed >> 2, (plan.observed >> 2) + leaves * width).fill(0)
      const expected = room.f32.subarray(plan.expected >> 2, (plan.expected >> 2) + leaves * width).fill(0)
      for (const [from, to] of learningRanges(start, structureRows, rows.training, options.honest)) {
        const at = plan.shares + from * width * 4
        kernels.sumLeaves(at, width, to - from, plan.classes + from, plan.leaves + from, plan.observed, plan.expected)
      }
      refineLeafStatistics({ leaves, width, observed, expected }, smoothing)
      const { learningRate, pseudoCount } = options
      kernels.leafFactors(plan.observed, plan.expected, leaves * width, learningRate, pseudoCount, plan.factors)
      advance(next)
      return withoutPadding(room.f32, plan.factors >> 2, leaves, width, digit.classes)
    },
  }
}

/** The share of each class over the rows' starting shares. */
function classShares(digit: Digit, rows: DigitRows): Float64Array {
  const shares = new Float64Array(digit.classes)
  for (let i = 0; i < rows.training; i++) shares[rows.classes[i]!]!++
  return shares.map((count) => count / rows.training)
}

function structureRowCount(training: number, { rowShare, maximumStructureRows, honest }: DensityOptions): number {
  const share = honest ? Math.min(rowShare, 0.5) : rowShare
  return Math.min(maximumStructureRows, Math.max(1, Math.round(training * share)))
}

/** Rows lie in random order, so that those from `start` on, around the end, are a random choice. */
function writeStructureRows(out: Int32Array, at: number, start: number, count: number, training: number): void {
  for (let i = 0; i < count; i++) out[at + i] = start + i < training ? start + i : start + i - training
}

/** The rows that leaves are learned from: all, or when honest those that the structure was not chosen on. */
function learningRanges(
  start: number,
  structure: number,
  training: number,
  honest: boolean,
): readonly (readonly [from: number, to: number])[] {
  if (!honest) return [[0, training]]
  const end = start + structure
  if (end >= training) return [[end - training, start]]
  return [
    [0, start],
    [end, training],
  ]
}

function withoutPadding(from: Float32Array, at: number, leaves: number, width: number, classes: number): Float32Array {
  const out = new Float32Array(leaves * classes)
  for (let leaf = 0; leaf < leaves; leaf++) {
    out.set(from.subarray(at + leaf * width, at + leaf * width + classes), leaf * classes)
  }
  return out
}
