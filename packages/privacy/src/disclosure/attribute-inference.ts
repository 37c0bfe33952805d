import type { Classifier, Field, FittedClassifier, Metric, RunOptions, Table } from '@asdf/contract'
import type { ControlledTries, Tries } from './risk.ts'
import {
  checkNumberOption,
  checkOptionNames,
  chooseRows,
  classCodes,
  classNames,
  fieldIndex,
  optionError,
  readableColumns,
  takeRows,
} from '@asdf/core'
import { disclosureMetric } from './disclosure-metric.ts'
import { equalParts } from './equal-parts.ts'
import { largestRisk } from './inference.ts'
import { checkNames, secretsOf } from './secrets.ts'
import { undefinedMetric } from './undefined-metric.ts'

const where = 'attributeInference'
const id = '@asdf/privacy/attribute-inference'

export interface AttributeInferenceOptions {
  /** Columns of categories or booleans that are guessed; when absent those with the role `sensitive`, else all. */
  readonly secrets: readonly string[] | undefined
  /** Most training rows, and hold-out rows, that are tried, and most synthetic rows that are learned from. */
  readonly rows: number
}

const defaults: AttributeInferenceOptions = Object.freeze({ secrets: undefined, rows: 5000 })

/**
 * Attribute inference: a classifier learns a secret column from the synthetic rows and guesses it for people whose other columns
 * the attacker knows. The risk of a secret is (a - c) / (1 - c): a is the share of training rows that are guessed right, c that of
 * hold-out rows; so what is true of everybody, which any useful table teaches, does not count. The value is the largest
 * risk, with an interval corrected for taking one (Šidák); `breakdown` has each, `details.attack` and `details.control` the
 * accuracies. The classifier is handed in, such as `randomForest()` of `@asdf/trees`, and sees no texts.
 *
 * Stadler et al., "Synthetic data: anonymisation groundhog day", USENIX Security 2022; baseline as in Giomi et al., PoPETs
 * 2023. Cost: a fit a secret. Believe it over `inference`: the attacker uses all rows and not only the nearest.
 *
 * Errors: `ASDF_OPTION_INVALID` when configured, those of `nearestNeighborAttack` and of the classifier, `ASDF_SCHEMA_MISMATCH` for columns
 * that the table lacks, `ASDF_METRIC_UNDEFINED` where no secret has classes.
 */
export function attributeInference(classifier: Classifier, options: Partial<AttributeInferenceOptions> = {}): Metric {
  if (typeof (classifier as Partial<Classifier> | null | undefined)?.fit !== 'function') {
    throw optionError(where, 'classifier', classifier, 'must be a configured classifier, such as randomForest()')
  }
  checkOptionNames(where, options, defaults)
  const { secrets, rows } = { ...defaults, ...options }
  checkNames(where, 'secrets', secrets)
  checkNumberOption(where, 'rows', rows, { integer: true, minimum: 1 })
  return disclosureMetric({
    where,
    id,
    label: 'attribute inference risk',
    needsHoldout: true,
    async compute(input, run, rng) {
      const { train, synthetic, holdout } = equalParts(where, input, rng)
      const tables = {
        made: chooseRows(synthetic, rows, rng.fork('synthetic')),
        attacked: chooseRows(train, rows, rng.fork('attacks')),
        controls: chooseRows(holdout, rows, rng.fork('controls')),
      }
      const names = secretsOf(train, secrets, hasClasses)
      const tries = new Map<string, ControlledTries>()
      const unmeasured: Record<string, string> = {}
      for (const [step, name] of names.entries()) {
        const found = await trySecret(
          classifier,
          name,
          tables,
          run.signal === undefined ? { seed: run.seed } : { seed: run.seed, signal: run.signal },
        )
        if (typeof found === 'string') unmeasured[name] = found
        else tries.set(name, found)
        run.onProgress?.({ phase: 'secrets', step: step + 1, totalSteps: names.length })
        run.signal?.throwIfAborted()
      }
      if (tries.size === 0) throw undefinedMetric(where, describeNone(unmeasured))
      const left = Object.keys(unmeasured).length > 0 ? { unmeasured } : {}
      return { ...largestRisk(tries), n: tables.made.rowCount, ...left }
    },
  })
}

function hasClasses({ kind }: Field): boolean {
  return kind === 'categorical' || kind === 'boolean'
}

function describeNone(unmeasured: Readonly<Record<string, string>>): string {
  const [first] = Object.entries(unmeasured)
  return first === undefined ? 'no column of categories or booleans is there to guess' : `'${first[0]}' ${first[1]}`
}

interface GuessedTables {
  readonly made: Table
  readonly attacked: Table
  readonly controls: Table
}

async function trySecret(
  classifier: Classifier,
  name: string,
  { made, attacked, controls }: GuessedTables,
  run: RunOptions,
): Promise<ControlledTries | string> {
  const index = fieldIndex(made.schema, name)
  if (!hasClasses(made.schema.fields[index]!)) return 'has no classes; inference() guesses numbers and texts'
  const learned = withSecret(withValue(made, index), index)
  if (learned.schema.fields.length < 2) return 'has no other column to be guessed from'
  const codes = new Set(classCodes(made.columns[index]!).filter((code) => code >= 0))
  if (codes.size < 2) return 'has fewer than two classes in the synthetic rows'
  const fitted = await classifier.fit(learned, run)
  const count = (rows: Table) => guess(fitted, withValue(rows, index), index)
  const tries = { attack: await count(attacked), control: await count(controls) }
  return tries.attack.count === 0 || tries.control.count === 0 ? 'has no values to guess' : tries
}

/** The rows where the column has a value. */
function withValue(table: Table, index: number): Table {
  const codes = classCodes(table.columns[index]!)
  return takeRows(
    table,
    Uint32Array.from(codes.keys()).filter((row) => codes[row]! >= 0),
  )
}

/** The columns that a classifier reads, the secret as the target. */
function withSecret(table: Table, secret: number): Table {
  const { columns } = readableColumns(table)
  return {
    schema: {
      fields: columns.map((index): Field => {
        return { ...table.schema.fields[index]!, role: index === secret ? 'target' : 'feature' }
      }),
    },
    rowCount: table.rowCount,
    columns: columns.map((index) => table.columns[index]!),
  }
}

async function guess(fitted: FittedClassifier, rows: Table, secret: number): Promise<Tries> {
  if (rows.rowCount === 0) return { right: 0, count: 0 }
  const { data } = await fitted.predictProbability(withSecret(rows, secret))
  const names = classNames(rows.schema.fields[secret]!)
  const classCount = fitted.classes.length
  const codes = classCodes(rows.columns[secret]!)
  let right = 0
  codes.forEach((code, row) => {
    const probabilities = data.subarray(row * classCount, (row + 1) * classCount)
    const best = probabilities.reduce((one, value, place) => (value > probabilities[one]! ? place : one), 0)
    if (fitted.classes[best] === names[code]) right++
  })
  return { right, count: codes.length }
}
