import assert from 'node:assert/strict'
import type { ClassifierFactory, FittedClassifier, RunOptions, Table } from '@asdf/contract'
import { classCodes, columnOf, decodeArtifact, encodeArtifact, selectColumns, takeRows, withRole } from '@asdf/core'
import type { Check } from './check.ts'
import { expectAsdfError, expectRejection } from './expect.ts'
import { mixedTable } from './fixtures.ts'
import { checkNoSideEffects } from './side-effects.ts'

export interface ClassifierSubject<Options> {
  readonly factory: ClassifierFactory<Options>
  /** Options that make the classifier small, so that checks take seconds. */
  readonly options?: Partial<Options>
  /** Whether nulls in features are learned from rather than refused. */
  readonly nulls: 'modelled' | 'rejected'
  /** Whether `save` works; a wrapped estimator may be unable to. */
  readonly saves?: boolean
}

interface Setup<Options> extends ClassifierSubject<Options> {
  readonly train: Table
  readonly fit: (table?: Table, run?: Partial<RunOptions>) => Promise<FittedClassifier>
  readonly check: (name: string, run: () => Promise<void>) => void
}

/** Every promise of a classifier over tables. Knows nothing of test runners. */
export function classifierChecks<Options>(subject: ClassifierSubject<Options>): readonly Check[] {
  const checks: Check[] = []
  const train = mixedTable(300, 1)
  const setup: Setup<Options> = {
    ...subject,
    train,
    fit: (table = train, run = {}) => subject.factory(subject.options).fit(table, { seed: 1, ...run }),
    check: (name, run) => checks.push({ name, run }),
  }
  predictionChecks(setup)
  inputChecks(setup)
  runChecks(setup)
  if (subject.saves !== false) artifactChecks(setup)
  return checks
}

function predictionChecks<Options>({ train, fit, check }: Setup<Options>): void {
  const test = mixedTable(200, 2)
  const predict = async (table: Table) => (await (await fit()).predictProbability(table)).data

  check('classes are the categories of the target, in their order', async () => {
    assert.deepEqual((await fit()).classes, ['common', 'middling', 'rare'])
  })

  check('probabilities have one row per row, lie in [0, 1] and sum to one', async () => {
    const probability = await (await fit()).predictProbability(test)
    assert.deepEqual(probability.shape, [200, 3])
    for (let row = 0; row < 200; row++) {
      const shares = probability.data.subarray(3 * row, 3 * row + 3)
      assert.ok(shares.every((share) => share >= 0 && share <= 1))
      assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9)
    }
  })

  check('it beats chance on new rows by far', async () => {
    const data = await predict(test)
    const truth = classCodes(columnOf(test, 'outcome'))
    const hits = truth.filter((code, row) => {
      const shares = data.subarray(3 * row, 3 * row + 3)
      return shares.indexOf(Math.max(...shares)) === code
    })
    assert.ok(hits.length > 0.85 * truth.length, `${hits.length} of ${truth.length} right`)
  })

  check('the prediction of a row depends on that row alone, and not on the target', async () => {
    const all = await predict(test)
    const some = await predict(takeRows(test, Uint32Array.of(7, 3)))
    assert.deepEqual([...some], [...all.subarray(21, 24), ...all.subarray(9, 12)])
    const names = test.schema.fields.map((field) => field.name).filter((name) => name !== 'outcome')
    assert.deepEqual(await predict(selectColumns(test, names)), all)
  })

  check('columns are matched by name, not by place', async () => {
    const names = test.schema.fields.map((field) => field.name)
    assert.deepEqual(await predict(selectColumns(test, names.toReversed())), await predict(test))
  })

  check('no rows give no predictions', async () => {
    const probability = await (await fit()).predictProbability(takeRows(train, new Uint32Array(0)))
    assert.deepEqual([probability.shape, probability.data.length], [[0, 3], 0])
  })
}

