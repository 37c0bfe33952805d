/**
 * A grown tree as arrays, one entry per node, root first. The children of a node stand side by side and after it.
 * A row goes left when its bin passes the node's test.
 */
export interface Tree {
  /** The feature a node tests; -1 in a leaf. */
  readonly feature: Int32Array
  /** Number test: `bin <= test & 255`, and a missing value goes left when bit 8 is set. Set test: see `setTest`. */
  readonly test: Int32Array
  /** Left child, the right one follows it; in a leaf the row of `values`. */
  readonly left: Int32Array
  /** One row of outputs per leaf. */
  readonly values: Float64Array
  /** Sets of bins, 8 words of 32 bits each. */
  readonly sets: Int32Array
}

/** Bit 8 of a number test: missing values go left. */
export const missingLeft = 0x100

/** Bit 9 of a test: bins in set `test >> 10` go left, the bin of missing values like any other. */
export const setTest = 0x200

/** How many 32-bit words hold a set of bins. */
export const setWords = 8

/** Collects the nodes of a tree while it grows. */
export interface TreeBuilder {
  /** Adds a leaf and returns its node. */
  addNode(): number
  /** Turns a leaf into a test of `feature`; its children are added side by side, and the left one is returned. */
  split(node: number, feature: number, test: number): number
  addSet(words: Int32Array): number
  /** `outputs(node)` are the values of the leaf `node`. */
  finish(outputs: (node: number) => readonly number[]): Tree
}

export function createTreeBuilder(): TreeBuilder {
  const feature: number[] = []
  const test: number[] = []
  const left: number[] = []
  const sets: number[] = []

  function addNode(): number {
    feature.push(-1)
    test.push(0)
    left.push(-1)
    return feature.length - 1
  }

  return {
    addNode,
    split(node, chosenFeature, chosenTest) {
      feature[node] = chosenFeature
      test[node] = chosenTest
      left[node] = addNode()
      addNode()
      return left[node]
    },
    addSet(words) {
      sets.push(...words)
      return sets.length / setWords - 1
    },
    finish(outputs) {
      const values: number[] = []
      let leaves = 0
      for (let node = 0; node < feature.length; node++) {
        if (feature[node]! >= 0) continue
        left[node] = leaves++
        values.push(...outputs(node))
      }
      return {
        feature: Int32Array.from(feature),
        test: Int32Array.from(test),
        left: Int32Array.from(left),
        values: Float64Array.from(values),
        sets: Int32Array.from(sets),
      }
    },
  }
}
