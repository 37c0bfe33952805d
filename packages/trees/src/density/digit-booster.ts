import type { Rng } from '@asdf/contract'
import type { CodeTree } from './code-tree.ts'
import type { DensityOptions } from './density-options.ts'
import type { DigitPlan, DigitRows } from './digit-room.ts'
import type { Digit } from './digits.ts'
import type { FeatureChoice } from './feature-choice.ts'
import type { GrowthFeature } from './grow-code-tree.ts'
import type { KernelRoom, KernelRooms } from './kernels/memory.ts'
import { uniformInteger } from '@asdf/core'
import { growthFeatures, planDigitRoom, writeRows } from './digit-room.ts'
import { drawCodeTree } from './draw-code-tree.ts'
import { createFeatureChoice } from './feature-choice.ts'
import { growCodeTree } from './grow-code-tree.ts'
import { refineLeafStatistics } from './leaf-statistics.ts'
import { drawProjections } from './sketches.ts'
import { leafBlock, writeNodes } from './tree-places.ts'

/** The state of boosting one digit, round by round: advance, score, grow, learn. */
export interface Booster {
  /** How many rows a score is a sum over: those held back, or all when there are none. */
  readonly scoredRows: number
  /** Writes the shares before any tree. Returns their likelihood. */
  start(): number
  /** Applies the last tree to the rows held back and to those that the next tree's structure will be chosen on. */
  advance(rng: Rng): void
  /** The likelihood of the rows held back: the sum of the logs of the shares of their classes. */
  score(): number
  /**
   * Chooses the structure of the next tree, or returns `null` when no split gains anything. The first tree may ask the
   * first column only: it then learns its whole effect at once.
   */
  grow(rng: Rng, isFirst: boolean): CodeTree | null
  /** Learns the factors of the tree's leaves: `classes` numbers a leaf. */
  learn(tree: CodeTree, isFirst: boolean): Float32Array
  /** The likelihood of all rows. Applies the last tree to all. */
  scoreAll(): number
}

/** From row `from` up to, not including, `to`. */
type RowRange = readonly [from: number, to: number]

interface Boosting {
  readonly room: KernelRoom
  readonly plan: DigitPlan
  readonly digit: Digit
  readonly rows: DigitRows
  readonly options: DensityOptions
  readonly features: readonly GrowthFeature[]
  readonly choice: FeatureChoice
  /** The share of each class. */
  readonly shares: Float64Array
  /** The rows that the next tree's structure is chosen on: `structureCount` of them from `start` on, around the end. */
  readonly structureCount: number
  start: number
  /** The leaves and factors that some rows have not been multiplied by yet, and those of the next tree. */
  pending: { readonly leaves: number; readonly factors: number }
  spare: { readonly leaves: number; readonly factors: number }
}

const leastShare = 1e-7

// Rows whose shares stay in a near cache between two kernels.
const passRows = 64 * leafBlock

export function createBooster(rooms: KernelRooms, digit: Digit, rows: DigitRows, options: DensityOptions): Booster {
  const features = growthFeatures(rows, options.featureBins)
  const plan = planDigitRoom(digit, rows, features, options)
  const room = rooms.room(plan.bytes)
  writeRows(room, plan, digit, rows, features)
  const boosting: Boosting = {
    room,
    plan,
    digit,
    rows,
    options,
    features,
    choice: createFeatureChoice(features.length, options.featureShare),
    shares: classShares(digit, rows),
    structureCount: structureRowCount(rows.training, options),
    start: 0,
    pending: { leaves: plan.leaves, factors: plan.factors },
    spare: { leaves: plan.nextLeaves, factors: plan.nextFactors },
  }
  const heldBack: RowRange = rows.training < rows.count ? [rows.training, rows.count] : [0, rows.count]
  return {
    scoredRows: heldBack[1] - heldBack[0],
    start() {
      const { table, width, groups, shares } = plan
      room.kernels.spreadTable(table, width, rows.groups === null ? 0 : groups, rows.count, shares)
      forgetPending(boosting)
      return score(boosting, heldBack)
    },
    advance: (rng) => advance(boosting, rng),
    score: () => score(boosting, heldBack),
    grow: (rng, isFirst) => grow(boosting, rng, isFirst),
    learn: (tree, isFirst) => learn(boosting, tree, isFirst),
    scoreAll() {
      for (const range of structureRanges(boosting)) applyPending(boosting, range)
      for (const range of otherRanges(boosting)) applyPending(boosting, range)
      forgetPending(boosting)
      return score(boosting, [0, rows.count])
    },
  }
}

/** The share of each class among the training rows. */
function classShares(digit: Digit, rows: DigitRows): Float64Array {
  const shares = new Float64Array(digit.classes)
  for (let i = 0; i < rows.training; i++) shares[rows.classes[i]!]!++
  return shares.map((count) => count / rows.training)
}

function structureRowCount(training: number, { rowShare, maximumStructureRows, honest }: DensityOptions): number {
  const share = honest ? Math.min(rowShare, 0.5) : rowShare
  return Math.min(maximumStructureRows, Math.max(1, Math.round(training * share)))
}

/** Rows lie in random order, so that the structure's are a random choice. */
function structureRanges({ start, structureCount, rows: { training } }: Boosting): readonly RowRange[] {
  const end = start + structureCount
  if (end <= training) return [[start, end]]
  return [
    [start, training],
    [0, end - training],
  ]
}

