import type { Artifact, Classifier, Column, Field, FittedClassifier, RunOptions, Table } from '@asdf/contract'
import {
  appendTables,
  artifactFault,
  checkForms,
  classCodes,
  nearestMeans,
  releasedRows,
  sharedMeans,
} from '@asdf/core'
import { aTable, maybeAcceptance, rowPicking } from './argument-forms.ts'

/** Tells how much likelier a row is among real rows than among made ones. */
export interface Acceptance {
  /** Candidates for each row of a sample. */
  readonly candidates: number
  /** Whether it knows the class of the target from the rest of a row. */
  readonly knowsClass: boolean
  /** [rows] The odds of each row with its class, up to a factor. */
  odds(rows: Table): Promise<Float64Array>
  /** [rows] The odds of each row whatever its class, up to a factor. */
  oddsWithoutClass(rows: Table): Promise<Float64Array>
  /** [rows × classes] The probability of each class given the rest of the row; empty when it does not know. */
  classes(rows: Table): Promise<Float64Array>
  /** The classifiers by their part, for an artifact. */
  save(): Readonly<Record<string, Artifact>>
}

/** How rows are picked from several candidates each. */
export interface RowPicking {
  /** Candidates for each row of a sample. */
  readonly candidates: number
  /** Learns to distinguish real rows from generated ones, and to predict classes. */
  readonly classifier: Classifier
}

/**
 * The classifiers behind the odds. `rows` tells real from made rows. With a target it leaves the class out, and two more
 * predict the class from the rest of a row: `realClass` as it is among real rows, `madeClass` among made ones. The odds of
 * a row with its class are then those of the row times the ratio of both predictions. Where either table has rows of one
 * class alone there is nothing to predict, and the odds are those of the row.
 */
interface Judges {
  readonly rows: FittedClassifier
  readonly realClass?: FittedClassifier
  readonly madeClass?: FittedClassifier
}

/** The most candidates for each row: more take time and hardly change the rows. */
export const mostCandidates = 100

const label = '(is real)'
// Odds beyond these say that too few rows were seen to know better.
const [least, most] = [1e-4, 1e4]
const fewestRows = 50

/**
 * Trains `classifier` to distinguish real rows from generated ones. With its odds as weights, rows drawn from several
 * candidates each are closer to the real ones (Azadi et al. 2019, "Discriminator Rejection Sampling"; Turner et al. 2019).
 * `undefined` for tables too small for it.
 */
export async function fitAcceptance(
  real: Table,
  made: Table,
  picking: RowPicking,
  run: RunOptions,
): Promise<Acceptance | undefined> {
  checkForms('fitAcceptance', { real: [real, aTable], made: [made, aTable], picking: [picking, rowPicking] })
  const { candidates, classifier } = picking
  const learn = learner(classifier)
  const target = real.schema.fields.findIndex(isClass)
  const features = judgedColumns(real).filter((column) => column !== target)
  if (real.rowCount < fewestRows || features.length === 0) return undefined
  const coarsen = coarsener(judged(real, features))
  const [ours, theirs] = [coarsen(judged(real, features)), coarsen(judged(made, features))]
  const both = appendTables(ours, theirs)
  const isReal = Uint8Array.from({ length: both.rowCount }, (_, row) => Number(row < real.rowCount))
  const column = { kind: 'boolean', values: isReal } as const
  const rows = await learn(
    withTarget(both, { name: label, kind: 'boolean', role: 'target', nullable: false }, column),
    run,
  )
  if (target < 0 || ![real, made].every((table) => hasClasses(table.columns[target]!))) {
    return acceptanceOf({ rows }, candidates)
  }
  const field = real.schema.fields[target]!
  const realClass = await learn(withTarget(ours, field, real.columns[target]!), run)
  const madeClass = await learn(withTarget(theirs, field, made.columns[target]!), run)
  return acceptanceOf({ rows, realClass, madeClass }, candidates)
}

/** Says when rows are picked without knowing their class although the training rows have one. */
export function unjudgedClass(table: Table, acceptance: Acceptance | undefined): string[] {
  checkForms('unjudgedClass', { table: [table, aTable], acceptance: [acceptance, maybeAcceptance] })
  const { schema } = table
  const target = schema.fields.find(isClass)
  if (target === undefined || acceptance === undefined || acceptance.knowsClass) return []
  const cause = 'the rows that were trained on, or those that were made, are all of one class'
  return [`rows are picked out of candidates whatever their '${target.name}': ${cause}`]
}

/** Restores a classifier from its artifact, as the `load` of its factory does. */
export type ClassifierLoader = (artifact: Artifact) => FittedClassifier

