import type { Column, Field, MetricInput, Rng, RunOptions, Table } from '@asdf/contract'
import type { Learned, Learner, Outcome } from './learner.ts'
import {
  chooseRows,
  classCodes,
  classNames,
  compareWithHoldout,
  createRng,
  isPresent,
  readableColumns,
  takeRows,
  targetIndex,
} from '@asdf/core'
import { undefinedMetric } from '../checks.ts'
import { halfOf } from '../half-samples.ts'
import { learn } from './learner.ts'

const leastRows = 4

/** The tables of a utility metric, and the models of them. */
export interface Study {
  readonly train: Table
  readonly synthetic: Table
  readonly holdout: Table
  /** Rows that the model of synthetic rows and that of real ones learn from, the same number. */
  readonly n: number
  /** Columns that no learner can read, each with why. */
  readonly unmeasured: Readonly<Record<string, string>>
  readonly rng: Rng
  /** The model of the rows that the key stands for: fitted once. */
  learn(key: string, rowsOf: () => Table, run: RunOptions): Promise<Learned>
  /** What a model said about a table: asked once. */
  predict(model: Learned, table: Table): Promise<Outcome>
  /** Made once. */
  table(key: string, make: () => Table): Table
}

/** Gives the study of these tables. */
export type Studies = (where: string, input: MetricInput, run: RunOptions) => Study

/** Every call starts anew. */
export function separateStudies(learner: Learner): Studies {
  return (where, input, run) => createStudy(learner, where, input, run)
}

/** Metrics that ask for the same tables and seed one after the other share their models. */
export function sharedStudies(learner: Learner): Studies {
  let last: { readonly input: MetricInput; readonly seed: number; readonly study: Study } | undefined
  return (where, input, run) => {
    const isSame =
      last?.seed === run.seed &&
      (['train', 'synthetic', 'holdout'] as const).every((part) => last!.input[part] === input[part])
    if (!isSame) last = { input, seed: run.seed, study: createStudy(learner, where, input, run) }
    return last!.study
  }
}

function createStudy(learner: Learner, where: string, input: MetricInput, run: RunOptions): Study {
  const { train: known, synthetic: made, holdout: others } = compareWithHoldout(where, input)
  const target = targetIndex(known.schema, where)
  const { columns, unmeasured } = readableColumns(known)
  const tables = { 'training table': known, 'synthetic table': made, 'hold-out': others }
  const labelled = Object.entries(tables).map(([name, table]) => withTarget(where, name, table, target))
  const [train, synthetic, holdout] = onlyUsedClasses(labelled, target).map((table): Table => ({
    schema: { fields: columns.map((index) => table.schema.fields[index]!) },
    rowCount: table.rowCount,
    columns: columns.map((index) => table.columns[index]!),
  })) as [Table, Table, Table]
  const models = new Map<string, Promise<Learned>>()
  const outcomes = new WeakMap<Learned, WeakMap<Table, Promise<Outcome>>>()
  const kept = new Map<string, Table>()
  return {
    train,
    synthetic,
    holdout,
    n: Math.min(train.rowCount, synthetic.rowCount),
    unmeasured,
    rng: createRng(run.seed).fork('@asdf/metrics/utility'),
    learn(key, rowsOf, { seed, signal }) {
      const fitted = models.get(key) ?? learn(learner, rowsOf(), { seed, ...(signal && { signal }) })
      models.set(key, fitted)
      // A fit that was aborted may be asked for again.
      fitted.catch(() => models.delete(key))
      return fitted
    },
    predict(model, table) {
      const known = outcomes.get(model) ?? new WeakMap<Table, Promise<Outcome>>()
      outcomes.set(model, known)
      const outcome = known.get(table) ?? model.predict(table)
      known.set(table, outcome)
      return outcome
    },
    table(key, make) {
      const table = kept.get(key) ?? make()
      kept.set(key, table)
      return table
    },
  }
}

/** The model of synthetic or of real rows, as many of each. */
export function sideModel(study: Study, side: 'synthetic' | 'real', run: RunOptions): Promise<Learned> {
  return study.learn(side, () => sideRows(study, side), run)
}

/** As `sideModel`, of a random half of the rows. */
export function halfModel(study: Study, side: 'synthetic' | 'real', repeat: number, run: RunOptions): Promise<Learned> {
  return study.learn(
    `${side} half ${repeat}`,
    () => halfOf(sideRows(study, side), study.rng.fork(side).fork(repeat)),
    run,
  )
}

function sideRows({ train, synthetic, n, rng, table }: Study, side: 'synthetic' | 'real'): Table {
  const rows = side === 'real' ? train : synthetic
  if (rows.rowCount === n) return rows
  return table(`${side} rows`, () => chooseRows(rows, n, rng.fork(`${side} rows`)))
}

/** A random half of the hold-out. */
export function testHalf({ holdout, rng, table }: Study, repeat: number): Table {
  return table(`test half ${repeat}`, () => halfOf(holdout, rng.fork('test').fork(repeat)))
}

/** The rows whose target has a value, of which it takes a few. */
function withTarget(where: string, name: string, table: Table, target: number): Table {
  const column = table.columns[target]!
  const rows = Uint32Array.from({ length: table.rowCount }, (_, row) => row).filter((row) => isPresent(column, row))
  if (rows.length >= leastRows) return rows.length === table.rowCount ? table : takeRows(table, rows)
  throw undefinedMetric(
    where,
    `the ${name} needs at least ${leastRows} rows with a value in the target, got ${rows.length}`,
  )
}

/** Tables whose target has the classes that some row of them has, in the order of its field. */
function onlyUsedClasses(tables: readonly Table[], target: number): readonly Table[] {
  const field = tables[0]!.schema.fields[target]!
  if (field.kind !== 'categorical') return tables
  const used = new Set(tables.flatMap(({ columns }) => [...new Set(classCodes(columns[target]!))]))
  const names = classNames(field)
  if (used.size === names.length) return tables
  const codes = [...used].sort((a, b) => a - b)
  const places = new Map(codes.map((code, place) => [code, place]))
  const narrowed: Field = { ...field, categories: codes.map((code) => names[code]!) }
  return tables.map(({ schema, rowCount, columns }) => ({
    schema: { fields: schema.fields.map((one, index) => (index === target ? narrowed : one)) },
    rowCount,
    columns: columns.map((column, index): Column =>
      index === target ? { kind: 'categorical', codes: classCodes(column).map((code) => places.get(code)!) } : column,
    ),
  }))
}
