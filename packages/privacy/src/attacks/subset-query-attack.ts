import type { Column, Field, Rng, Table } from '@asdf/contract'
import type { MembershipAttack, MembershipAttackOptions } from './membership-attack.ts'
import {
  cellsOf,
  chooseRows,
  classCodes,
  classNames,
  isPresent,
  runSteps,
  sampleWithoutReplacement,
  uniformInteger,
} from '@asdf/core'
import { attackDefaults, attackOptions, membershipAttack } from './membership-attack.ts'

const where = 'subsetQueryAttack'
const id = '@asdf/privacy/subset-query-attack'

const queries = 450
const [fewestColumns, mostColumns] = [3, 5]
const bins = 10
/** Most synthetic, and most reference rows that are counted. */
const mostRows = 10_000

/**
 * Counts in random subsets of columns: the mean over 450 subsets of 3 to 5 columns of log((c_S + ½) / (c_R + ½)), the counts of
 * synthetic and of reference rows in the target's cell. Numbers and dates are in 10 bins between quantiles of the reference
 * rows, a null is a value of its own, texts are left out. At most 10,000 rows of each are counted. Choice of rows and result are those of
 * `nearestNeighborAttack`; reference rows are half of the hold-out where the input has none.
 *
 * After the subset queries of Houssiau et al., "TAPAS: a toolbox for adversarial privacy auditing of synthetic data", 2022. Cost:
 * O(450 × rows × columns of a subset). The strongest cheap attack on generators of trees, marginals and cells.
 *
 * Errors: those of `nearestNeighborAttack`.
 */
export const subsetQueryAttack = Object.assign(
  (options: Partial<MembershipAttackOptions> = {}): MembershipAttack =>
    membershipAttack({
      where,
      id,
      label: 'subset queries',
      options: attackOptions(where, options),
      needsReference: true,
      async scores(scene, run, rng) {
        const reference = chooseRows(scene.reference, mostRows, rng.fork('reference rows'))
        const synthetic = chooseRows(scene.synthetic, mostRows, rng.fork('synthetic'))
        const columns = countedColumns(reference, [scene.targets, synthetic, reference])
        const scores = new Float64Array(scene.targets.rowCount)
        const draw = rng.fork('subsets')
        await runSteps(run, 'subset queries', queries, () => {
          addQuery(chooseColumns(columns, draw), scores)
          return {}
        })
        return scores.map((sum) => sum / queries)
      },
    }),
  { id, defaults: attackDefaults },
)

interface CountedColumn {
  readonly size: number
  /** Codes of targets, synthetic and reference rows, from 0 to `size` - 1. */
  readonly codes: readonly [Int32Array, Int32Array, Int32Array]
}

function countedColumns(reference: Table, tables: readonly [Table, Table, Table]): CountedColumn[] {
  return reference.schema.fields.flatMap((field, index): CountedColumn[] => {
    const coder = coderOf(field, reference.columns[index]!)
    if (coder === undefined) return []
    const [a, b, c] = tables.map(({ columns }) => coder.encode(columns[index]!))
    return [{ size: coder.size, codes: [a!, b!, c!] }]
  })
}

interface Coder {
  readonly size: number
  encode(column: Column): Int32Array
}

function coderOf(field: Field, column: Column): Coder | undefined {
  if (field.kind === 'categorical' || field.kind === 'boolean') {
    return { size: classNames(field).length + 1, encode: (other) => classCodes(other).map((code) => code + 1) }
  }
  if (field.kind !== 'numeric' && field.kind !== 'datetime') return undefined
  const sorted = (cellsOf(column) as Float64Array).filter((_, row) => isPresent(column, row)).sort()
  const edges = [
    ...new Set(Array.from({ length: bins - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / bins)])),
  ]
  const codeOf = (value: number) => 1 + edges.reduce<number>((below, edge) => below + (value >= edge! ? 1 : 0), 0)
  return {
    size: edges.length + 2,
    encode: (other) =>
      Int32Array.from(cellsOf(other) as Float64Array, (value, row) => (isPresent(other, row) ? codeOf(value) : 0)),
  }
}

/** Largest number of cells that doubles tell apart. */
const mostCells = 2 ** 50

function chooseColumns(columns: readonly CountedColumn[], rng: Rng): CountedColumn[] {
  const wanted = fewestColumns + uniformInteger(rng, mostColumns - fewestColumns + 1)
  const places = sampleWithoutReplacement(columns.length, Math.min(wanted, columns.length), rng)
  const chosen: CountedColumn[] = []
  let cells = 1
  for (const place of places) {
    cells *= columns[place]!.size
    if (cells < mostCells) chosen.push(columns[place]!)
  }
  return chosen
}

function addQuery(columns: readonly CountedColumn[], scores: Float64Array): void {
  const cellsOfSide = (side: 0 | 1 | 2) => {
    const cells = new Float64Array(columns[0]?.codes[side].length ?? 0)
    for (const { size, codes } of columns) {
      const own = codes[side]
      for (let row = 0; row < cells.length; row++) cells[row] = cells[row]! * size + own[row]!
    }
    return cells
  }
  const ofTargets = cellsOfSide(0)
  const counts = [1, 2].map((side) => {
    const count = new Map<number, number>()
    for (const cell of cellsOfSide(side as 1 | 2)) count.set(cell, (count.get(cell) ?? 0) + 1)
    return count
  })
  ofTargets.forEach((cell, row) => {
    scores[row]! += Math.log(((counts[0]!.get(cell) ?? 0) + 0.5) / ((counts[1]!.get(cell) ?? 0) + 0.5))
  })
}
