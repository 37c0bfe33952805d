import type { Artifact, Field, RunOptions, Table } from '@asdf/contract'
import { appendTables } from '@asdf/core'
import { gradientBoosting } from '@asdf/trees'
import type { FittedTreeClassifier } from '@asdf/trees'

/** Tells how much likelier a row is among real rows than among made ones. */
export interface Acceptance {
  /** Candidates for each row of a sample. */
  readonly candidates: number
  /** [rows] The odds that each row is real. */
  odds(rows: Table): Promise<Float64Array>
  save(): Artifact
}

const label = '(is real)'
// Odds beyond these say that too few rows were seen to know better.
const [least, most] = [1e-4, 1e4]
const fewestRows = 50

/**
 * Learns to tell real rows from made ones with boosted trees, which stop growing when rows that are held back are no
 * longer told better. With odds as weights, rows drawn out of several candidates each come nearer to the real ones
 * (Azadi et al. 2019, "Discriminator Rejection Sampling"; Turner et al. 2019). `undefined` for tables too small for it.
 */
export async function fitAcceptance(
  real: Table,
  made: Table,
  candidates: number,
  run: RunOptions,
): Promise<Acceptance | undefined> {
  const columns = judgedColumns(real)
  if (real.rowCount < fewestRows || columns.length === 0) return undefined
  const rows = appendTables(judged(real, columns), judged(made, columns))
  const isReal = Uint8Array.from({ length: rows.rowCount }, (_, row) => Number(row < real.rowCount))
  const target: Field = { name: label, kind: 'boolean', role: 'target', nullable: false }
  const classifier = gradientBoosting({
    rounds: 200,
    learningRate: 0.1,
    earlyStopping: { rounds: 10, fraction: 0.2, tolerance: 1e-4 },
  })
  const model = await classifier.fit(
    {
      schema: { fields: [...rows.schema.fields, target] },
      rowCount: rows.rowCount,
      columns: [...rows.columns, { kind: 'boolean', values: isReal }],
    },
    { seed: run.seed, ...(run.signal && { signal: run.signal }) },
  )
  return acceptanceOf(model, candidates)
}

/** The acceptance that `save` wrote. */
export function loadAcceptance(artifact: Artifact, candidates: number): Acceptance {
  return acceptanceOf(gradientBoosting.load(artifact), candidates)
}

function acceptanceOf(model: FittedTreeClassifier, candidates: number): Acceptance {
  return {
    candidates,
    async odds(rows) {
      const { data } = await model.predictProbability(judged(rows, judgedColumns(rows)))
      return Float64Array.from({ length: rows.rowCount }, (_, row) => {
        const probability = data[2 * row + 1]!
        return Math.min(most, Math.max(least, probability / (1 - probability)))
      })
    },
    save: () => model.save(),
  }
}

function judgedColumns({ schema }: Table): number[] {
  return schema.fields.flatMap((field, index) => (field.kind === 'text' || field.role === 'identifier' ? [] : [index]))
}

/** The columns as features, whatever their roles. */
function judged(table: Table, columns: readonly number[]): Table {
  const fields = columns.map((index): Field => ({ ...table.schema.fields[index]!, role: 'feature', nullable: true }))
  return { schema: { fields }, rowCount: table.rowCount, columns: columns.map((index) => table.columns[index]!) }
}

/** `count` of the rows, each drawn with its weight among those left (Efraimidis and Spirakis 2006), in ascending order. */
export function drawByWeight(
  weights: ArrayLike<number>,
  rows: Uint32Array,
  count: number,
  next: () => number,
): Uint32Array {
  const keys = Float64Array.from(rows, (row) => Math.log(next() || Number.MIN_VALUE) / weights[row]!)
  const order = Uint32Array.from(rows.keys()).sort((a, b) => keys[b]! - keys[a]!)
  return order
    .slice(0, count)
    .map((place) => rows[place]!)
    .sort()
}
