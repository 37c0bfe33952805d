import type {
  Artifact,
  ColumnKind,
  FitOptions,
  FittedSynthesizer,
  ImputingModel,
  LoadOptions,
  RunOptions,
  SampleOptions,
  Schema,
  SteerableSynthesizer,
  Synthesizer,
  SynthesizerLoader,
  SynthesizerSession,
  SynthesizerTraits,
  Table,
} from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import {
  checkArtifact,
  checkRun,
  checkSample,
  checkTableForm,
  createRng,
  fieldIndex,
  loadNested,
  nestArtifact,
  optionError,
  selectColumns,
} from '@asdf/core'
import { checkSynthesizer } from './check-parts.ts'
import { drawPayload } from './payload.ts'

const id = '@asdf/pipeline/with-column'
const stateVersion = 1

/** What `withColumn` is: call it to join two synthesizers, `load` to restore a fitted one. */
export interface WithColumn extends SynthesizerLoader {
  (base: SteerableSynthesizer, column: string, synthesizer: Synthesizer): SteerableSynthesizer
  (base: Synthesizer, column: string, synthesizer: Synthesizer): Synthesizer
}

/**
 * Joins a synthesizer of tables with one that knows a kind of column that it does not, such as texts, images or series:
 * `withColumn(sequentialTrees(), 'note', text())`. `base` is fitted on all other columns; `synthesizer` on the column,
 * the target, and the other columns whose kinds it knows. To sample, `base` draws the rows, then `synthesizer` the column
 * for each of them: by `impute` where it can fill in that kind, else class by class where it is conditional and there is
 * a target, else without conditions. `where` fixes columns of `base` only.
 *
 * It may be nested, and has `start` and `impute` where `base` has them. `load(artifact, { factories })` needs the
 * factories of both. A target or an unknown column is refused when it is fitted.
 */
export const withColumn: WithColumn = Object.assign(join as WithColumn, { id, load })

function join(base: Synthesizer | SteerableSynthesizer, column: string, synthesizer: Synthesizer): Synthesizer {
  checkSynthesizer('withColumn', 'base', base)
  checkSynthesizer('withColumn', 'synthesizer', synthesizer)
  if (typeof column !== 'string') throw optionError('withColumn', 'column', column, 'must be the name of a column')
  const traits = joinedTraits(base.traits, synthesizer.traits)
  const options = {
    column,
    base: { id: base.id, options: base.options },
    synthesizer: { id: synthesizer.id, options: synthesizer.options },
  }
  const fitColumn = async (train: Table, run: FitOptions): Promise<FittedColumn> => {
    const seed = createRng(run.seed).fork('withColumn').nextUint32()
    const names = conditionsOf(train.schema, column, synthesizer.traits.kinds)
    const model = await synthesizer.fit(selectColumns(train, names), { ...phasesOf(column, run), seed })
    return { column, at: fieldIndex(train.schema, column), model, traits: synthesizer.traits }
  }
  const joined: Synthesizer = {
    specVersion: 1,
    id,
    traits,
    options,
    async fit(train, run) {
      checkRun('withColumn.fit', run)
      const others = withoutColumn(train, column)
      const model = await base.fit(others, run)
      return fitted(model, await fitColumn(train, run))
    },
  }
  if (!('start' in base)) return joined
  const start = async (train: Table, run: FitOptions): Promise<SynthesizerSession> => {
    checkRun('withColumn.start', run)
    const others = withoutColumn(train, column)
    const payload = await fitColumn(train, run)
    return joinedSession(await base.start(others, run), payload)
  }
  return { ...joined, start } as SteerableSynthesizer
}

/** The column's model and its place. */
interface FittedColumn {
  readonly column: string
  /** Index of the column in the table. */
  readonly at: number
  readonly model: FittedSynthesizer
  readonly traits: Pick<SynthesizerTraits, 'conditional' | 'imputes'>
}

function fitted(base: FittedSynthesizer, payload: FittedColumn): FittedSynthesizer {
  const { column, at, model, traits } = payload
  const schema = joinedSchema(base.schema, payload)
  const joined: FittedSynthesizer = {
    specVersion: 1,
    id,
    schema,
    report: {
      steps: base.report.steps + model.report.steps,
      losses: { ...base.report.losses, ...named(column, model.report.losses) },
      warnings: [...base.report.warnings, ...model.report.warnings.map((warning) => `${column}: ${warning}`)],
    },
    sample: (count, run) => sampleJoined(base, payload, count, run),
    save() {
      const parts = { base: nestArtifact('base', base.save()), synthesizer: nestArtifact('synthesizer', model.save()) }
      const kept = { conditional: traits.conditional, imputes: traits.imputes ?? [] }
      return {
        format: 'asdf',
        formatVersion: 1,
        writer: id,
        stateVersion,
        state: { column, at, traits: kept, base: parts.base.state, synthesizer: parts.synthesizer.state },
        arrays: { ...parts.base.arrays, ...parts.synthesizer.arrays },
      }
    },
  }
  if (!canImpute(base)) return joined
  const impute = async (table: Table, run: RunOptions): Promise<Table> => {
    const place = fieldIndex(table.schema, column)
    const filled = await base.impute(withoutColumn(table, column), run)
    return insertColumn(filled, { field: table.schema.fields[place]!, column: table.columns[place]! }, place)
  }
  return { ...joined, impute } as ImputingModel
}

