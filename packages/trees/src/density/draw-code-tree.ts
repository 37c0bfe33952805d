import type { Rng } from '@asdf/contract'
import type { CodeTree } from './code-tree.ts'
import type { GrowthFeature } from './grow-code-tree.ts'
import { permutation, uniformInteger } from '@asdf/core'
import { addNode, createDraft, finishTree } from './code-tree.ts'

/**
 * A tree whose splits do not depend on the rows: leaves are split in random order, each by a feature and a threshold, or a set,
 * drawn evenly from what is left of them there.
 */
export function drawCodeTree(
  features: readonly GrowthFeature[],
  used: readonly number[],
  leafCount: number,
  rng: Rng,
): CodeTree | null {
  const draft = createDraft()
  const whole: DrawnLeaf = {
    link: -1,
    codes: features.map(({ size }) => Uint8Array.from({ length: size }, (_, c) => c)),
  }
  const leaves = [whole]
  for (let turn = 0; turn < leafCount - 1; turn++) {
    const index = uniformInteger(rng, leaves.length)
    const { link, codes } = leaves[index]!
    const open = used.filter((feature) => codes[feature]!.length > 1)
    if (open.length === 0) continue
    const feature = open[uniformInteger(rng, open.length)]!
    const [left, right] = cut(codes[feature]!, features[feature]!.isOrdered, rng)
    if (link >= 0) draft.children[link] = draft.features.length
    const at = 2 * draft.features.length
    const set = features[feature]!.isOrdered ? null : left
    addNode(draft, { feature, threshold: left.at(-1)!, codes: set }, index, leaves.length)
    leaves[index] = { link: at, codes: codes.with(feature, left) }
    leaves.push({ link: at + 1, codes: codes.with(feature, right) })
  }
  return leaves.length === 1 ? null : finishTree(draft)
}

interface DrawnLeaf {
  readonly link: number
  /** The codes of every feature that can arrive here. */
  readonly codes: readonly Uint8Array[]
}

function cut(codes: Uint8Array, isOrdered: boolean, rng: Rng): readonly [left: Uint8Array, right: Uint8Array] {
  const order = isOrdered ? codes : Uint8Array.from(permutation(codes.length, rng), (place) => codes[place]!)
  const at = 1 + uniformInteger(rng, order.length - 1)
  return [order.slice(0, at), order.slice(at)]
}