/**
 * The acceptance that `save` wrote. Classifiers that are missing or do not belong together are an
 * `ASDF_ARTIFACT_INVALID` of `writer`, the model that holds them.
 */
export function loadAcceptance(
  parts: Readonly<Record<string, Artifact>>,
  candidates: number,
  load: ClassifierLoader,
  writer: string,
): Acceptance {
  const { rows, realClass, madeClass, ...others } = Object.fromEntries(
    Object.entries(parts).map(([name, artifact]) => [name, load(artifact)]),
  ) as Readonly<Record<string, FittedClassifier | undefined>>
  const isSound = rows?.classes.length === 2 && Object.keys(others).length === 0
  if (!isSound || realClass?.classes.join() !== madeClass?.classes.join()) {
    throw artifactFault(
      'content',
      'lacks a classifier that picks rows, or has another one; save the model again',
      writer,
    )
  }
  return acceptanceOf({ rows, ...(realClass && { realClass }), ...(madeClass && { madeClass }) }, candidates)
}

function acceptanceOf(judges: Judges, candidates: number): Acceptance {
  const { rows, realClass, madeClass } = judges
  return {
    candidates,
    knowsClass: realClass !== undefined,
    async odds(table) {
      const features = featuresOf(table)
      const odds = await oddsOf(rows, features)
      if (realClass === undefined || madeClass === undefined) return odds
      const codes = classCodes(table.columns[table.schema.fields.findIndex(isClass)]!)
      const real = await realClass.predictProbability(features)
      const made = await madeClass.predictProbability(features)
      const size = realClass.classes.length
      return odds.map((value, row) => {
        const place = row * size + codes[row]!
        return within(value * (real.data[place]! / made.data[place]!))
      })
    },
    oddsWithoutClass: (table) => oddsOf(rows, featuresOf(table)),
    async classes(table) {
      if (realClass === undefined) return new Float64Array(0)
      return (await realClass.predictProbability(featuresOf(table))).data
    },
    save: () =>
      Object.fromEntries(
        Object.entries(judges).map(([name, judge]) => [name, (judge as FittedClassifier).save()] as const),
      ),
  }
}

async function oddsOf(judge: FittedClassifier, features: Table): Promise<Float64Array> {
  const { data } = await judge.predictProbability(features)
  return Float64Array.from({ length: features.rowCount }, (_, row) => within(data[2 * row + 1]! / data[2 * row]!))
}

function within(odds: number): number {
  return Math.min(most, Math.max(least, odds || least))
}

function featuresOf(table: Table): Table {
  const target = table.schema.fields.findIndex(isClass)
  return judged(
    table,
    judgedColumns(table).filter((column) => column !== target),
  )
}

function learner(classifier: Classifier) {
  return (table: Table, { seed, signal }: RunOptions): Promise<FittedClassifier> =>
    classifier.fit(table, { seed, ...(signal && { signal }) })
}

/**
 * Moves numbers to means of several real ones. Thresholds of trees lie halfway between two values: without this, they
 * would tell values that single rows have.
 */
function coarsener({ columns }: Table): (table: Table) => Table {
  const means = columns.map((column) =>
    column.kind === 'numeric' || column.kind === 'datetime'
      ? sharedMeans(column.values, column.valid, releasedRows)
      : new Float64Array(0),
  )
  const coarse = (column: Column, index: number): Column =>
    column.kind === 'numeric' || column.kind === 'datetime'
      ? { ...column, values: nearestMeans(column.values, means[index]!) }
      : column
  return (table) => ({ ...table, columns: table.columns.map(coarse) })
}

/** Whether there are two classes to tell. */
function hasClasses(column: Column): boolean {
  const codes = classCodes(column)
  return codes.some((code) => code !== codes[0])
}

/** Whether a column is the target, with classes. */
function isClass({ role, kind }: Field): boolean {
  return role === 'target' && (kind === 'categorical' || kind === 'boolean')
}

function judgedColumns({ schema }: Table): number[] {
  return schema.fields.flatMap((field, index) => (field.kind === 'text' || field.role === 'identifier' ? [] : [index]))
}

/** The columns as features, whatever their roles. */
function judged(table: Table, columns: readonly number[]): Table {
  const fields = columns.map((index): Field => ({ ...table.schema.fields[index]!, role: 'feature', nullable: true }))
  return { schema: { fields }, rowCount: table.rowCount, columns: columns.map((index) => table.columns[index]!) }
}

function withTarget({ schema, rowCount, columns }: Table, field: Field, column: Table['columns'][number]): Table {
  return { schema: { fields: [...schema.fields, field] }, rowCount, columns: [...columns, column] }
}
