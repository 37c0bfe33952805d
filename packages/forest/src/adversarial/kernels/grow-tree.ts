import type { Rng } from '@asdf/contract'
import type { BagRange } from './split-search.ts'
import type { Tree, TwoClasses } from './tree.ts'
import { uniformInteger } from '@asdf/core'
import { createSplitSearch } from './split-search.ts'

export interface GrowthRules {
  /** Columns that each split looks at. */
  readonly columnsPerSplit: number
  /** Real rows in each leaf, at least, of those that the tree sees and of all. */
  readonly minimumBagRows: number
  readonly minimumRows: number
}

/**
 * What trees say of the rows that they have not seen. Whole numbers, so that the order of the trees does not show, and
 * added as one thread among several.
 */
export interface Votes {
  /** By row: the shares of real rows in its leaves, in units of 1 / `shareUnits`. */
  readonly shares: Int32Array
  /** By row: how many trees had it out of their bag. */
  readonly voters: Int32Array
}

export const shareUnits = 2 ** 16

/** Grows one tree after the other in the same memory. */
export interface TreeGrower {
  /** Depends on `rng` alone, not on the trees grown before it. Adds the tree's votes to `votes`. */
  grow(rng: Rng, votes: Votes): Tree
}

/** Of a bag drawn with replacement, the share of rows that occur. */
export const bagShare = 1 - Math.exp(-1)
const bagWords = Math.floor(2 ** 32 * bagShare)

/** Rows by whether they are in the bag; those of a node stand together in each of the four. */
interface Rows {
  readonly real: Uint32Array
  readonly synthetic: Uint32Array
  readonly realOutside: Uint32Array
  readonly syntheticOutside: Uint32Array
}

/** Where a node's rows begin and end in `Rows`. */
interface OpenNode extends BagRange {
  readonly node: number
  readonly realOutFrom: number
  readonly realOutTo: number
  readonly otherOutFrom: number
  readonly otherOutTo: number
}

/**
 * Grows trees of a forest that tells real rows from synthetic ones: Breiman, "Random Forests" (Machine Learning 2001), by
 * the Gini index, on codes. A row is in a tree's bag with the probability that a bootstrap holds it, and counts once: so
 * a leaf's rows are different rows.
 */
