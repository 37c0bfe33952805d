import type {
  ClassifierSession,
  EpochClassifier,
  ErrorContext,
  FittedClassifier,
  FittedSynthesizer,
  Predictions,
  RunOptions,
  SampleOptions,
  SteerableSynthesizer,
  Synthesizer,
  SynthesizerTraits,
  Table,
} from '@asdf/contract'
import { classCodes, classNames, columnOf, createRng, takeRows, targetIndex, uniformInteger } from '@asdf/core'

/** Adds a numeric column `row` that tells every row apart, so that a test can see where rows go. */
export function numberRows(table: Table): Table {
  return {
    schema: {
      fields: [
        ...table.schema.fields,
        { name: 'row', kind: 'numeric', role: 'feature', nullable: false, integer: true },
      ],
    },
    rowCount: table.rowCount,
    columns: [
      ...table.columns,
      { kind: 'numeric', values: Float64Array.from({ length: table.rowCount }, (_, row) => row) },
    ],
  }
}

/** The numbers that `numberRows` gave to the rows of this table. */
export function rowNumbers(table: Table): number[] {
  const column = columnOf(table, 'row')
  if (column.kind !== 'numeric') throw new TypeError('row is not numeric')
  return [...column.values]
}

export interface ClassifierDiary {
  readonly started: Table[]
  readonly epochs: (readonly Table[])[]
  readonly predicted: Table[]
  closed: number
}

/** Nearest class mean of the column `amount`, over all rows of the last epoch; it writes down every table that it is shown. */
export function diaryClassifier(): { classifier: EpochClassifier; diary: ClassifierDiary } {
  const diary: ClassifierDiary = { started: [], epochs: [], predicted: [], closed: 0 }
  const start = async (train: Table): Promise<ClassifierSession> => {
    diary.started.push(train)
    const classes = classNames(train.schema.fields[targetIndex(train.schema, 'fake')]!)
    let means: Float64Array = new Float64Array(classes.length)
    const model = (): FittedClassifier => {
      const held = means.slice()
      return {
        specVersion: 1,
        id: '@test/nearest-mean',
        classes,
        warnings: ['from the classifier'],
        predictProbability: async (table) => {
          diary.predicted.push(table)
          return { dtype: 'f64', shape: [table.rowCount, classes.length], data: nearest(table, held) }
        },
        save: () => ({
          format: 'asdf',
          formatVersion: 1,
          writer: '@test/nearest-mean',
          stateVersion: 1,
          state: {},
          arrays: {},
        }),
      }
    }
    return {
      classes,
      warnings: ['from the classifier'],
      epoch: async (batches) => {
        diary.epochs.push(batches)
        means = classMeans(batches, classes.length)
      },
      predictProbability: (table) => model().predictProbability(table),
      finish: model,
      close: async () => void diary.closed++,
    }
  }
  const fit = () => Promise.reject(new Error('the loop trains by epochs'))
  return { classifier: { specVersion: 1, id: '@test/nearest-mean', options: {}, start, fit }, diary }
}

const traits: SynthesizerTraits = {
  kinds: ['numeric', 'categorical', 'boolean', 'datetime', 'text'],
  nulls: 'modelled',
  target: 'required',
  conditional: true,
  reproducible: 'bitwise',
  keepsTrainingRows: true,
  privacy: 'none',
  minimumRows: 1,
}

export interface SynthesizerDiary {
  readonly fitted: Table[]
  readonly asked: { readonly count: number; readonly where: SampleOptions['where'] }[]
  readonly contexts: ErrorContext[]
  closed: number
}

/** Repeats training rows of the class asked for, marked by a negative row number. */
export function diarySynthesizer(): {
  synthesizer: Synthesizer
  steerable: SteerableSynthesizer
  diary: SynthesizerDiary
} {
  const diary: SynthesizerDiary = { fitted: [], asked: [], contexts: [], closed: 0 }
  const fit = async (train: Table): Promise<FittedSynthesizer> => {
    diary.fitted.push(train)
    return {
      specVersion: 1,
      id: '@test/repeat',
      schema: train.schema,
      report: { steps: 1, losses: {}, warnings: [] },
      sample: async (count, run) => {
        diary.asked.push({ count, where: run.where })
        return repeatRows(train, count, run)
      },
      save: () => ({
        format: 'asdf',
        formatVersion: 1,
        writer: '@test/repeat',
        stateVersion: 1,
        state: {},
        arrays: {},
      }),
    }
  }
  const synthesizer: Synthesizer = { specVersion: 1, id: '@test/repeat', traits, options: { kind: 'static' }, fit }
  const start = async (train: Table, _run: RunOptions) => {
    const fitted = await fit(train)
    return {
      train: async (_steps: number, context: ErrorContext) => void diary.contexts.push(context),
      sample: (count: number, run: SampleOptions) => fitted.sample(count, run),
      finish: () => fitted,
      close: async () => void diary.closed++,
    }
  }
  return { synthesizer, steerable: { ...synthesizer, start }, diary }
}

/** F1 of each class at the most probable class. */
export function classF1({ classes, truth, probability }: Predictions): Float64Array {
  const width = classes.length
  const predicted = truth.map((_, row) => {
    const shares = probability.data.subarray(row * width, (row + 1) * width)
    return shares.indexOf(Math.max(...shares))
  })
  return Float64Array.from(classes, (_, code) => {
    const hits = truth.filter((own, row) => own === code && predicted[row] === code).length
    const total = truth.filter((own) => own === code).length + predicted.filter((own) => own === code).length
    return total === 0 ? 0 : (2 * hits) / total
  })
}

function repeatRows(train: Table, count: number, { seed, where = {} }: SampleOptions): Table {
  const [[name, value] = ['', '']] = Object.entries(where)
  const field = train.schema.fields.find((candidate) => candidate.name === name)!
  const code = classNames(field).indexOf(String(value))
  const codes = classCodes(columnOf(train, name))
  const rows = [...codes.keys()].filter((row) => codes[row] === code)
  const rng = createRng(seed)
  const drawn = takeRows(
    train,
    Uint32Array.from({ length: count }, () => rows[uniformInteger(rng, rows.length)]!),
  )
  const columns = drawn.columns.map((column, index) =>
    train.schema.fields[index]!.name === 'row' && column.kind === 'numeric'
      ? { ...column, values: column.values.map((number) => -1 - number) }
      : column,
  )
  return { ...drawn, columns }
}

function amounts(table: Table): Float64Array {
  const column = columnOf(table, 'amount')
  if (column.kind !== 'numeric') throw new TypeError('amount is not numeric')
  return column.values
}

function classMeans(tables: readonly Table[], classCount: number): Float64Array {
  const sums = new Float64Array(classCount)
  const counts = new Float64Array(classCount)
  for (const table of tables) {
    const values = amounts(table)
    classCodes(table.columns[targetIndex(table.schema, 'fake')]!).forEach((code, row) => {
      sums[code]! += values[row]!
      counts[code]!++
    })
  }
  return sums.map((sum, code) => sum / Math.max(1, counts[code]!))
}

function nearest(table: Table, means: Float64Array): Float64Array {
  const data = new Float64Array(table.rowCount * means.length)
  amounts(table).forEach((value, row) => {
    const weights = means.map((mean) => Math.exp(-Math.abs(value - mean)))
    const sum = weights.reduce((a, b) => a + b, 0)
    weights.forEach((weight, code) => (data[row * means.length + code] = sum === 0 ? 1 / means.length : weight / sum))
  })
  return data
}
