import type { AnyTensor, Artifact, FittedSynthesizer, ImputingModel, RunProgress } from '@asdf/contract'
import type { Check } from '../check.ts'
import type { Secret } from './planted-table.ts'
import type { SynthesizerSetup, SynthesizerSubject } from './subject.ts'
import assert from 'node:assert/strict'
import { isAsdfError } from '@asdf/contract'
import { encodeArtifact, formatCsv } from '@asdf/core'
import { expectAbsent, expectAbsentNumbers, expectRare, isIn } from './expect-absent.ts'
import { plantedTable, withHoles } from './planted-table.ts'
import { setUp } from './subject.ts'

/**
 * What a synthesizer keeps to itself: values of single training rows are planted among values that many share, and looked
 * for in all that leaves it. One whose traits say `keepsTrainingRows` is exempt, and must be seen to hold them.
 */
export function secrecyChecks<Options>(subject: SynthesizerSubject<Options>): readonly Check[] {
  const setup = setUp(subject)
  if (setup.factory.traits.keepsTrainingRows) keepingChecks(setup)
  else hidingChecks(setup)
  return setup.checks
}

function keepingChecks<Options>({ factory, fit, check }: SynthesizerSetup<Options>): void {
  check('it holds training rows, as its traits say', async () => {
    const { table, secrets } = plantedTable(factory.traits.kinds)
    const artifact = (await fit(table)).save()
    assert.ok(
      secrets.some((secret) => foundIn(artifact, secret).length > 0),
      'no value of a single row was found in the artifact; say keepsTrainingRows: false',
    )
  })
}

function hidingChecks<Options>({ factory, fit, sampling, check }: SynthesizerSetup<Options>): void {
  const { table, secrets, common } = plantedTable(factory.traits.kinds)
  let planted: Promise<FittedSynthesizer> | undefined
  const fitted = () => (planted ??= fit(table))
  const hasTown = table.schema.fields.some(({ name }) => name === 'town')

  check('the artifact holds no value of a single row', async () => {
    const artifact = (await fitted()).save()
    for (const secret of secrets) {
      const places = foundIn(artifact, secret)
      assert.deepEqual(places, [], `${secret.what} of '${secret.column}' is in the artifact: ${places.join(', ')}`)
    }
    assert.equal(hasTown, textOf(artifact).includes(common), 'a category that many rows share must be in the artifact')
  })

  check('10,000 rows hold no value of a single row', async () => {
    const rows = await (await fitted()).sample(10_000, sampling(2))
    const text = formatCsv(rows)
    for (const secret of secrets) {
      if (secret.isDrawable === true) expectRare(text, secret)
      else expectAbsent(text, secret, 'the rows')
    }
    expectAbsentNumbers(rows, secrets)
    assert.equal(hasTown, text.includes(common), 'a category that many rows share must be in the rows')
  })

  check('the report, the schema and progress tell no value of a single row', async () => {
    const progress: RunProgress[] = []
    const { report, schema } = await fit(table, { onProgress: (one) => progress.push(one) })
    for (const secret of secrets) {
      expectAbsent(JSON.stringify(report), secret, 'the report')
      expectAbsent(JSON.stringify(schema), secret, 'the schema')
      expectAbsent(JSON.stringify(progress), secret, 'the progress')
    }
  })

  const { imputes = [], conditional } = factory.traits
  if (imputes.length > 0) {
    check('impute fills in no value of a single row', async () => {
      const model = (await fitted()) as ImputingModel
      const progress: RunProgress[] = []
      const holed = withHoles({ table, secrets }, imputes)
      for (const seed of [1, 2, 3]) {
        const filled = await model.impute(holed, { seed, onProgress: (one) => progress.push(one) })
        const text = formatCsv(filled)
        for (const secret of secrets) if (secret.isDrawable !== true) expectAbsent(text, secret, 'what impute fills in')
        expectAbsentNumbers(filled, secrets)
      }
      for (const secret of secrets) expectAbsent(JSON.stringify(progress), secret, 'the progress of impute')
    })
  }

  if (!conditional) return

  check('where answers for a value of a single row as for one that no row ever had', async () => {
    const model = await fitted()
    for (const secret of secrets) {
      if (secret.isDrawable === true) continue
      const [asked, unheard] = await Promise.all([answerTo(model, secret, 'value'), answerTo(model, secret, 'unheard')])
      assert.deepEqual(asked, unheard, `where tells ${secret.what} of '${secret.column}' from what was never there`)
      for (const other of secrets) if (other !== secret) expectAbsent(asked, other, 'an error of where')
    }
  })
}

/** What `sample` says when it is asked for the value, with the value itself left out. */
async function answerTo(model: FittedSynthesizer, secret: Secret, which: 'value' | 'unheard'): Promise<string> {
  const value = secret[which]
  try {
    await model.sample(1, { seed: 3, where: { [secret.column]: value } })
    return 'rows'
  } catch (error) {
    if (!isAsdfError(error)) throw error
    const { [secret.column]: _, ...details } = JSON.parse(JSON.stringify(error.details)) as Record<string, unknown>
    return `${error.code} ${error.message} ${JSON.stringify(details)}`.replaceAll(String(value), '…')
  }
}

/** Where in an artifact a secret was found. */
function foundIn(artifact: Artifact, secret: Secret): string[] {
  const text = textOf(artifact)
  const places = secret.texts.filter((one) => isIn(text, one)).map((one) => `'${one}' as text`)
  const numbers = new Set(secret.numbers)
  for (const [name, tensor] of Object.entries(artifact.arrays)) {
    if (secret.numbers.length > 0 && holds(tensor, numbers)) places.push(`the array '${name}'`)
  }
  return places
}

/** All bytes of the artifact as text, whatever its strings look like in JSON. */
function textOf(artifact: Artifact): string {
  return new TextDecoder('utf-8').decode(encodeArtifact(artifact)).replaceAll('\\"', '"')
}

/** Counts and codes are whole numbers: only floating-point arrays can hold values. */
function holds({ dtype, data }: AnyTensor, numbers: ReadonlySet<number>): boolean {
  if (dtype === 'f64') return data.some((value) => numbers.has(value))
  const rounded = new Set(Array.from(numbers, Math.fround))
  return dtype === 'f32' && data.some((value) => rounded.has(value))
}
