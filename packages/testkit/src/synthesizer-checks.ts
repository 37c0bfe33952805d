import assert from 'node:assert/strict'
import { isAsdfError } from '@asdf/contract'
import type { SynthesizerFactory } from '@asdf/contract'
import { takeRows } from '@asdf/core'
import { mixedTable } from './fixtures.ts'

export interface Check {
  readonly name: string
  readonly run: () => Promise<void>
}

export interface SynthesizerSubject<Options> {
  readonly factory: SynthesizerFactory<Options>
  /** Options that make the synthesizer small, so that checks take seconds. */
  readonly options?: Partial<Options>
}

/** Every check that applies to a table synthesizer with these traits. Knows nothing of test runners. */
export function synthesizerChecks<Options>(subject: SynthesizerSubject<Options>): readonly Check[] {
  const { factory, options } = subject
  const { traits } = factory
  const train = mixedTable(200, 1)
  const fit = (seed = 1) => factory(options).fit(train, { seed })
  const checks: Check[] = []
  const check = (name: string, run: () => Promise<void>) => checks.push({ name, run })

  check('id is package-qualified and shared by factory, synthesizer, and model', async () => {
    assert.match(factory.id, /^@?[\w-]+(\/[\w-]+)+$/)
    assert.equal(factory(options).id, factory.id)
    assert.equal((await fit()).id, factory.id)
  })

  check('fit leaves its input unchanged', async () => {
    const before = structuredClone(train)
    await fit()
    assert.deepEqual(train, before)
  })

  check('sample returns exactly the rows asked for', async () => {
    const model = await fit()
    for (const count of [0, 1, 7, 500]) assert.equal((await model.sample(count, { seed: 2 })).rowCount, count)
  })

  check('sample has the training schema', async () => {
    const model = await fit()
    assert.deepEqual((await model.sample(5, { seed: 2 })).schema, train.schema)
  })

  check('sample does not depend on earlier samples', async () => {
    const model = await fit()
    const first = await model.sample(20, { seed: 2 })
    await model.sample(20, { seed: 3 })
    assert.deepEqual(await model.sample(20, { seed: 2 }), first)
  })

  check('different seeds give different rows', async () => {
    const model = await fit()
    assert.notDeepEqual(await model.sample(20, { seed: 2 }), await model.sample(20, { seed: 3 }))
  })

  if (traits.reproducible === 'bitwise') {
    check('the same seed fits the same model', async () => {
      assert.deepEqual((await fit(9)).save(), (await fit(9)).save())
    })
  }

  check('randomness comes only from the seed', async () => {
    const random = Math.random
    Math.random = () => assert.fail('Math.random was called')
    try {
      await (await fit()).sample(20, { seed: 2 })
    } finally {
      Math.random = random
    }
  })

  check('save and load keep the model', async () => {
    const model = await fit()
    const copy = factory.load(structuredClone(model.save()))
    assert.deepEqual(await copy.sample(20, { seed: 2 }), await model.sample(20, { seed: 2 }))
  })

  check('an aborted signal stops fit with its own reason', async () => {
    const reason = new Error('stop')
    await assert.rejects(factory(options).fit(train, { seed: 1, signal: AbortSignal.abort(reason) }), reason)
  })

  check('progress counts up to its total', async () => {
    const steps: number[] = []
    let total = 0
    await factory(options).fit(train, {
      seed: 1,
      onProgress: (p) => {
        steps.push(p.step)
        total = p.totalSteps
      },
    })
    assert.deepEqual(
      steps,
      steps.toSorted((a, b) => a - b),
    )
    assert.equal(steps.at(-1), total)
  })

  check('too few rows is an error with a code', async () => {
    const empty = takeRows(train, new Uint32Array(0))
    await assert.rejects(factory(options).fit(empty, { seed: 1 }), (error) => isAsdfError(error, 'ASDF_TOO_FEW_ROWS'))
  })

  return checks
}
