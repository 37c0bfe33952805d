import type { Tree } from '../tree.ts'
import { missingLeft, setTest, setWords } from '../tree.ts'

export interface TreeRows {
  /** Bins, one column of `stride` bytes per feature. */
  readonly bins: Uint8Array
  readonly stride: number
  /** The bin of missing values, by feature. */
  readonly missing: Uint8Array
  /** Rows `from` to before `to`. */
  readonly from: number
  readonly to: number
}

/** Adds the outputs of the leaf that each row reaches: out[row * width + offset + j] += values[leaf * outputs + j]. */
export function addTree(
  tree: Tree,
  rows: TreeRows,
  outputs: number,
  out: Float64Array,
  { width, offset }: { readonly width: number; readonly offset: number },
): void {
  const { feature, test, left, values, sets } = tree
  const { bins, stride, missing, from, to } = rows
  for (let row = from; row < to; row++) {
    let node = 0
    let tested = feature[0]!
    while (tested >= 0) {
      const bin = bins[tested * stride + row]!
      const rule = test[node]!
      let goesLeft: boolean
      if ((rule & setTest) !== 0) goesLeft = ((sets[(rule >> 10) * setWords + (bin >> 5)]! >>> (bin & 31)) & 1) === 1
      else if (bin === missing[tested]!) goesLeft = (rule & missingLeft) !== 0
      else goesLeft = bin <= (rule & 255)
      node = goesLeft ? left[node]! : left[node]! + 1
      tested = feature[node]!
    }
    const from = left[node]! * outputs
    const to = row * width + offset
    for (let j = 0; j < outputs; j++) out[to + j]! += values[from + j]!
  }
}
