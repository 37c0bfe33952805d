import { checkForms } from '@asdf/core'
import { floats } from '../argument-forms.ts'
import { aLayout, aTransformShape } from './argument-forms.ts'

/** A part of an encoded row, as table transforms describe it. */
export interface TransformSlot {
  readonly column: number
  readonly start: number
  readonly width: number
  readonly kind: 'scalar' | 'one-hot'
}

/** What is needed to know of a table transform to lay rows out for networks. */
export interface TransformShape {
  readonly width: number
  readonly slots: readonly TransformSlot[]
  /** The columns whose values are whole one-hot slots, so that they can be conditions. */
  readonly discrete: readonly { readonly column: number; readonly start: number; readonly width: number }[]
}

/** A one-hot part of a row in the order of the networks. */
export interface Block {
  readonly column: number
  readonly start: number
  readonly width: number
}

/**
 * The order in which networks write the numbers of a row: the one-hot blocks of discrete columns, then all other one-hot
 * blocks, then scalars. Conditions have the form of the first part, and each kind is activated in one piece.
 */
export interface RowLayout {
  readonly width: number
  /** All one-hot blocks, in order; the first `discreteCount` are those of discrete columns. */
  readonly blocks: readonly Block[]
  readonly discreteCount: number
  /** Width of the discrete blocks together. */
  readonly conditionWidth: number
  /** Where the scalars begin, which go on to the end. */
  readonly scalarStart: number
  /** For each place in a row of the networks its place in a row of the transform. */
  readonly order: Int32Array
}

/** The layout for the rows of a transform. */
export function rowLayout(shape: TransformShape): RowLayout {
  checkForms('rowLayout', { shape: [shape, aTransformShape] })
  const { width, slots, discrete } = shape
  const isDiscrete = (slot: TransformSlot) => discrete.some(({ start }) => start === slot.start)
  const oneHot = slots.filter(({ kind }) => kind === 'one-hot')
  const ordered = [
    ...oneHot.filter(isDiscrete),
    ...oneHot.filter((slot) => !isDiscrete(slot)),
    ...slots.filter(({ kind }) => kind === 'scalar'),
  ]
  const order = new Int32Array(width)
  let next = 0
  const placed = ordered.map(({ column, kind, start: from, width: size }) => {
    const start = next
    for (let i = 0; i < size; i++) order[next++] = from + i
    return { column, start, width: size, kind }
  })
  const blocks = placed.flatMap(({ kind, ...block }) => (kind === 'one-hot' ? [block] : []))
  const widthOf = (part: readonly Block[]) => part.reduce((sum, block) => sum + block.width, 0)
  return {
    width,
    blocks,
    discreteCount: discrete.length,
    conditionWidth: widthOf(blocks.slice(0, discrete.length)),
    scalarStart: widthOf(blocks),
    order,
  }
}

/** Rows of a transform in the order of the networks. */
export function toNetworkOrder(rows: Float32Array, layout: RowLayout): Float32Array {
  checkForms('toNetworkOrder', { rows: [rows, floats], layout: [layout, aLayout] })
  const { order, width } = layout
  const out = new Float32Array(rows.length)
  for (let start = 0; start < rows.length; start += width)
    for (let i = 0; i < width; i++) out[start + i] = rows[start + order[i]!]!
  return out
}

/** Rows of networks in the order of the transform, written to `out` from its row `first` on. */
export function toTransformOrder(
  rows: Float32Array,
  layout: RowLayout,
  out: Float32Array,
  first: number,
  count: number,
): void {
  checkForms('toTransformOrder', { rows: [rows, floats], layout: [layout, aLayout], out: [out, floats] })
  const { order, width } = layout
  const runs = runsOf(order)
  for (let row = 0; row < count; row++) {
    const [from, to] = [row * width, (first + row) * width]
    for (const { start, end, place } of runs) {
      const shift = to + place - start
      for (let i = start; i < end; i++) out[shift + i] = rows[from + i]!
    }
  }
}

/** The parts of an order that count up, so that their numbers stay side by side. */
function runsOf(order: Int32Array): { readonly start: number; readonly end: number; readonly place: number }[] {
  const runs: { start: number; end: number; place: number }[] = []
  order.forEach((place, i) => {
    const last = runs.at(-1)
    if (last !== undefined && last.place + (i - last.start) === place) last.end = i + 1
    else runs.push({ start: i, end: i + 1, place })
  })
  return runs
}
