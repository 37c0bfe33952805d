import type { Column, Schema } from '@asdf/contract'
import type { ValueGrid } from '@asdf/core'
import type { ColumnCoder } from '../columns/coder.ts'
import type { CodedValues } from './column-order.ts'
import { levelOf } from '@asdf/core'
import { createPace } from '@asdf/trees/matrix'
import { mutualInformation } from './column-order.ts'

/** What two columns must tell of each other, in nats: as much as normal ones of a correlation of 0.88. */
const leastLink = 0.75
/** Columns of a group, at most: the covariance of a cell is learned from few rows. */
const mostMembers = 4
const mostColumns = 64
const levels = 16
/** A value that a larger share of the rows has is no number among others. */
const heaviest = 0.1
/** So many numbers, as a share, may be those that many rows share, or that people round to. */
const mostShared = 0.1

/** Groups of two to four columns of numbers that tell most of each other; `columns` as in the table. */
export async function linkedColumns(
  { fields }: Schema,
  columns: readonly Column[],
  coders: readonly (ColumnCoder | undefined)[],
  codes: readonly (Uint8Array | undefined)[],
  signal?: AbortSignal,
): Promise<number[][]> {
  const pace = createPace(signal)
  const coarse = new Map<number, CodedValues>()
  for (const [index, { kind, role }] of fields.entries()) {
    const coder = coders[index]
    if (role !== 'feature' || (kind !== 'numeric' && kind !== 'datetime') || coder === undefined) continue
    if (coder.nullCode !== undefined || columns[index]!.valid?.includes(0)) continue
    const level = isEven(coder, codes[index]!, columns[index]!) ? levelsOf(codes[index]!, coder.size) : undefined
    if (level !== undefined) coarse.set(index, level)
    if (coarse.size > mostColumns) return []
    if (pace.isDue()) await pace.turn()
  }
  const left = [...coarse.keys()]
  const links = new Map<string, number>()
  for (const [place, a] of left.entries()) {
    for (const b of left.slice(place + 1)) {
      links.set(`${a} ${b}`, mutualInformation(coarse.get(a)!, coarse.get(b)!))
      if (pace.isDue()) await pace.turn()
    }
  }
  const linkOf = (a: number, b: number) => links.get(a < b ? `${a} ${b}` : `${b} ${a}`)!
  const groups: number[][] = []
  for (;;) {
    const group = strongestPair(left, linkOf)
    if (group === null) return groups
    while (group.length < mostMembers) {
      const next = bestBeside(group, left, linkOf)
      if (next === undefined) break
      group.push(next)
    }
    groups.push(group.sort((a, b) => a - b))
    for (const member of group) left.splice(left.indexOf(member), 1)
  }
}

function strongestPair(left: readonly number[], linkOf: (a: number, b: number) => number): number[] | null {
  let best: number[] | null = null
  let most = leastLink
  for (const [place, a] of left.entries()) {
    for (const b of left.slice(place + 1)) {
      if (linkOf(a, b) < most) continue
      most = linkOf(a, b)
      best = [a, b]
    }
  }
  return best
}

/** The column that is linked with all of a group, the one with the strongest weakest link. */
function bestBeside(group: readonly number[], left: readonly number[], linkOf: (a: number, b: number) => number) {
  const weakest = (column: number) => Math.min(...group.map((member) => linkOf(member, column)))
  return left
    .filter((column) => !group.includes(column) && weakest(column) >= leastLink)
    .sort((a, b) => weakest(b) - weakest(a) || a - b)[0]
}

/**
 * Whether any number may stand for its neighbors: all lie alike on one grid, or hardly any is shared by many rows. Values that
 * people round to, among others, are drawn by their codes.
 */
function isEven({ grid, atoms }: ColumnCoder, codes: Uint8Array, column: Column): boolean {
  if (grid === undefined || (column.kind !== 'numeric' && column.kind !== 'datetime')) return false
  if (grid.step > 0 && roundedShare(grid, column.values) <= mostShared) return true
  return codes.reduce((sum, code) => sum + atoms[code]!, 0) <= mostShared * codes.length
}

/** By how much more rows than grid points lie on the grid's levels, as a share. */
function roundedShare({ factor, step, levels }: ValueGrid, values: Float64Array): number {
  const [level] = levels ?? []
  if (levels === undefined || level === undefined) return 0
  const count = values.reduce((sum, value) => sum + (levelOf(levels, Math.round(value * factor)) < 0 ? 0 : 1), 0)
  return count / values.length - step / level.step
}

/** Codes in sixteen levels of about equally many rows; nothing where a code has too many rows. */
function levelsOf(codes: Uint8Array, size: number): CodedValues | undefined {
  const counts = new Uint32Array(size)
  for (const code of codes) counts[code]!++
  if (size < levels || counts.some((count) => count > heaviest * codes.length)) return undefined
  let below = 0
  const levelOf = Uint8Array.from(counts, (count) => {
    const level = Math.floor(((below + count / 2) / codes.length) * levels)
    below += count
    return level
  })
  return { codes: codes.map((code) => levelOf[code]!), size: levels }
}
