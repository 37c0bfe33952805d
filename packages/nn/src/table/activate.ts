import type { SymbolicTensor } from '../tensor.ts'
import type { RowLayout } from './row-layout.ts'
import { checkForms } from '@asdf/core'
import * as nn from '../index.ts'
import { aBlock, anActivation, aTensor, maybeTensor } from './argument-forms.ts'

/** How the last numbers of a network become a row. */
export interface RowActivation {
  readonly layout: RowLayout
  /** Of the softmax of categories; near 0 draws are nearly one-hot. */
  readonly temperature: number
  /** Whether draws of categories are one-hot, with the gradient of the soft ones. */
  readonly hard: boolean
}

/**
 * Rows from what the generator's last layer gives: scalars by tanh, categories by a Gumbel softmax. `gumbel` is Gumbel
 * noise for all one-hot blocks, absent when there are none. Where a discrete block of `fixed` holds a category, the row holds it too.
 */
export function activate(
  activation: RowActivation,
  logits: SymbolicTensor,
  gumbel: SymbolicTensor | undefined,
  fixed?: SymbolicTensor,
): SymbolicTensor {
  checkForms('activate', {
    activation: [activation, anActivation],
    logits: [logits, aTensor],
    gumbel: [gumbel, maybeTensor],
    fixed: [fixed, maybeTensor],
  })
  const { layout, temperature, hard } = activation
  const { blocks, scalarStart, width, discreteCount } = layout
  const parts: SymbolicTensor[] = []
  if (gumbel !== undefined) {
    const noisy = nn.multiply(nn.add(nn.slice(logits, 1, 0, scalarStart), gumbel), 1 / temperature)
    blocks.forEach((block, index) => {
      const drawn = draw(part(noisy, block), hard)
      parts.push(fixed !== undefined && index < discreteCount ? overwrite(drawn, part(fixed, block)) : drawn)
    })
  }
  if (scalarStart < width) parts.push(nn.tanh(nn.slice(logits, 1, scalarStart, width)))
  return parts.length === 1 ? parts[0]! : nn.concat(parts, 1)
}

/**
 * What `activate` makes, as far as decoding looks: the largest number of a one-hot block stands where that of the Gumbel
 * softmax would, which is left out.
 */
export function score(
  activation: Pick<RowActivation, 'layout'>,
  logits: SymbolicTensor,
  gumbel: SymbolicTensor | undefined,
  fixed?: SymbolicTensor,
): SymbolicTensor {
  checkForms('score', {
    activation: [activation, anActivation],
    logits: [logits, aTensor],
    gumbel: [gumbel, maybeTensor],
    fixed: [fixed, maybeTensor],
  })
  const {
    layout: { blocks, scalarStart, width, discreteCount },
  } = activation
  const parts: SymbolicTensor[] = []
  if (gumbel !== undefined) {
    const noisy = nn.add(nn.slice(logits, 1, 0, scalarStart), gumbel)
    const ends = fixed === undefined ? 0 : discreteCount
    for (const block of blocks.slice(0, ends)) parts.push(overwrite(part(noisy, block), part(fixed!, block)))
    const free = blocks[ends]?.start ?? scalarStart
    if (free < scalarStart) parts.push(nn.slice(noisy, 1, free, scalarStart))
  }
  if (scalarStart < width) parts.push(nn.tanh(nn.slice(logits, 1, scalarStart, width)))
  return parts.length === 1 ? parts[0]! : nn.concat(parts, 1)
}

/** The block's columns of a tensor of rows. */
export function part(rows: SymbolicTensor, block: { readonly start: number; readonly width: number }) {
  checkForms('part', { rows: [rows, aTensor], block: [block, aBlock] })
  const { start, width } = block
  return nn.slice(rows, 1, start, start + width)
}

function draw(scores: SymbolicTensor, hard: boolean): SymbolicTensor {
  const soft = nn.softmax(scores)
  if (!hard) return soft
  const oneHot = nn.oneHot(nn.argMax(scores), scores.shape.at(-1)!)
  return nn.add(soft, nn.stopGradient(nn.subtract(oneHot, soft)))
}

function overwrite(drawn: SymbolicTensor, fixed: SymbolicTensor): SymbolicTensor {
  const free = nn.subtract(1, nn.sum(fixed, { axes: 1, keepDimensions: true }))
  return nn.add(nn.multiply(drawn, free), fixed)
}

/** The input for Gumbel noise of so many rows; none when rows have no one-hot block. */
export function gumbelInput(activation: Pick<RowActivation, 'layout'>, rows: number): SymbolicTensor | undefined {
  checkForms('gumbelInput', { activation: [activation, anActivation] })
  const { layout } = activation
  return layout.scalarStart === 0 ? undefined : nn.input('gumbel', [rows, layout.scalarStart])
}
