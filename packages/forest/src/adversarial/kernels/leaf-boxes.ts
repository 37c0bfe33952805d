import type { LeafModel } from '../leaf-model.ts'
import { setWords } from './tree.ts'

export interface Boxes {
  /** The box of a leaf in a column, at `leaf * columns + column`. */
  readonly boxOf: Int32Array
  /** `setWords` words a box: which codes it holds. */
  readonly words: Int32Array
  readonly lows: Int32Array
  readonly highs: Int32Array
  /** Share of the table's rows with a code in the box. */
  readonly masses: Float64Array
}

/** Which codes the tests above a leaf leave it, in each column. */
export function layBoxes(model: LeafModel, shares: readonly Float64Array[]): Boxes {
  const { sizes, roots, column: nodeColumn, next, setAt, sets, leafRows } = model
  const columnCount = sizes.length
  const boxOf = new Int32Array(leafRows.length * columnCount)
  const words: number[] = []
  const owner: number[] = []
  for (let column = 0; column < columnCount; column++) {
    owner.push(column)
    for (let word = 0; word < setWords; word++) words.push(wordOfSize(sizes[column]!, word))
  }
  const whole = Int32Array.from({ length: columnCount }, (_, column) => column)
  const open: { readonly node: number; readonly boxes: Int32Array }[] = []
  for (const root of roots) {
    open.push({ node: root, boxes: whole })
    while (open.length > 0) {
      const { node, boxes } = open.pop()!
      const column = nodeColumn[node]!
      if (column < 0) {
        boxOf.set(boxes, next[node]! * columnCount)
        continue
      }
      for (let side = 0; side < 2; side++) {
        const inner = boxes.slice()
        inner[column] = owner.length
        owner.push(column)
        for (let word = 0; word < setWords; word++) {
          const set = sets[setAt[node]! + word]!
          words.push(words[boxes[column]! * setWords + word]! & (side === 0 ? set : ~set))
        }
        open.push({ node: next[node]! + side, boxes: inner })
      }
    }
  }
  const lows = new Int32Array(owner.length)
  const highs = new Int32Array(owner.length).fill(-1)
  const masses = new Float64Array(owner.length)
  owner.forEach((column, box) => {
    for (let code = sizes[column]! - 1; code >= 0; code--) {
      if (((words[box * setWords + (code >> 5)]! >>> (code & 31)) & 1) === 0) continue
      lows[box] = code
      if (highs[box]! < 0) highs[box] = code
      masses[box]! += shares[column]![code]!
    }
  })
  return { boxOf, words: Int32Array.from(words), lows, highs, masses }
}

/** The word of a set that holds the codes below `size`. */
function wordOfSize(size: number, word: number): number {
  const codes = Math.max(0, Math.min(32, size - 32 * word))
  return codes === 32 ? -1 : (1 << codes) - 1
}
