import type { LearnerModel, LearnerSetup } from './subject.ts'
import assert from 'node:assert/strict'
import { decodeArtifact, encodeArtifact, headRows } from '@asdf/core'
import { expectDamageNoticed } from '../damaged-artifact.ts'
import { expectAsdfError } from '../expect.ts'
import { expectRefusals } from '../expect-refusals.ts'
import { expectEarlyAbort, expectMidwayAbort, expectOwnException, expectProgress } from '../expect-run.ts'
import { expectAllRefused, oddArtifacts, oddRuns, oddTables, optionCheck } from '../odd-input.ts'
import { checkNoSideEffects } from '../side-effects.ts'

/** What a classifier or regressor promises whatever its rows: identity, purity, seeds, progress, abort, saving. */
export function learnerRunChecks<Options, Model extends LearnerModel>(setup: LearnerSetup<Options, Model>): void {
  identityChecks(setup)
  oddInputChecks(setup)
  seedChecks(setup)
  progressChecks(setup)
  if (setup.saves !== false) artifactChecks(setup)
}

function identityChecks<Options, Model extends LearnerModel>(setup: LearnerSetup<Options, Model>): void {
  const { factory, options, saves, train, test, fit, predict, check } = setup

  check('id is package-qualified and shared by factory, learner, model and artifact', async () => {
    assert.match(factory.id, /^@?[\w-]+(\/[\w-]+)+$/)
    const model = await fit()
    const ids = [factory(options).id, model.id, ...(saves === false ? [] : [model.save().writer])]
    for (const id of ids) assert.equal(id, factory.id)
  })

  check('options are JSON and complete, and an unknown option is refused by name', async () => {
    const configured = factory(options)
    assert.deepEqual(JSON.parse(JSON.stringify(configured.options)), configured.options)
    assert.deepEqual(Object.keys(configured.options).sort(), Object.keys(factory.defaults as object).sort())
    const misspelt = { noSuchOption: 1 } as unknown as Partial<Options>
    const details = await expectAsdfError(() => factory(misspelt), 'ASDF_OPTION_INVALID', 'an unknown option')
    assert.equal(details.option, 'noSuchOption')
  })

  check('warnings are texts', async () => {
    const { warnings } = await fit()
    assert.ok(Array.isArray(warnings), 'a fitted model has a list of warnings, which may be empty')
    assert.ok(warnings.every((warning) => typeof warning === 'string' && warning !== ''))
  })

  check('fit and predict leave their input and the model unchanged', async () => {
    const before = structuredClone([train, test])
    const model = await fit()
    const first = await predict(model, test)
    assert.deepEqual(await predict(model, test), first)
    assert.deepEqual([train, test], before)
  })

  check('nothing is printed and randomness comes only from the seed', () =>
    checkNoSideEffects(async () => void (await predict(await fit(), test))),
  )
}

function oddInputChecks<Options, Model extends LearnerModel>(setup: LearnerSetup<Options, Model>): void {
  const { factory, options, saves, train, test, fit, predict, checks, check } = setup
  checks.push(optionCheck(factory, factory.defaults))

  check('what is no table and no run options is refused by fit with a code', async () => {
    const configured = factory(options)
    await expectAllRefused('fit', oddTables(train), (table) => configured.fit(table, { seed: 1 }))
    await expectAllRefused('fit', oddRuns, (run) => configured.fit(train, run))
  })

  check('what is no table is refused by the prediction with a code', async () => {
    const model = await fit()
    await expectAllRefused('predict', oddTables(test), (table) => predict(model, table))
  })

  if (saves === false) return
  check('what is no artifact is refused by load with a code', () =>
    expectAllRefused('load', oddArtifacts, (artifact) => factory.load(artifact)),
  )
}

function seedChecks<Options, Model extends LearnerModel>(setup: LearnerSetup<Options, Model>): void {
  const { train, fit, predict, test, fitAndPredict, check } = setup

  check('the same seed gives the same predictions', async () => {
    assert.deepEqual(await fitAndPredict(train, { seed: 3 }), await fitAndPredict(train, { seed: 3 }))
  })

  check('fits that run side by side do not touch one another', async () => {
    const other = headRows(train, 200)
    const [together] = await Promise.all([fit(train, { seed: 4 }), fit(other, { seed: 5 }), fit(train, { seed: 6 })])
    assert.deepEqual(await predict(together, test), await fitAndPredict(train, { seed: 4 }))
  })
}

function progressChecks<Options, Model extends LearnerModel>({
  train,
  fit,
  check,
}: LearnerSetup<Options, Model>): void {
  check('an aborted signal stops fit with its own reason', () => expectEarlyAbort((run) => fit(train, run), 'fit'))

  check('an abort during fit stops it with its own reason', () => expectMidwayAbort((run) => fit(train, run)))

  check('progress counts up to its total, in every phase', () => expectProgress((run) => fit(train, run)))

  check("an exception of onProgress is the caller's own", () => expectOwnException((run) => fit(train, run)))
}

function artifactChecks<Options, Model extends LearnerModel>(setup: LearnerSetup<Options, Model>): void {
  const { factory, damages, test, fit, predict, checkPredictions, check } = setup

  check('save and load keep the model, through bytes', async () => {
    const model = await fit()
    const copy = factory.load(decodeArtifact(encodeArtifact(model.save())))
    assert.deepEqual(await predict(copy, test), await predict(model, test))
    assert.deepEqual(copy.save(), model.save())
    assert.deepEqual(copy.warnings, model.warnings)
  })

  check('an artifact of another writer, a newer version or with missing parts is refused', async () =>
    expectRefusals((artifact) => factory.load(artifact), (await fit()).save()),
  )

  check('a damaged artifact is refused with a code, or makes sound predictions', async () => {
    const use = async (damaged: Model) => checkPredictions(await predict(damaged, test), test.rowCount)
    // A model of other columns than the test rows have is a sound one.
    const codes = ['ASDF_SCHEMA_MISMATCH', 'ASDF_DATA_INVALID']
    await expectDamageNoticed((await fit()).save(), { load: (artifact) => factory.load(artifact), use, codes }, damages)
  })
}
