import type { Artifact, RunOptions, Table, Tensor } from '@asdf/contract'
import type { Check, LearnerSubject } from '@asdf/testkit'
import type { Changes } from './alter.ts'
import type { Broken } from './expect-caught.ts'
import { headRows, takeRows } from '@asdf/core'
import { artifactFaults, runFaults } from './alter.ts'
import { fillNulls, hasColumn, mapNumbers, soundOr, spoil } from './change-table.ts'

type Predict = (table: Table) => Promise<Tensor<'f64'>>

/** A learner, of which `target` names the column to predict, that is to break its promises. */
export interface Victim<Configured, Model> {
  readonly target: string
  readonly train: Table
  readonly checksOf: (changes: Changes<Configured, Model>, subject?: Partial<LearnerSubject<never>>) => readonly Check[]
  /** The model with another way to predict. */
  readonly predicting: (change: (predict: Predict) => Predict) => (model: Model) => Partial<Model>
}

interface Model {
  readonly id: string
  save(): Artifact
}

/** Learners that break what classifiers and regressors both promise. */
export function learnerFaults<Configured, Fitted extends Model>(victim: Victim<Configured, Fitted>): Broken {
  const { checksOf } = victim
  const onRun = (change: (run: RunOptions) => RunOptions) =>
    checksOf({ fit: (fit) => (train, run) => fit(train, change(run)) })
  return {
    'id is package-qualified and shared by factory, learner, model and artifact': [
      checksOf({ model: () => ({ id: 'another' }) as Partial<Fitted> }),
      checksOf({ configured: () => ({ id: 'another' }) as unknown as Partial<Configured> }),
      checksOf({ model: (model) => ({ save: () => ({ ...model.save(), writer: 'another' }) }) as Partial<Fitted> }),
    ],
    'options are JSON and complete, and an unknown option is refused by name': [
      checksOf({ configured: () => ({ options: { more: 1 } }) as unknown as Partial<Configured> }),
    ],
    'options of any type and size are taken or refused with a code': [checksOf({ given: () => ({}) })],
    'what is no table and no run options is refused by fit with a code': [
      checksOf({ fit: (fit) => (train, run) => fit(train, (run as unknown) === undefined ? { seed: 1 } : run) }),
      checksOf({ fit: (fit) => (train, run) => fit(soundOr(victim.train, train), run) }),
    ],
    'what is no table is refused by the prediction with a code': [
      checksOf({ model: victim.predicting((predict) => (table) => predict(soundOr(victim.train, table))) }),
    ],
    'a damaged artifact is refused with a code, or makes sound predictions': [
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
    'warnings are texts': [
      checksOf({ model: () => ({ warnings: [1] }) as unknown as Partial<Fitted> }),
      checksOf({ model: () => ({ warnings: undefined }) as unknown as Partial<Fitted> }),
    ],
    ...runFaults(onRun),
    'an artifact of another writer, a newer version or with missing parts is refused': artifactFaults(checksOf),
    ...purityFaults(victim),
    ...predictionFaults(victim),
    ...inputFaults(victim),
  }
}

function purityFaults<Configured, Fitted extends Model>(victim: Victim<Configured, Fitted>): Broken {
  const { checksOf, predicting } = victim
  const onTrain = (change: (train: Table) => Table) =>
    checksOf({ fit: (fit) => (train, run) => fit(change(train), run) })
  const onPredict = (change: Change) => checksOf({ model: predicting(changing(change)) })
  let calls = 0
  let active = 0
  return {
    'fit and predict leave their input and the model unchanged': [
      onTrain((train) => {
        spoil(train)
        return train
      }),
      onPredict((data, table) => {
        spoil(table)
        return data
      }),
      onPredict((data) => data.map((value) => value + calls++)),
    ],
    'nothing is printed and randomness comes only from the seed': [
      onTrain((train) => {
        process.stdout.write('')
        return train
      }),
      onPredict((data) => {
        crypto.getRandomValues(new Uint8Array(1))
        return data
      }),
    ],
    'the same seed gives the same predictions': [onTrain((train) => (calls++ % 2 === 0 ? train : half(train)))],
    'fits that run side by side do not touch one another': [
      checksOf({
        fit: (fit) => async (train, run) => {
          active++
          await new Promise((resolve) => setImmediate(resolve))
          const model = await fit(active > 1 ? half(train) : train, run)
          active--
          return model
        },
      }),
    ],
    'save and load keep the model, through bytes': [
      checksOf({
        load: (load) => (artifact) => ({ ...load(artifact), ...predicting(changing(zeros))(load(artifact)) }),
      }),
    ],
  }
}

function predictionFaults<Configured, Fitted extends Model>(victim: Victim<Configured, Fitted>): Broken {
  const { target, checksOf, predicting } = victim
  const onPredict = (change: Change) => checksOf({ model: predicting(changing(change)) })
  const onTrain = (change: (train: Table) => Table) =>
    checksOf({ fit: (fit) => (train, run) => fit(change(train), run) })
  return {
    'the prediction of a row depends on that row alone, and not on the target': [
      onPredict((data, { rowCount }) => data.map((value) => value / rowCount)),
      onPredict((data, table) => (hasColumn(table, target) ? data : zeros(data))),
    ],
    'columns are matched by name, not by place': [
      onPredict((data, { schema }) => (schema.fields[0]!.name === 'amount' ? data : zeros(data))),
    ],
    'no rows give no predictions': [onPredict((data, { rowCount }) => (rowCount > 0 ? data : new Float64Array(1)))],
    'identifiers are left out': [
      onTrain((train) => takeRows(train, evenKeys(train))),
      onPredict((data, table) => data.map((value) => value + (evenKeys(table)[0] ?? 0))),
    ],
    'a row of weight 3 counts as three rows, and one of weight 0 as none': [
      onTrain((train) => mapNumbers(train, 'times', () => 1)),
      onTrain((train) => mapNumbers(train, 'times', (weight) => Math.max(weight, 0.5))),
    ],
    'weights are refused, not ignored': [checksOf({}, { weights: 'rejected' })],
    'a column missing at prediction is an error that names it': [
      checksOf({
        model: predicting((predict) => (table) => predict(hasColumn(table, 'price') ? table : victim.train)),
      }),
    ],
  }
}

function inputFaults<Configured, Fitted extends Model>({
  target,
  train,
  checksOf,
}: Victim<Configured, Fitted>): Broken {
  const onTrain = (change: (train: Table) => Table) => checksOf({ fit: (fit) => (rows, run) => fit(change(rows), run) })
  return {
    'a negative weight is an error that names column and row': [
      onTrain((rows) => mapNumbers(rows, 'times', (weight) => Math.max(weight, 0))),
    ],
    'no rows, a missing target and a target of another kind are errors with a code': [
      onTrain((rows) => (rows.rowCount > 0 ? rows : train)),
      onTrain((rows) => (rows.schema.fields.some(({ role }) => role === 'target') ? rows : train)),
      onTrain((rows) => (rows.schema.fields.find(({ role }) => role === 'target')?.name === target ? rows : train)),
    ],
    'a row whose target is missing is an error that names column and row': [
      onTrain((rows) => fillNulls(rows, [target])),
    ],
    'an infinite value is an error that names column and row': [
      onTrain((rows) => mapNumbers(rows, 'price', (value) => Math.max(value, 0))),
    ],
    'a null is an error that names column and row': [
      onTrain((rows) =>
        fillNulls(
          rows,
          rows.schema.fields.map(({ name }) => name),
        ),
      ),
    ],
    'nulls are learned from': [checksOf({}, { nulls: 'modelled' })],
  }
}

type Change = (data: Float64Array, table: Table) => Float64Array

/** A way to predict that changes the numbers of another. */
export function changing(change: Change): (predict: Predict) => Predict {
  return (predict) => async (table) => {
    const { data, ...others } = await predict(table)
    return { ...others, data: change(data, table) }
  }
}

function zeros(data: Float64Array): Float64Array {
  return data.map(() => 0)
}

function half(table: Table): Table {
  return headRows(table, table.rowCount / 2)
}

/** The rows whose identifier ends in an even digit, as it never should matter; all rows of a table without one. */
function evenKeys({ schema, columns, rowCount }: Table): Uint32Array {
  const key = columns[schema.fields.findIndex(({ role }) => role === 'identifier')]
  const rows = Uint32Array.from({ length: rowCount }, (_, row) => row)
  return key === undefined || !('values' in key) ? rows : rows.filter((row) => /[02468]$/.test(String(key.values[row])))
}
