import type { FittedSynthesizer } from '@asdf/contract'
import type { Check } from '../check.ts'
import type { SynthesizerSetup, SynthesizerSubject } from './subject.ts'
import assert from 'node:assert/strict'
import { decodeArtifact, encodeArtifact, headRows } from '@asdf/core'
import { expectDamageNoticed } from '../damaged-artifact.ts'
import { expectAsdfError } from '../expect.ts'
import { expectRefusals } from '../expect-refusals.ts'
import { expectEarlyAbort, expectMidwayAbort, expectOwnException, expectProgress } from '../expect-run.ts'
import {
  expectAllRefused,
  oddArtifacts,
  oddConditions,
  oddCounts,
  oddRuns,
  oddTables,
  optionCheck,
  samplingWhere,
} from '../odd-input.ts'
import { checkNoSideEffects } from '../side-effects.ts'
import { checkSoundRows } from '../table-checks.ts'
import { setUp } from './subject.ts'

/** What a synthesizer promises whatever its rows: identity, purity, seeds, progress, abort, saving. */
export function apiChecks<Options>(subject: SynthesizerSubject<Options>): readonly Check[] {
  const setup = setUp(subject)
  identityChecks(setup)
  oddInputChecks(setup)
  seedChecks(setup)
  runChecks(setup)
  artifactChecks(setup)
  return setup.checks
}

function identityChecks<Options>({ factory, options, train, fit, fitted, check }: SynthesizerSetup<Options>): void {
  check('id is package-qualified and shared by factory, synthesizer, model and artifact', async () => {
    assert.match(factory.id, /^@?[\w-]+(\/[\w-]+)+$/)
    const model = await fitted()
    assert.deepEqual([factory(options).id, model.id, model.save().writer], [factory.id, factory.id, factory.id])
  })

  check('options are JSON and complete, and an unknown option is refused by name', async () => {
    const configured = factory(options)
    assert.deepEqual(JSON.parse(JSON.stringify(configured.options)), configured.options)
    assert.deepEqual(Object.keys(configured.options).sort(), Object.keys(factory.defaults as object).sort())
    const misspelt = { noSuchOption: 1 } as unknown as Partial<Options>
    const details = await expectAsdfError(() => factory(misspelt), 'ASDF_OPTION_INVALID', 'an unknown option')
    assert.equal(details.option, 'noSuchOption')
  })

  check('fit and sample leave their input unchanged', async () => {
    const before = structuredClone(train)
    const model = await fit()
    const artifact = structuredClone(model.save())
    await model.sample(5, { seed: 2 })
    assert.deepEqual(train, before)
    assert.deepEqual(model.save(), artifact)
  })

  check('the report is whole: steps, losses and warnings', async () => {
    const { report } = await fitted()
    assert.ok(Number.isInteger(report.steps) && report.steps >= 0)
    assert.ok(Object.values(report.losses).every(Number.isFinite))
    assert.ok(report.warnings.every((warning) => typeof warning === 'string' && warning !== ''))
  })

  check('nothing is printed and randomness comes only from the seed', () =>
    checkNoSideEffects(async () => {
      await (await fit()).sample(20, { seed: 2 })
    }),
  )
}

function oddInputChecks<Options>({ factory, options, train, fitted, checks, check }: SynthesizerSetup<Options>): void {
  checks.push(optionCheck(factory, factory.defaults))

  check('what is no table and no run options is refused by fit with a code', async () => {
    const configured = factory(options)
    await expectAllRefused('fit', oddTables(train), (table) => configured.fit(table, { seed: 1 }))
    await expectAllRefused('fit', oddRuns, (run) => configured.fit(train, run))
  })

  check('what is no count, run options or where is refused by sample with a code', async () => {
    const model = await fitted()
    await expectAllRefused('sample', oddCounts, (count) => model.sample(count, { seed: 1 }))
    await expectAllRefused('sample', oddRuns, (run) => model.sample(5, run))
    await expectAllRefused('sample', oddConditions, (where) => model.sample(5, samplingWhere(where)))
  })

  check('what is no artifact is refused by load with a code', () =>
    expectAllRefused('load', oddArtifacts, (artifact) => factory.load(artifact)),
  )
}