/** The training rows that the structure is not chosen on. */
function otherRanges({ start, structureCount, rows: { training } }: Boosting): readonly RowRange[] {
  const end = start + structureCount
  if (end > training) return [[end - training, start]]
  return [
    [0, start],
    [end, training],
  ]
}

function forgetPending({ room, plan, rows, pending }: Boosting): void {
  room.u8.fill(0, pending.leaves, pending.leaves + rows.count)
  room.f32.fill(1, pending.factors >> 2, (pending.factors >> 2) + plan.width)
}

function applyPending({ room, plan, pending }: Boosting, [from, to]: RowRange): void {
  const { shares, width } = plan
  const at = shares + from * width * 4
  room.kernels.advanceRows(at, width, to - from, pending.leaves + from, pending.factors, 0, 0, 0)
}

function score({ room, plan }: Boosting, [from, to]: RowRange): number {
  const { shares, width, classes, picked } = plan
  room.kernels.pickShares(shares + from * width * 4, width, to - from, classes + from, picked)
  return room.kernels.sumLogs(picked, to - from, leastShare)
}

function advance(boosting: Boosting, rng: Rng): void {
  const { room, plan, digit, rows, pending, shares } = boosting
  const { width, classes, projections, sketches } = plan
  // One row is held back, and none is left.
  boosting.start = uniformInteger(rng, Math.max(1, rows.training))
  room.f32.set(drawProjections(shares, digit.isOrdered, width, rng), projections >> 2)
  applyPending(boosting, [rows.training, rows.count])
  for (const [from, to] of structureRanges(boosting)) {
    const at = plan.shares + from * width * 4
    const leaves = pending.leaves + from
    const out = sketches + 16 * from
    room.kernels.advanceRows(at, width, to - from, leaves, pending.factors, classes + from, projections, out)
  }
}

function grow(boosting: Boosting, rng: Rng, isFirst: boolean): CodeTree | null {
  const { room, plan, rows, features, choice, options, structureCount } = boosting
  const used = isFirst ? [rows.firstColumn] : choice.draw(rng)
  if (options.splits === 'random') return drawCodeTree(features, used, plan.leafCount, rng)
  let at = plan.rows
  for (const [from, to] of structureRanges(boosting)) {
    room.u8.copyWithin(at, plan.allRows + 4 * from, plan.allRows + 4 * to)
    at += 4 * (to - from)
  }
  const rules = { leaves: plan.leafCount, minimumLeafRows: options.minimumLeafRows, l2: options.l2 }
  const grown = growCodeTree(room, plan, { features, used }, rules, structureCount)
  choice.credit(used, grown?.gains ?? new Float64Array(features.length))
  if (grown !== null) return grown.tree
  // The next sketches may show what these do not. Until then no row may lag behind.
  for (const range of otherRanges(boosting)) applyPending(boosting, range)
  forgetPending(boosting)
  return null
}

function learn(boosting: Boosting, tree: CodeTree, isFirst: boolean): Float32Array {
  const { room, plan, digit, options, rows, spare, pending } = boosting
  const { kernels } = room
  const { width } = plan
  const leaves = tree.features.length + 1
  writeNodes(room, tree, plan.nodes, (feature) => feature * plan.stride)
  room.u8.set(tree.sets, plan.sets)
  const observed = room.f32.subarray(plan.observed >> 2, (plan.observed >> 2) + leaves * width).fill(0)
  const expected = room.f32.subarray(plan.expected >> 2, (plan.expected >> 2) + leaves * width).fill(0)
  // Leaves are found in blocks that may reach beyond a range, so for all rows before any are summed.
  kernels.findLeaves(plan.codes, plan.nodes, leaves - 1, plan.sets, plan.slots, rows.count, spare.leaves)
  const sum = ([from, to]: RowRange) => {
    const at = plan.shares + from * width * 4
    kernels.sumLeaves(at, width, to - from, plan.classes + from, spare.leaves + from, plan.observed, plan.expected)
  }
  if (!options.honest) for (const range of structureRanges(boosting)) sum(range)
  for (const [from, to] of otherRanges(boosting)) {
    for (let at = from; at < to; at += passRows) {
      const range: RowRange = [at, Math.min(to, at + passRows)]
      applyPending(boosting, range)
      sum(range)
    }
  }
  refineLeafStatistics({ leaves, width, observed, expected }, smoothingOf(digit, options))
  const { pseudoCount } = options
  const learningRate = isFirst ? 1 : Math.min(1, (digit.isOrdered ? 2 : 1) * options.learningRate)
  kernels.leafFactors(plan.observed, plan.expected, leaves * width, learningRate, pseudoCount, spare.factors)
  boosting.pending = spare
  boosting.spare = pending
  return withoutPadding(room.f32, spare.factors >> 2, leaves, width, digit.classes)
}

function smoothingOf({ classes, isOrdered, lone }: Digit, { smooth }: DensityOptions) {
  return { classes, isOrdered, lone, smooth }
}

function withoutPadding(from: Float32Array, at: number, leaves: number, width: number, classes: number): Float32Array {
  if (classes === width) return from.slice(at, at + leaves * width)
  const out = new Float32Array(leaves * classes)
  for (let leaf = 0; leaf < leaves; leaf++) {
    for (let c = 0; c < classes; c++) out[leaf * classes + c] = from[at + leaf * width + c]!
  }
  return out
}
