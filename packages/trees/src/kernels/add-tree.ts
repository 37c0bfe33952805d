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

/** Where the sums of a row lie: output j of a leaf goes to row * width + offset + j. */
export interface SumLayout {
  /** Outputs of each leaf. */
  readonly outputs: number
  readonly width: number
  readonly offset: number
}

/** Adds the outputs of the leaf that each row reaches to the sums in `out`. */
export function addTree(tree: Tree, rows: TreeRows, out: Float64Array, { outputs, width, offset }: SumLayout): void {
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
    const leaf = left[node]! * outputs
    const sum = row * width + offset
    for (let j = 0; j < outputs; j++) out[sum + j]! += values[leaf + j]!
  }
}