function seedChecks<Options>({ factory, train, fit, fitted, sampling, check }: SynthesizerSetup<Options>): void {
  check('sample does not depend on earlier samples', async () => {
    const model = await fitted()
    const first = await model.sample(20, sampling(2))
    await model.sample(20, sampling(3))
    assert.deepEqual(await model.sample(20, sampling(2)), first)
  })

  check('different seeds give different rows', async () => {
    const model = await fitted()
    assert.notDeepEqual(await model.sample(20, sampling(2)), await model.sample(20, sampling(3)))
  })

  if (factory.traits.reproducible !== 'bitwise') return

  check('the same seed fits the same model', async () => {
    assert.deepEqual((await fit(train, { seed: 9 })).save(), (await fit(train, { seed: 9 })).save())
  })

  check('fits that run side by side do not touch one another', async () => {
    const other = headRows(train, Math.ceil(train.rowCount * 0.8))
    const [together] = await Promise.all([fit(train, { seed: 4 }), fit(other, { seed: 5 }), fit(train, { seed: 6 })])
    assert.deepEqual(together.save(), (await fit(train, { seed: 4 })).save())
  })
}

function runChecks<Options>({ train, fit, fitted, sampling, check }: SynthesizerSetup<Options>): void {
  check('an aborted signal stops fit and sample with its own reason', async () => {
    await expectEarlyAbort((run) => fit(train, run), 'fit')
    const model = await fitted()
    await expectEarlyAbort((run) => model.sample(5, { ...sampling(1), ...run }), 'sample')
  })

  check('an abort during fit stops it with its own reason', () => expectMidwayAbort((run) => fit(train, run)))

  check('progress counts up to its total, in every phase', () => expectProgress((run) => fit(train, run)))

  check("an exception of onProgress is the caller's own", () => expectOwnException((run) => fit(train, run)))
}

function artifactChecks<Options>(setup: SynthesizerSetup<Options>): void {
  const { factory, train, damages, tableWith, fit, fitted, sampling, check } = setup

  check('save and load keep the model, through bytes', async () => {
    const model = await fitted()
    const copy = factory.load(decodeArtifact(encodeArtifact(model.save())))
    assert.deepEqual(await copy.sample(20, sampling(2)), await model.sample(20, sampling(2)))
    assert.deepEqual(copy.save(), model.save())
    assert.deepEqual(copy.report, model.report)
  })

  check('an artifact of another writer, a newer version or with missing parts is refused', async () =>
    expectRefusals((artifact) => factory.load(artifact), (await fitted()).save()),
  )

  check('a damaged artifact is refused with a code, or makes sound rows', async () => {
    const nulls = factory.traits.nulls === 'modelled' ? 0.1 : 0
    const model = await fit(tableWith({ nulls, identifier: true, missingKeys: nulls }))
    const use = async (damaged: FittedSynthesizer) => checkSoundRows(await damaged.sample(20, sampling(2)), 20)
    // Weights that are too large, and judges of other columns, show when rows are made.
    const codes = ['ASDF_DATA_INVALID', 'ASDF_SCHEMA_MISMATCH']
    await expectDamageNoticed(model.save(), { load: (artifact) => factory.load(artifact), use, codes }, damages)
  })

  if (factory.traits.keepsTrainingRows) return

  check('the artifact holds no training rows', async () => {
    const column = train.columns.find((candidate) => candidate.kind === 'numeric')
    if (column?.kind !== 'numeric') return
    const values = new Set(column.values)
    for (const [name, tensor] of Object.entries((await fitted()).save().arrays)) {
      const found = new Set(Array.from<number>(tensor.data).filter((value) => values.has(value)))
      assert.ok(found.size < values.size / 2, `array '${name}' holds ${found.size} of ${values.size} training values`)
    }
  })
}
