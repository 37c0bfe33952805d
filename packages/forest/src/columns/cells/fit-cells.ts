import type { CellModel } from './cell-model.ts'
import { factorOf, mainAxis, momentsOf } from './moments.ts'

export interface CellRules {
  /** Rows of a leaf, at least. */
  readonly minimumRows: number
  /** Rows whose mean tells where a cut lies, on either side of it. */
  readonly sharedRows: number
}

/** About so many codes, where there are rows for them. */
const codeCount = 200

/** Learns the cells of columns without gaps: `values` has one array for each of `columns`. Needs `minimumRows` rows. */
export function fitCells(
  columns: readonly number[],
  values: readonly Float64Array[],
  { minimumRows, sharedRows }: CellRules,
): CellModel {
  const width = columns.length
  const rowCount = values[0]!.length
  const all = Uint32Array.from({ length: rowCount }, (_, row) => row)
  const whole = momentsOf(values, all)
  const deviations = Float64Array.from({ length: width }, (_, i) => Math.sqrt(whole.covariance[i * width + i]!) || 1)
  const points = values.map((column, i) => column.map((value) => (value - whole.means[i]!) / deviations[i]!))
  const grown = grow(points, all, { minimumRows, sharedRows, codeRows: Math.max(minimumRows, rowCount / codeCount) })
  const { leaves } = grown
  const codeRows = new Float64Array(256)
  for (const { code, rows } of leaves) codeRows[code]! += rows
  return {
    columns,
    means: whole.means,
    deviations,
    directions: Float64Array.from(grown.nodes.flatMap(({ direction }) => [...direction])),
    thresholds: Float64Array.from(grown.nodes, ({ threshold }) => threshold),
    children: Int32Array.from(grown.nodes.flatMap(({ children }) => children)),
    codes: Uint8Array.from(leaves, ({ code }) => code),
    shares: Float64Array.from(leaves, ({ code, rows }) => rows / codeRows[code]!),
    centers: Float64Array.from(leaves.flatMap(({ center }) => [...center])),
    factors: Float64Array.from(leaves.flatMap(({ factor }) => [...factor])),
  }
}

/** What a further row would vary by, whose mean and covariance are known from so many rows only. */
function widened(covariance: Float64Array, rows: number): Float64Array {
  const factor = (rows + 1) / (rows - Math.sqrt(covariance.length))
  return covariance.map((value) => factor * value)
}

interface Node {
  readonly direction: Float64Array
  readonly threshold: number
  readonly children: [left: number, right: number]
}

interface Leaf {
  readonly code: number
  readonly rows: number
  readonly center: Float64Array
  readonly factor: Float64Array
}

interface Rules extends CellRules {
  /** A node of fewer than twice as many rows is one code. */
  readonly codeRows: number
}

function grow(points: readonly Float64Array[], all: Uint32Array, rules: Rules) {
  const nodes: Node[] = []
  const leaves: Leaf[] = []
  let codes = 0
  const visit = (rows: Uint32Array, given: number | null): number => {
    const code = given ?? (rows.length < 2 * rules.codeRows ? codes++ : null)
    const { means, covariance } = momentsOf(points, rows)
    const direction = mainAxis(covariance)
    const least = code === null ? Math.ceil(rules.codeRows) : rules.minimumRows
    const cut = cutAcross(points, rows, direction, { ...rules, minimumRows: least })
    if (cut === null) {
      leaves.push({
        code: code ?? codes++,
        rows: rows.length,
        center: means,
        factor: factorOf(widened(covariance, rows.length)),
      })
      return -leaves.length
    }
    const node: Node = { direction, threshold: cut.threshold, children: [0, 0] }
    const index = nodes.push(node) - 1
    node.children[0] = visit(cut.left, code)
    node.children[1] = visit(cut.right, code)
    return index
  }
  visit(all, null)
  return { nodes, leaves }
}

/** Parts rows where they lie far apart along the direction; `null` where no part would have enough rows. */
function cutAcross(
  points: readonly Float64Array[],
  rows: Uint32Array,
  direction: Float64Array,
  { minimumRows, sharedRows }: CellRules,
) {
  const count = rows.length
  if (count < 2 * minimumRows) return null
  const places = Float64Array.from(rows, (row) => placeOf(points, row, direction))
  const sorted = places.slice().sort()
  // The cut may part a few rows less or more than the gap does.
  const margin = count < 2 * (minimumRows + sharedRows) ? 0 : sharedRows
  let best = 0
  let most = 0
  for (let end = minimumRows + margin; end <= count - minimumRows - margin; end++) {
    const score = (sorted[end]! - sorted[end - 1]!) * Math.sqrt(end * (count - end))
    if (score <= most) continue
    most = score
    best = end
  }
  if (best === 0) return null
  // Between two rows it would tell where both are.
  const threshold = (meanOf(sorted, best - sharedRows, best) + meanOf(sorted, best, best + sharedRows)) / 2
  const left = rows.filter((_, i) => places[i]! < threshold)
  const right = rows.filter((_, i) => places[i]! >= threshold)
  return Math.min(left.length, right.length) < minimumRows ? null : { threshold, left, right }
}

function placeOf(points: readonly Float64Array[], row: number, direction: Float64Array): number {
  let sum = 0
  for (let i = 0; i < direction.length; i++) sum += direction[i]! * points[i]![row]!
  return sum
}

function meanOf(sorted: Float64Array, from: number, to: number): number {
  const some = sorted.subarray(Math.max(0, from), to)
  return some.reduce((sum, value) => sum + value, 0) / some.length
}
