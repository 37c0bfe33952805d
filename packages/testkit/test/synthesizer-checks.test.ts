import type { FittedSynthesizer, RunOptions, SynthesizerTraits, Table } from '@asdf/contract'
import type { Changes } from './support/alter.ts'
import type { Broken } from './support/expect-caught.ts'
import { isAsdfError } from '@asdf/contract'
import { columnOf, headRows, releaseTable, takeRows } from '@asdf/core'
import { mixedTable, synthesizerChecks } from '@asdf/testkit'
import { steeredBootstrap } from '@asdf/testkit'
import { describeSynthesizer } from '@asdf/testkit/vitest'
import { describe, it } from 'vitest'
import { bootstrap } from '../examples/bootstrap.ts'
import { alter, artifactFaults, runFaults } from './support/alter.ts'
import { fillNulls, mapNumbers, replaceColumn, soundOr, spoil } from './support/change-table.ts'
import { expectCaught } from './support/expect-caught.ts'

describeSynthesizer({ factory: alter(bootstrap, {}) })

type Sample = FittedSynthesizer['sample']

function checksOf(
  changes: Changes<ReturnType<typeof bootstrap>, FittedSynthesizer>,
  { traits, factory = bootstrap }: { traits?: Partial<SynthesizerTraits>; factory?: typeof bootstrap } = {},
) {
  const { model } = changes
  // What is wrong with a fitted model is wrong with a loaded one as well.
  const altered = alter(factory, {
    ...(model && { load: (load) => (artifact) => changed(load(artifact), model) }),
    ...changes,
  })
  return synthesizerChecks({ factory: Object.assign(altered, { traits: { ...altered.traits, ...traits } }) })
}

function changed(model: FittedSynthesizer, change: (model: FittedSynthesizer) => Partial<FittedSynthesizer>) {
  return { ...model, ...change(model) }
}

const onTrain = (change: (train: Table) => Table) => checksOf({ fit: (fit) => (train, run) => fit(change(train), run) })
const onSample = (change: (sample: Sample) => Sample, traits?: Partial<SynthesizerTraits>) =>
  checksOf({ model: ({ sample }) => ({ sample: change(sample) }) }, { ...(traits && { traits }) })
const onRows = (change: (rows: Table) => Table) =>
  onSample((sample) => async (count, run) => change(await sample(count, run)))
/** Steered, a fit has more than one step. */
const onRun = (change: (run: RunOptions) => RunOptions) =>
  checksOf({ fit: (fit) => (train, run) => fit(train, change(run)) }, { factory: steeredBootstrap })

/** Takes what it should refuse with this code, as if it had been given other rows. */
const forgiving = (instead: (train: Table) => Table) =>
  checksOf({
    fit: (fit) => (train, run) =>
      fit(train, run).catch((error: unknown) => {
        if (isAsdfError(error)) return fit(instead(train), run)
        throw error
      }),
  })

/** What is left of a planted table once no single row can be told in it. */
function withoutSecrets(train: Table): Table {
  const { table } = releaseTable(train, { minimumRows: 5 })
  const kept = Uint32Array.from({ length: table.rowCount }, (_, row) => row)
  return takeRows(
    table,
    kept.filter((row) => ![23, 42, 53, 71].includes(row)),
  )
}

/** Says that it keeps no training rows, and does. */
const leaky = checksOf({}, { traits: { keepsTrainingRows: false } })

/** Fills every null number with this one. */
const filling = (number: number) => {
  const model = {
    impute: (table: Table) =>
      Promise.resolve(mapNumbers(table, 'wealth', (value) => (Number.isNaN(value) ? number : value))).then((filled) =>
        fillNulls(filled, ['wealth']),
      ),
  } as Partial<FittedSynthesizer>
  return checksOf({ model: () => model }, { traits: { imputes: ['numeric'], keepsTrainingRows: false } })
}

/** Keeps its secrets but for what `model` changes. */
const secretive = (model: (model: FittedSynthesizer) => Partial<FittedSynthesizer>) =>
  checksOf(
    { fit: (fit) => (train, run) => fit(withoutSecrets(train), run), model },
    { traits: { keepsTrainingRows: false } },
  )

let calls = 0
let active = 0

const { 'an aborted signal stops fit with its own reason': deaf, ...faultsOfRuns } = runFaults(onRun)