export function createTreeGrower(data: TwoClasses, rules: GrowthRules): TreeGrower {
  const { rowCount, columnCount, codes, sizes } = data
  const { columnsPerSplit, minimumBagRows, minimumRows } = rules
  const rows: Rows = {
    real: new Uint32Array(rowCount),
    synthetic: new Uint32Array(rowCount),
    realOutside: new Uint32Array(rowCount),
    syntheticOutside: new Uint32Array(rowCount),
  }
  const spare = new Uint32Array(rowCount)
  const columns = new Int32Array(columnCount)
  const goesLeft = new Uint8Array(256)
  const search = createSplitSearch(data, rows.real, rows.synthetic, minimumBagRows)

  return { grow }

  function grow(rng: Rng, votes: Votes): Tree {
    const tree = createTree(rowCount)
    const draws = rng.fork('splits')
    for (let column = 0; column < columnCount; column++) columns[column] = column
    const open: OpenNode[] = [drawBag(rng.fork('bag'))]
    while (open.length > 0) {
      const node = open.pop()!
      const column = bestColumn(node, draws)
      const children = column < 0 ? undefined : divide(node, column)
      if (children === undefined) {
        const leaf = tree.addLeaf(node.node)
        for (let i = node.realFrom; i < node.realTo; i++) tree.leafOf[rows.real[i]!] = leaf
        for (let i = node.realOutFrom; i < node.realOutTo; i++) tree.leafOf[rows.realOutside[i]!] = leaf
        vote(node, votes)
      } else {
        const left = tree.split(node.node, column, search.set)
        open.push({ ...children[1], node: left + 1 }, { ...children[0], node: left })
      }
    }
    return tree.finish()
  }

  function drawBag(rng: Rng): OpenNode {
    let [real, realOut, other, otherOut] = [0, 0, 0, 0]
    for (let row = 0; row < rowCount; row++) {
      if (rng.nextUint32() < bagWords) rows.real[real++] = row
      else rows.realOutside[realOut++] = row
    }
    for (let row = rowCount; row < 2 * rowCount; row++) {
      if (rng.nextUint32() < bagWords) rows.synthetic[other++] = row
      else rows.syntheticOutside[otherOut++] = row
    }
    const bag = { realFrom: 0, realTo: real, otherFrom: 0, otherTo: other }
    return { node: 0, ...bag, realOutFrom: 0, realOutTo: realOut, otherOutFrom: 0, otherOutTo: otherOut }
  }

  /** The column of the best split, -1 when there is none. Goes on to more columns while those drawn have no split. */
  function bestColumn(node: OpenNode, rng: Rng): number {
    const reals = node.realTo - node.realFrom
    if (reals < 2 * minimumBagRows || node.otherTo === node.otherFrom) return -1
    search.open(node)
    let best = -1
    for (let drawn = 0; drawn < columnCount && (drawn < columnsPerSplit || best < 0); drawn++) {
      const place = drawn + (drawn + 1 < columnCount ? uniformInteger(rng, columnCount - drawn) : 0)
      const column = columns[place]!
      columns[place] = columns[drawn]!
      columns[drawn] = column
      if (sizes[column]! > 1 && search.tryColumn(column)) best = column
    }
    return best
  }

  /** Both children's rows; `undefined` when one has too few of all real rows. */
  function divide(
    node: OpenNode,
    column: number,
  ): readonly [Omit<OpenNode, 'node'>, Omit<OpenNode, 'node'>] | undefined {
    const { set } = search
    for (let code = 0; code < 256; code++) goesLeft[code] = (set[code >> 5]! >>> (code & 31)) & 1
    const parting = { codes, base: column * 2 * rowCount, goesLeft, spare }
    const { realFrom, realTo, otherFrom, otherTo, realOutFrom, realOutTo, otherOutFrom, otherOutTo } = node
    const real = partition(rows.real, realFrom, realTo, parting)
    const realOut = partition(rows.realOutside, realOutFrom, realOutTo, parting)
    const leftRows = real - realFrom + realOut - realOutFrom
    const rightRows = realTo - real + realOutTo - realOut
    if (leftRows < minimumRows || rightRows < minimumRows) return undefined
    const other = partition(rows.synthetic, otherFrom, otherTo, parting)
    const otherOut = partition(rows.syntheticOutside, otherOutFrom, otherOutTo, parting)
    const left = { realFrom, realTo: real, otherFrom, otherTo: other }
    const right = { realFrom: real, realTo, otherFrom: other, otherTo }
    return [
      { ...left, realOutFrom, realOutTo: realOut, otherOutFrom, otherOutTo: otherOut },
      { ...right, realOutFrom: realOut, realOutTo, otherOutFrom: otherOut, otherOutTo },
    ]
  }

  function vote(node: OpenNode, { shares, voters }: Votes): void {
    const reals = node.realTo - node.realFrom
    const all = reals + node.otherTo - node.otherFrom
    const share = all === 0 ? shareUnits / 2 : Math.round((reals / all) * shareUnits)
    for (let i = node.realOutFrom; i < node.realOutTo; i++) {
      Atomics.add(shares, rows.realOutside[i]!, share)
      Atomics.add(voters, rows.realOutside[i]!, 1)
    }
    for (let i = node.otherOutFrom; i < node.otherOutTo; i++) {
      Atomics.add(shares, rows.syntheticOutside[i]!, share)
      Atomics.add(voters, rows.syntheticOutside[i]!, 1)
    }
  }
}

/** How a node's rows part: each goes left when its code, at `base` + row, is flagged. */
interface Parting {
  readonly codes: Uint8Array
  readonly base: number
  readonly goesLeft: Uint8Array
  /** Room for as many rows. */
  readonly spare: Uint32Array
}

/** Puts the rows that go left before the others, both in their order; returns where the others begin. */
function partition(list: Uint32Array, from: number, to: number, { codes, base, goesLeft, spare }: Parting): number {
  let left = from
  let right = 0
  for (let i = from; i < to; i++) {
    const row = list[i]!
    const isLeft = goesLeft[codes[base + row]!]!
    list[left] = row
    spare[right] = row
    left += isLeft
    right += 1 - isLeft
  }
  for (let i = 0; i < right; i++) list[left + i] = spare[i]!
  return left
}

/** Collects the nodes of a tree while it grows. */
function createTree(rowCount: number) {
  const column: number[] = [-1]
  const next: number[] = [0]
  const setAt: number[] = [0]
  const sets: number[] = []
  const leafOf = new Uint16Array(rowCount)
  let leafCount = 0
  return {
    leafOf,
    addLeaf: (node: number): number => (next[node] = leafCount++),
    /** Returns the left child. */
    split(node: number, tested: number, set: Int32Array): number {
      column[node] = tested
      setAt[node] = sets.length
      sets.push(...set)
      const left = (next[node] = column.length)
      column.push(-1, -1)
      next.push(0, 0)
      setAt.push(0, 0)
      return left
    },
    finish: (): Tree => ({
      column: Int32Array.from(column),
      next: Int32Array.from(next),
      sets: Int32Array.from(sets),
      setAt: Int32Array.from(setAt),
      leafCount,
      leafOf,
    }),
  }
}
