import type { ClassifierFactory, FittedClassifier, Table, Tensor } from '@asdf/contract'
import type { Check } from './check.ts'
import type { MixedTableOptions } from './fixtures.ts'
import type { LearnerSetup, LearnerSubject } from './learner/subject.ts'
import assert from 'node:assert/strict'
import { classCodes, columnOf, takeRows } from '@asdf/core'
import { expectAsdfError } from './expect.ts'
import { mixedTable } from './fixtures.ts'
import { learnerDataChecks } from './learner/data-checks.ts'
import { learnerRunChecks } from './learner/run-checks.ts'
import { setUpLearner } from './learner/subject.ts'

export interface ClassifierSubject<Options> extends LearnerSubject<Options> {
  readonly factory: ClassifierFactory<Options>
}

type Setup<Options> = LearnerSetup<Options, FittedClassifier>

/** Every promise of a classifier over tables. Knows nothing of test runners. */
export function classifierChecks<Options>(subject: ClassifierSubject<Options>): readonly Check[] {
  const setup: Setup<Options> = setUpLearner({
    ...subject,
    target: 'outcome',
    wrongTarget: 'amount',
    table: mixedTable,
    predict: (model: FittedClassifier, table: Table) => model.predictProbability(table),
    checkPredictions: (predictions, rowCount) => expectProbabilities(predictions, rowCount, predictions.shape[1]!),
  })
  probabilityChecks(setup)
  classChecks(setup)
  learnerDataChecks(setup)
  learnerRunChecks(setup)
  return setup.checks
}

function probabilityChecks<Options>({ factory, saves, test, fit, check }: Setup<Options>): void {
  check('classes are the categories of the target, in their order, also once loaded', async () => {
    const model = await fit()
    assert.deepEqual(model.classes, ['common', 'middling', 'rare'])
    if (saves !== false) assert.deepEqual(factory.load(model.save()).classes, model.classes)
  })

  check('probabilities have one row per row, lie in [0, 1] and sum to one', async () => {
    expectProbabilities(await (await fit()).predictProbability(test), 200, 3)
  })

  check('it beats chance on new rows by far', async () => {
    const right = accuracy(await (await fit()).predictProbability(test), test)
    assert.ok(right > 0.85, `${right} of the rows right`)
  })
}

function classChecks<Options>({ train, fit, predict, check }: Setup<Options>): void {
  const twoClasses = async (classes: MixedTableOptions['classes'] & string) => {
    const model = await fit(mixedTable(300, 1, { classes }))
    const test = mixedTable(200, 2, { classes })
    assert.deepEqual(model.classes, ['common', 'rare'])
    const probability = await predict(model, test)
    expectProbabilities(probability, 200, 2)
    const right = accuracy(probability, test)
    assert.ok(right > 0.85, `${right} of the rows right`)
    return probability
  }

  check('two classes are learned like three', async () => void (await twoClasses('two')))

  check('a boolean target is two classes with its labels for names', async () => {
    assert.deepEqual(await twoClasses('boolean'), await twoClasses('two'))
  })

  check('a class without rows keeps its place, and is improbable', async () => {
    const rows = Uint32Array.from({ length: 300 }, (_, row) => row).filter((row) => row % 10 < 6 || row % 10 === 9)
    const model = await fit(takeRows(train, rows))
    assert.deepEqual(model.classes, ['common', 'middling', 'rare'])
    const probability = await predict(model, takeRows(train, rows))
    expectProbabilities(probability, rows.length, 3)
    const unseen = probability.data.filter((_, i) => i % 3 === 1)
    assert.ok(Math.max(...unseen) < 0.1, `a class without rows has the probability ${Math.max(...unseen)}`)
    assert.ok(accuracy(probability, takeRows(train, rows)) > 0.85)
  })

  check('a target with one class is an error that names the column', async () => {
    const rows = Uint32Array.from({ length: 30 }, (_, i) => 10 * i)
    const details = await expectAsdfError(() => fit(takeRows(train, rows)), 'ASDF_DATA_INVALID', 'one class')
    assert.equal(details.column, 'outcome')
  })
}

/** Fails unless there are probabilities of every class for every row. */
export function expectProbabilities({ shape, data }: Tensor<'f64'>, rowCount: number, classCount: number): void {
  assert.deepEqual([shape, data.length], [[rowCount, classCount], rowCount * classCount])
  for (let row = 0; row < rowCount; row++) {
    const shares = data.subarray(classCount * row, classCount * (row + 1))
    assert.ok(
      shares.every((share) => share >= 0 && share <= 1),
      `row ${row + 1} has the probabilities ${shares.join(', ')}`,
    )
    const sum = shares.reduce((total, share) => total + share, 0)
    assert.ok(Math.abs(sum - 1) < 1e-9, `the probabilities of row ${row + 1} sum to ${sum}`)
  }
}

/** The share of rows whose most probable class is their `outcome`. */
export function accuracy({ shape, data }: Tensor<'f64'>, table: Table): number {
  const width = shape[1]!
  const hits = classCodes(columnOf(table, 'outcome')).filter((code, row) => {
    const shares = data.subarray(width * row, width * (row + 1))
    return shares.indexOf(Math.max(...shares)) === code
  })
  return hits.length / table.rowCount
}