/** The bootstrap takes every kind, so that it breaks the promise to refuse one. */
const refusingChecks = checksOf({}, { traits: { kinds: ['numeric'] } }).filter(({ name }) =>
  name.includes('of the kind'),
)

const every = [
  ...checksOf({}),
  ...leaky,
  ...checksOf({}, { traits: { conditional: false, nulls: 'rejected', keepsTrainingRows: false } }),
  ...refusingChecks,
  ...checksOf({}, { traits: { imputes: ['numeric'] } }),
  ...checksOf({}, { traits: { imputes: ['numeric'], keepsTrainingRows: false } }),
]

const broken: Broken = {
  'id is package-qualified and shared by factory, synthesizer, model and artifact': [
    checksOf({ model: () => ({ id: 'another' }) }),
    checksOf({ configured: () => ({ id: 'another' }) }),
  ],
  'options are JSON and complete, and an unknown option is refused by name': [
    checksOf({ configured: () => ({ options: { more: 1 } }) }),
  ],
  'options of any type and size are taken or refused with a code': [checksOf({ given: () => ({}) })],
  'what is no table and no run options is refused by fit with a code': [
    onTrain((train) => soundOr(mixedTable(200, 1), train)),
    onRun((run) => ({ ...run, seed: 1 })),
  ],
  'what is no count, run options or where is refused by sample with a code': [
    onSample((sample) => (count, run) => sample(Math.trunc(Math.abs(Number(count))) % 1e6 || 0, run)),
    onSample((sample) => (count, run) => sample(count, { ...run, seed: 1 })),
    onSample(
      (sample) =>
        async (count, { where: _, ...run }) =>
          sample(count, run),
    ),
  ],
  'a damaged artifact is refused with a code, or makes sound rows': [
    checksOf({
      load: () => () => {
        throw new TypeError('raw')
      },
    }),
  ],
  'what is no artifact is refused by load with a code': [
    checksOf({
      load: () => () => {
        throw new TypeError('raw')
      },
    }),
  ],
  'fit and sample leave their input unchanged': [
    onTrain((train) => {
      spoil(train)
      return train
    }),
  ],
  'the report is whole: steps, losses and warnings': [
    checksOf({ model: () => ({ report: { steps: 0.5, losses: {}, warnings: [] } }) }),
    checksOf({ model: () => ({ report: { steps: 1, losses: { loss: NaN }, warnings: [] } }) }),
    checksOf({ model: () => ({ report: { steps: 1, losses: {}, warnings: [''] } }) }),
  ],
  'nothing is printed and randomness comes only from the seed': [
    onSample((sample) => (count, run) => sample(count, { ...run, seed: Math.floor(Math.random() * 1000) })),
    onRows((rows) => {
      console.warn()
      return rows
    }),
  ],
  'sample does not depend on earlier samples': [
    onSample((sample) => (count, run) => sample(count, { ...run, seed: run.seed + calls++ })),
  ],
  'different seeds give different rows': [onSample((sample) => (count, run) => sample(count, { ...run, seed: 1 }))],
  'the same seed fits the same model': [onTrain((train) => headRows(train, train.rowCount - (calls++ % 2)))],
  'fits that run side by side do not touch one another': [
    checksOf({
      fit: (fit) => async (train, run) => {
        active++
        await new Promise((resolve) => setImmediate(resolve))
        const model = await fit(active > 1 ? headRows(train, 100) : train, run)
        active--
        return model
      },
    }),
  ],
  'an aborted signal stops fit and sample with its own reason': [
    ...deaf!,
    onSample(
      (sample) =>
        (count, { signal: _, ...run }) =>
          sample(count, run),
    ),
  ],
  ...faultsOfRuns,
  'save and load keep the model, through bytes': [
    checksOf({
      load: (load) => (artifact) => {
        const model = load(artifact)
        return { ...model, sample: (count, run) => model.sample(count, { ...run, seed: run.seed + 1 }) }
      },
    }),
  ],
  'an artifact of another writer, a newer version or with missing parts is refused': artifactFaults(checksOf),
  'the artifact holds no training rows': [checksOf({}, { traits: { keepsTrainingRows: false } })],
  'sample returns exactly the rows asked for': [
    onSample((sample) => (count, run) => sample(Math.max(1, count), run)),
    onRows((rows) => headRows(rows, 100)),
  ],
  'sample refuses a count that is not a whole number of rows': [
    onSample((sample) => (count, run) => sample(Math.max(0, Math.floor(count || 0)), run)),
  ],
  'samples have the columns of the training rows, and keep to their schema': [
    onRows((rows) => mapNumbers(rows, 'age', (age) => age + 0.5)),
    onRows((rows) => mapNumbers(rows, 'age', (age) => age + 200)),
    onRows((rows) => mapNumbers(rows, 'price', (price) => price + 0.001)),
    onRows((rows) => mapNumbers(rows, 'amount', () => NaN)),
    onRows((rows) =>
      replaceColumn(rows, 'region', () => ({ kind: 'categorical', codes: new Int32Array(300).fill(3) })),
    ),
    onRows((rows) => replaceColumn(rows, 'note', (column) => ({ ...column, valid: new Uint8Array(300) }))),
    onRows((rows) => ({
      ...rows,
      schema: { fields: rows.schema.fields.map((field) => ({ ...field, nullable: true })) },
    })),
  ],
  'samples have the training schema where that is asked for, and keep to it': [
    onRows((rows) => ({ ...rows, schema: { fields: rows.schema.fields.slice(1) } })),
    onRows((rows) => mapNumbers(rows, 'age', (age) => age + 200)),
  ],
  'the artifact holds no value of a single row': [
    leaky,
    secretive(({ save }) => ({
      save: () => ({ ...save(), arrays: { ...save().arrays, most: { dtype: 'f32', shape: [1], data: Float32Array.of(987_654.32) } } }), // prettier-ignore
    })),
    secretive(({ save }) => ({ save: () => ({ ...save(), state: { ...save().state, town: 'Lonesome Gulch' } }) })),
  ],
  '10,000 rows hold no value of a single row': [
    leaky,
    secretive(({ sample }) => ({
      sample: async (count, run) => mapNumbers(await sample(count, run), 'wealth', (value) => (value > 1900 ? 12.34 : value)),
    })), // prettier-ignore
  ],
  'the report, the schema and progress tell no value of a single row': [
    leaky,
    secretive(({ report }) => ({ report: { ...report, warnings: ['wealth is 987654.32 in one row'] } })),
  ],
  'impute fills in no value of a single row': [filling(12.34), filling(987_654.32)],
  'where answers for a value of a single row as for one that no row ever had': [
    secretive(({ sample }) => ({
      sample: (count, run) => {
        if (run.where?.['town'] === 'Twin Pines') throw new TypeError('too few rows')
        return sample(count, run)
      },
    })),
  ],
  'it holds training rows, as its traits say': [onTrain(withoutSecrets)],
  'the model knows the schema of its samples, also once it is loaded': [
    checksOf({ model: ({ schema }) => ({ schema: { fields: schema.fields.slice(1) } }) }),
    checksOf({ load: (load) => (artifact) => ({ ...load(artifact), schema: { fields: [] } }) }),
  ],
  'rows get identifiers of their own': [
    checksOf({
      fit: (fit) => async (train, run) => {
        const model = await fit(train, run)
        const keys = async (count: number) => takeRows(train, new Uint32Array(count))
        return {
          ...model,
          async sample(count, options) {
            const [rows, copies] = [await model.sample(count, options), await keys(count)]
            return replaceColumn(rows, 'key', () => columnOf(copies, 'key'))
          },
        }
      },
    }),
  ],
  'where gives exactly the rows asked for, all of that class': [
    onSample(
      (sample) =>
        (count, { where: _, ...run }) =>
          sample(count, run),
    ),
    onSample((sample) => (count, run) => sample(run.where === undefined ? count : count - 1, run)),
  ],
  'where takes a boolean, and its label': [
    onSample((sample) => (count, run) => {
      if (typeof run.where?.['outcome'] === 'boolean') throw new TypeError('no booleans')
      return sample(count, run)
    }),
    onSample((sample) => (count, { where = {}, ...run }) => {
      const outcome = where['outcome']
      return sample(count, { ...run, where: { ...where, ...(outcome === false && { outcome: true }) } })
    }),
  ],
  'where is refused, not ignored': [checksOf({}, { traits: { conditional: false } })],
  'rows of a class are nearer to that class than to the others': [
    onRows((rows) => mapNumbers(rows, 'amount', () => 0)),
  ],
  'where refuses an unknown column and an unknown class': [
    onSample((sample) => (count, run) => sample(count, run).catch(() => sample(count, { seed: run.seed }))),
  ],
  'too few rows is an error with a code': [
    checksOf({
      fit: (fit) => async (train, run) => {
        if (train.rowCount === 0) throw new Error('no rows')
        return fit(train, run)
      },
    }),
  ],
  'a model has no impute when its traits name no kinds': [
    checksOf({ model: () => ({ impute: (table: Table) => Promise.resolve(table) }) as Partial<FittedSynthesizer> }),
  ],
  'impute fills in the kinds that the traits name and nothing else, also once it is loaded': [
    checksOf({}, { traits: { imputes: ['numeric'] } }),
    checksOf(
      { model: () => ({ impute: (table: Table) => Promise.resolve(table) }) as Partial<FittedSynthesizer> },
      { traits: { imputes: ['numeric'] } },
    ),
  ],
  ...Object.fromEntries(refusingChecks.map(({ name }) => [name, [refusingChecks]])),
  'the fewest rows it promises to take are enough': [
    checksOf({
      fit: (fit) => (train, run) => {
        if (train.rowCount < 10) throw new TypeError('too few')
        return fit(train, run)
      },
    }),
  ],
  'a constant column stays constant': [
    onRows((rows) => {
      const [column] = rows.columns
      if (column?.kind === 'numeric') column.values[0]! += 1e-9
      return rows
    }),
  ],
  'an infinite value is an error that names column and row': [
    onTrain((train) => mapNumbers(train, 'amount', (value) => Math.min(value, 100))),
  ],
  'every kind of column keeps its share of nulls': [
    onTrain((train) => {
      const names = train.schema.fields.map(({ name }) => name)
      return fillNulls(train, names)
    }),
  ],
  'steps of numbers and dates, and the values off them, keep their shares': [
    onRows((rows) => mapNumbers(rows, 'fee', (fee) => fee + 1)),
    onRows((rows) => mapNumbers(rows, 'fee', (fee) => 100 * Math.round(fee / 100))),
    onRows((rows) => mapNumbers(rows, 'price', (price) => price + 0.01)),
    onRows((rows) => mapNumbers(rows, 'price', Math.round)),
    onRows((rows) => mapNumbers(rows, 'seen', (time) => time + 60_000)),
  ],
  'numbers that are codes are never invented': [
    onRows((rows) => mapNumbers(rows, 'zip', (zip) => zip + 1)),
    onRows((rows) => mapNumbers(rows, 'doors', (doors) => doors - 1)),
    onRows((rows) => mapNumbers(rows, 'shop_id', () => 407)),
  ],
  'a column that is null where another says so stays null there, and only there': [
    onRows((rows) => fillNulls(rows, ['cigarettes'])),
    onRows((rows) =>
      replaceColumn(rows, 'cigarettes', (column) =>
        column.valid === undefined ? column : { ...column, valid: column.valid.toReversed() },
      ),
    ),
  ],
  'identifiers keep their share of nulls': [
    onRows((rows) => ({
      ...rows,
      columns: rows.columns.map((column) => {
        const { valid: _, ...bare } = column
        return column.kind === 'text' ? bare : column
      }),
    })),
  ],
  'a null is an error that names column and row': [checksOf({}, { traits: { nulls: 'rejected' } })],
  'a missing target is an error with a code': [
    forgiving((train) => ({
      ...train,
      schema: {
        fields: train.schema.fields.map((field) => (field.name === 'outcome' ? { ...field, role: 'target' } : field)),
      },
    })),
  ],
}

const ofLoaded = ', once it is loaded'
const loaded = every.flatMap(({ name }) =>
  name.endsWith(ofLoaded) ? [[name, broken[name.slice(0, -ofLoaded.length)]!] as const] : [],
)

expectCaught('synthesizerChecks', every, {
  ...broken,
  ...Object.fromEntries(loaded),
  // A loaded model has not seen the training rows, whose identifiers a fitted one could repeat.
  [`rows get identifiers of their own${ofLoaded}`]: [
    onRows((rows) => replaceColumn(rows, 'key', () => columnOf(takeRows(rows, new Uint32Array(rows.rowCount)), 'key'))),
  ],
})

describe('checks of secrecy', () => {
  const names = secretive(() => ({})).filter(({ name }) => / single row/.test(name))
  const harmless = filling(1500).filter(({ name }) => name === 'impute fills in no value of a single row')

  it.each(harmless)('pass for an imputer that fills in what tells nothing: $name', ({ run }) => run())
  it.each(names)('pass for a subject that keeps its secrets: $name', ({ run }) => run())
})