function joinedSession(base: SynthesizerSession, payload: FittedColumn): SynthesizerSession {
  return {
    train: (steps, context) => base.train(steps, context),
    sample: (count, run) => sampleJoined(base, payload, count, run),
    finish: () => fitted(base.finish(), payload),
    close: () => base.close(),
  }
}

async function sampleJoined(
  base: Pick<FittedSynthesizer, 'sample'>,
  payload: FittedColumn,
  count: number,
  run: SampleOptions,
): Promise<Table> {
  checkSample('withColumn.sample', count, run)
  checkWhere(run, payload.column)
  const rows = await base.sample(count, run)
  const { where: _, ...rest } = run
  const seed = createRng(run.seed).fork('withColumn').nextUint32()
  const drawn = await drawPayload(rows, payload, { ...phasesOf(payload.column, rest), seed })
  return insertColumn(rows, drawn, payload.at)
}

function load(artifact: Artifact, options: LoadOptions = {}): FittedSynthesizer {
  checkArtifact(artifact, id, stateVersion)
  const base = loadNested(artifact, 'base', options)
  const model = loadNested(artifact, 'synthesizer', options)
  const { column, at, traits } = artifact.state
  const { conditional, imputes } = (traits ?? {}) as Partial<SynthesizerTraits>
  const isWhole =
    typeof column === 'string' &&
    model.schema.fields.some(({ name }) => name === column) &&
    Number.isInteger(at) &&
    Number(at) >= 0 &&
    Number(at) <= base.schema.fields.length
  if (!isWhole || typeof conditional !== 'boolean' || !Array.isArray(imputes)) {
    throw new AsdfError('ASDF_ARTIFACT_INVALID', `${id}: the artifact does not say which column its models join`, {
      problem: 'content',
    })
  }
  return fitted(base, { column, at: Number(at), model, traits: { conditional, imputes: imputes as ColumnKind[] } })
}

/** The run with the column's name before its phases, since the base may have phases of the same names. */
function phasesOf<Run extends RunOptions>(column: string, run: Run): Run {
  const { onProgress } = run
  if (onProgress === undefined) return run
  return { ...run, onProgress: (progress) => onProgress({ ...progress, phase: `${column}: ${progress.phase}` }) }
}

/** The target, all columns of kinds that the column's synthesizer knows, and the column; identifiers and weights do not help. */
function conditionsOf({ fields }: Schema, column: string, kinds: readonly ColumnKind[]): string[] {
  const helps = fields.filter(({ name, kind, role }) => {
    if (name === column) return true
    if (role === 'target') return true
    return (role === 'feature' || role === 'sensitive') && kinds.includes(kind)
  })
  return helps.map(({ name }) => name)
}

function withoutColumn(table: Table, column: string): Table {
  checkTableForm('withColumn', table)
  const { fields } = table.schema
  const field = fields[fieldIndex(table.schema, column)]!
  if (field.role === 'target') {
    throw new AsdfError('ASDF_OPTION_INVALID', `withColumn: column '${column}' is the target; join another column`, {
      option: 'column',
      received: column,
    })
  }
  return selectColumns(
    table,
    fields.flatMap(({ name }) => (name === column ? [] : [name])),
  )
}

function insertColumn({ schema, columns, rowCount }: Table, added: NamedColumn, at: number): Table {
  return {
    schema: { fields: schema.fields.toSpliced(at, 0, added.field) },
    rowCount,
    columns: columns.toSpliced(at, 0, added.column),
  }
}

type NamedColumn = Awaited<ReturnType<typeof drawPayload>>

function joinedSchema({ fields }: Schema, { column, at, model }: FittedColumn): Schema {
  return { fields: fields.toSpliced(at, 0, model.schema.fields[fieldIndex(model.schema, column)]!) }
}

function checkWhere({ where }: SampleOptions, column: string): void {
  if (where === undefined || !Object.hasOwn(where, column)) return
  throw new AsdfError(
    'ASDF_UNSUPPORTED',
    `withColumn.sample: where cannot fix '${column}', which is drawn after the other columns; leave it out`,
    { feature: `where on column '${column}'` },
  )
}

function named(column: string, losses: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(losses).map(([name, loss]) => [`${column}: ${name}`, loss]))
}

function canImpute(model: FittedSynthesizer): model is ImputingModel {
  return typeof (model as Partial<ImputingModel>).impute === 'function'
}

/** What both promise together: everything that either needs, and only what both keep. */
function joinedTraits(base: SynthesizerTraits, column: SynthesizerTraits): SynthesizerTraits {
  const targets = [base.target, column.target]
  return {
    kinds: [...new Set([...base.kinds, ...column.kinds])],
    nulls: base.nulls === 'modelled' && column.nulls === 'modelled' ? 'modelled' : 'rejected',
    target: targets.includes('required') ? 'required' : targets.includes('optional') ? 'optional' : 'ignored',
    conditional: base.conditional,
    reproducible: base.reproducible === 'bitwise' && column.reproducible === 'bitwise' ? 'bitwise' : 'statistical',
    keepsTrainingRows: base.keepsTrainingRows || column.keepsTrainingRows,
    privacy: base.privacy === 'differential' && column.privacy === 'differential' ? 'differential' : 'none',
    minimumRows: Math.max(base.minimumRows, column.minimumRows),
    ...(base.imputes !== undefined && { imputes: base.imputes }),
  }
}
