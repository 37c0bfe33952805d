import type { LeafModel } from '../leaf-model.ts'
import type { Tree, TwoClasses } from './tree.ts'
import { groupByLeaf } from './leaf-rows.ts'

/** Leaves of trees as they are collected. */
export interface LeafCollector {
  add(tree: Tree): void
  finish(): LeafModel
}

/** Counts what the real rows of `data` hold in the leaves of one tree after the other. */
export function collectLeaves(data: TwoClasses): LeafCollector {
  const { rowCount, columnCount, codes, sizes, ordered } = data
  const tally = new Uint32Array(256)
  const roots: number[] = []
  const parts = {
    column: [] as Int32Array[],
    next: [] as Int32Array[],
    setAt: [] as Int32Array[],
    sets: [] as Int32Array[],
  }
  const leafRows: number[] = []
  const entryStarts: number[] = [0]
  let entryCodes = new Uint8Array(1 << 16)
  let entryCounts = new Uint8Array(1 << 16)
  let entries = 0
  let nodes = 0
  let words = 0

  return {
    add(tree) {
      const firstLeaf = leafRows.length
      const firstNode = nodes
      const firstWord = words
      roots.push(nodes)
      parts.column.push(tree.column)
      parts.next.push(tree.next.map((next, node) => next + (tree.column[node]! < 0 ? firstLeaf : firstNode)))
      parts.setAt.push(tree.setAt.map((at) => at + firstWord))
      parts.sets.push(tree.sets)
      nodes += tree.column.length
      words += tree.sets.length
      const { rows, starts } = groupByLeaf(tree)
      for (let leaf = 0; leaf < tree.leafCount; leaf++) {
        const from = starts[leaf]!
        const to = starts[leaf + 1]!
        leafRows.push(to - from)
        for (let column = 0; column < columnCount; column++) {
          count(rows, from, to, column)
          entryStarts.push(entries)
        }
      }
    },
    finish: () => ({
      sizes,
      ordered,
      rowCount,
      roots: Int32Array.from(roots),
      column: concatenate(parts.column, nodes),
      next: concatenate(parts.next, nodes),
      setAt: concatenate(parts.setAt, nodes),
      sets: concatenate(parts.sets, words),
      leafRows: Int32Array.from(leafRows),
      entryStarts: Int32Array.from(entryStarts),
      entryCodes: entryCodes.slice(0, entries),
      entryCounts: entryCounts.slice(0, entries),
    }),
  }

  function count(rows: Uint32Array, from: number, to: number, column: number): void {
    const base = column * 2 * rowCount
    const size = sizes[column]!
    for (let i = from; i < to; i++) tally[codes[base + rows[i]!]!]!++
    for (let code = 0; code < size; code++) {
      for (let left = tally[code]!; left > 0; left -= 255) {
        if (entries === entryCodes.length) grow()
        entryCodes[entries] = code
        entryCounts[entries++] = Math.min(left, 255)
      }
      tally[code] = 0
    }
  }

  function grow(): void {
    const [codesBefore, countsBefore] = [entryCodes, entryCounts]
    entryCodes = new Uint8Array(2 * entries)
    entryCounts = new Uint8Array(2 * entries)
    entryCodes.set(codesBefore)
    entryCounts.set(countsBefore)
  }
}

function concatenate(parts: readonly Int32Array[], length: number): Int32Array {
  const all = new Int32Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
