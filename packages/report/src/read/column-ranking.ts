import type { ColumnMarginals, Evaluation, Measured } from '../evaluation.ts'

/** Scores of the columns by measures that have one for each, the worst column first. */
export interface ColumnRanking {
  readonly measures: readonly Measured[]
  readonly columns: readonly RankedColumn[]
}

export interface RankedColumn {
  readonly name: string
  readonly marginals: ColumnMarginals | undefined
  /** By measure; `undefined` where it has none. */
  readonly scores: readonly (ColumnScore | undefined)[]
  /** The largest badness of the scores. */
  readonly badness: number
}

export interface ColumnScore {
  readonly value: number
  /** From 0, the best value of the measure, to 1, the worst. */
  readonly badness: number
}

/** Ranks columns by the fidelity measures whose breakdown names them. */
export function rankColumns({ measured, columns = [] }: Evaluation): ColumnRanking {
  const marginals = new Map(columns.map((column) => [column.name, column]))
  const measures = measured.filter((one) => one.group === 'fidelity' && isByColumn(one, marginals))
  const names = new Set([...marginals.keys(), ...measures.flatMap(({ result }) => Object.keys(result.breakdown!))])
  const ranked = [...names].map((name): RankedColumn => {
    const scores = measures.map((measure) => scoreOf(measure, name))
    const badness = Math.max(0, ...scores.map((score) => score?.badness ?? 0))
    return { name, marginals: marginals.get(name), scores, badness }
  })
  // The sort is stable: ties stay in the order of the table.
  return { measures, columns: ranked.sort((a, b) => b.badness - a.badness) }
}

/** Whether most parts of a measure are columns. */
export function isByColumn({ result }: Measured, columns: ReadonlyMap<string, unknown>): boolean {
  const parts = Object.keys(result.breakdown ?? {})
  return parts.length > 0 && 2 * parts.filter((name) => columns.has(name)).length > parts.length
}

function scoreOf(measure: Measured, name: string): ColumnScore | undefined {
  const { breakdown = {} } = measure.result
  if (!Object.hasOwn(breakdown, name)) return undefined
  const value = breakdown[name]!
  return { value, badness: badnessOf(measure, value) }
}

/** How far a value lies from the best one, from 0 to 1. */
export function badnessOf({ goal, range: [low, high] }: Pick<Measured, 'goal' | 'range'>, value: number): number {
  const away = goal === 'maximize' ? high - value : value - low
  if (!Number.isFinite(away)) return Number.isFinite(value) ? 0 : 1
  const width = high - low
  return Math.min(1, Math.max(0, Number.isFinite(width) ? away / (width || 1) : away / (1 + away)))
}