function inputChecks<Options>({ train, fit, nulls, check }: Setup<Options>): void {
  check('fit leaves its input unchanged', async () => {
    const before = structuredClone(train)
    await fit()
    assert.deepEqual(train, before)
  })

  check('no rows, a missing target and a numeric target are errors with a code', async () => {
    await expectAsdfError(() => fit(takeRows(train, new Uint32Array(0))), 'ASDF_TOO_FEW_ROWS', 'fit on no rows')
    await expectAsdfError(
      () => fit(withRole(train, 'outcome', 'feature')),
      'ASDF_SCHEMA_MISMATCH',
      'fit without a target',
    )
    await expectAsdfError(
      () => fit(withRole(train, 'amount', 'target')),
      'ASDF_SCHEMA_MISMATCH',
      'fit on a numeric target',
    )
  })

  check('a target with one class is an error that names the column', async () => {
    const rows = Uint32Array.from({ length: 30 }, (_, i) => 10 * i)
    const details = await expectAsdfError(() => fit(takeRows(train, rows)), 'ASDF_DATA_INVALID', 'one class')
    assert.equal(details.column, 'outcome')
  })

  check('an infinite value is an error that names column and row', async () => {
    const broken = structuredClone(train)
    const column = columnOf(broken, 'amount')
    if (column.kind === 'numeric') column.values[4] = -Infinity
    const details = await expectAsdfError(() => fit(broken), 'ASDF_DATA_INVALID', 'an infinite value')
    assert.deepEqual(details, { column: 'amount', row: 5 })
  })

  check('a column missing at prediction is an error that names it', async () => {
    const model = await fit()
    const details = await expectAsdfError(
      () => model.predictProbability(selectColumns(train, ['age', 'region', 'member', 'joined', 'note'])),
      'ASDF_SCHEMA_MISMATCH',
      'a missing column',
    )
    assert.equal(details.column, 'amount')
  })

  check(nulls === 'modelled' ? 'nulls are learned from' : 'a null is an error that names column and row', async () => {
    const holed = mixedTable(300, 1, { nulls: 0.2 })
    if (nulls === 'rejected') return void (await expectAsdfError(() => fit(holed), 'ASDF_DATA_INVALID', 'a null'))
    const probability = await (await fit(holed)).predictProbability(holed)
    assert.ok(probability.data.every(Number.isFinite))
  })
}

function runChecks<Options>({ factory, options, train, fit, check }: Setup<Options>): void {
  check('the same seed gives the same probabilities', async () => {
    const [a, b] = [await fit(train, { seed: 3 }), await fit(train, { seed: 3 })]
    assert.deepEqual(await a.predictProbability(train), await b.predictProbability(train))
  })

  check('nothing is printed and randomness comes only from the seed', () =>
    checkNoSideEffects(async () => void (await (await fit()).predictProbability(train))),
  )

  check('an unknown option is refused by name', async () => {
    const misspelt = { noSuchOption: 1 } as unknown as Partial<Options>
    const details = await expectAsdfError(() => factory(misspelt), 'ASDF_OPTION_INVALID', 'an unknown option')
    assert.equal(details.option, 'noSuchOption')
  })

  check('an aborted signal stops fit with its own reason', async () => {
    const reason = new Error('stop')
    await expectRejection(
      () => factory(options).fit(train, { seed: 1, signal: AbortSignal.abort(reason) }),
      reason,
      'fit',
    )
  })

  check('progress reaches its total', async () => {
    const last = new Map<string, readonly [step: number, total: number]>()
    await fit(train, { onProgress: ({ phase, step, totalSteps }) => last.set(phase, [step, totalSteps]) })
    assert.ok(last.size > 0, 'fit reported no progress')
    for (const [phase, [step, total]] of last) assert.equal(step, total, `'${phase}' did not reach its total`)
  })
}

function artifactChecks<Options>({ factory, train, fit, check }: Setup<Options>): void {
  check('save and load keep the model, through bytes', async () => {
    const model = await fit()
    const copy = factory.load(decodeArtifact(encodeArtifact(model.save())))
    assert.deepEqual(copy.classes, model.classes)
    assert.deepEqual(await copy.predictProbability(train), await model.predictProbability(train))
    assert.deepEqual(copy.save(), model.save())
  })

  check('an artifact of another writer, a newer version or with missing parts is refused', async () => {
    const artifact = (await fit()).save()
    const problem = async (changed: object) => {
      const load = () => factory.load({ ...artifact, ...changed })
      return (await expectAsdfError(load, 'ASDF_ARTIFACT_INVALID', `changed ${Object.keys(changed).join()}`)).problem
    }
    assert.equal(await problem({ format: 'pickle' }), 'format')
    assert.equal(await problem({ writer: '@stranger/model' }), 'writer')
    assert.equal(await problem({ stateVersion: artifact.stateVersion + 1 }), 'version')
    assert.equal(await problem({ arrays: {} }), 'content')
    assert.equal(await problem({ state: {} }), 'content')
  })
}
