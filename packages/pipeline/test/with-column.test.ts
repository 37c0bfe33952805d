import type { FittedSynthesizer, ImputingModel, SteerableSynthesizer, Table } from '@asdf/contract'
import { classCodes, columnOf, isAsdfError, selectColumns } from '@asdf/core'
import { sequentialTrees } from '@asdf/forest'
import { withColumn } from '@asdf/pipeline'
import { randomOversampling } from '@asdf/smote'
import { mixedTable } from '@asdf/testkit'
import { describeSynthesizer } from '@asdf/testkit/vitest'
import { describe, expect, it } from 'vitest'
import { diarySynthesizer } from './support/fakes.ts'

const joined = withColumn(randomOversampling(), 'note', randomOversampling())
const factories = [randomOversampling, sequentialTrees, withColumn]

describeSynthesizer(
  {
    factory: Object.assign(() => joined, {
      id: withColumn.id,
      traits: joined.traits,
      defaults: joined.options,
      load: (artifact: Parameters<typeof withColumn.load>[0]) => withColumn.load(artifact, { factories }),
    }),
  },
  {
    expectedFailures: {
      'options of any type and size are taken or refused with a code': 'it takes synthesizers, not options',
      'options are JSON and complete, and an unknown option is refused by name': 'it takes synthesizers, not options',
    },
  },
)

const train = mixedTable(120, 1, { kinds: ['numeric', 'categorical', 'text', 'image', 'series'] })
const namesOf = ({ schema }: Pick<Table, 'schema'>) => schema.fields.map(({ name }) => name)
const errorOf = async (make: () => unknown) => {
  try {
    await make()
  } catch (error) {
    return isAsdfError(error) ? error.code : error
  }
  return undefined
}

describe('withColumn', () => {
  it('joins synthesizers that know kinds of their own, nested, and keeps the order of the columns', async () => {
    const pictured = withColumn(sequentialTrees(), 'picture', randomOversampling())
    const synthesizer = withColumn(pictured, 'visits', randomOversampling())
    const model = await synthesizer.fit(train, { seed: 1 })
    const rows = await model.sample(50, { seed: 2 })
    expect(namesOf(rows)).toEqual(namesOf(train))
    const copy = withColumn.load(model.save(), { factories })
    expect(await copy.sample(50, { seed: 2 })).toEqual(rows)
    expect(copy.save()).toEqual(model.save())
  })

  it('draws the column for the class of each row', async () => {
    const table = mixedTable(120, 1, { kinds: ['numeric', 'text'] })
    const model = await withColumn(sequentialTrees(), 'note', randomOversampling()).fit(table, { seed: 1 })
    const rows = await model.sample(200, { seed: 2 })
    const note = columnOf(rows, 'note')
    const classes = classCodes(columnOf(rows, 'outcome'))
    expect(note.kind).toBe('text')
    if (note.kind === 'text')
      note.values.forEach((text, row) => expect(text).toContain(['common', 'middling', 'rare'][classes[row]!]))
  })

  it('asks a model that fills in missing values, row by row', async () => {
    const base = randomOversampling()
    const table = mixedTable(300, 1, { kinds: ['numeric', 'categorical'] })
    const model = await withColumn(base, 'region', sequentialTrees()).fit(table, { seed: 1 })
    const rows = await model.sample(300, { seed: 2 })
    const [regions, classes] = [classCodes(columnOf(rows, 'region')), classCodes(columnOf(rows, 'outcome'))]
    // Of the training rows 87 % have the region of their class.
    expect(regions.filter((region, row) => region === classes[row]).length / 300).toBeGreaterThan(0.7)
    expect(regions).not.toContain(-1)
  })

  it('gives the column’s synthesizer the target and what else it knows, and the base all other columns', async () => {
    const [base, column] = [diarySynthesizer(), diarySynthesizer()]
    const texts = {
      ...column.synthesizer,
      traits: { ...column.synthesizer.traits, kinds: ['text', 'numeric'] as const },
    }
    const table = mixedTable(50, 1, { identifier: true, weight: true })
    await withColumn(base.synthesizer, 'note', texts).fit(table, { seed: 1 })
    expect(namesOf(base.diary.fitted[0]!)).toEqual(namesOf(table).filter((name) => name !== 'note'))
    expect(namesOf(column.diary.fitted[0]!)).toEqual(['amount', 'age', 'price', 'note', 'outcome'])
  })

  it('has start where its base has it, and not else', async () => {
    const { steerable, synthesizer, diary } = diarySynthesizer()
    expect('start' in withColumn(synthesizer, 'note', randomOversampling())).toBe(false)
    const session = await withColumn(steerable, 'note', randomOversampling()).start(train, { seed: 1 })
    const context = { classes: ['common', 'middling', 'rare'], errors: Float64Array.of(0, 0, 1) }
    await session.train(3, context)
    expect(diary.contexts).toEqual([context])
    const asked = { seed: 2, where: { outcome: 'rare' } }
    const rows = await session.sample(10, asked)
    expect(namesOf(rows)).toEqual(namesOf(train))
    expect(await session.finish().sample(10, asked)).toEqual(rows)
    await session.close()
    expect(diary.closed).toBe(1)
    const nested: SteerableSynthesizer = withColumn(withColumn(steerable, 'note', randomOversampling()), 'picture', randomOversampling()) // prettier-ignore
    expect('start' in nested).toBe(true)
  })

  it('has impute where its base has it, also when it is loaded', async () => {
    const table = mixedTable(200, 1, { kinds: ['numeric', 'text'], nulls: 0.1 })
    const model = await withColumn(sequentialTrees(), 'note', randomOversampling()).fit(table, { seed: 1 })
    const loaded = withColumn.load(model.save(), { factories })
    for (const one of [model, loaded] as ImputingModel[]) {
      const filled = await one.impute(table, { seed: 2 })
      expect(columnOf(filled, 'amount').valid?.includes(0) ?? false).toBe(false)
      expect(columnOf(filled, 'note')).toEqual(columnOf(table, 'note'))
    }
    const plain: FittedSynthesizer = await joined.fit(train, { seed: 1 })
    expect('impute' in plain).toBe(false)
  })

  it('refuses the target, an unknown column, where on its column, and factories that are not there', async () => {
    const fit = (column: string) => withColumn(sequentialTrees(), column, randomOversampling()).fit(train, { seed: 1 })
    expect(await errorOf(() => fit('outcome'))).toBe('ASDF_OPTION_INVALID')
    expect(await errorOf(() => fit('nowhere'))).toBe('ASDF_SCHEMA_MISMATCH')
    const table = selectColumns(train, ['amount', 'note', 'outcome'])
    const model = await withColumn(sequentialTrees(), 'note', randomOversampling()).fit(table, { seed: 1 })
    expect(await errorOf(() => model.sample(1, { seed: 1, where: { note: 'x' } }))).toBe('ASDF_UNSUPPORTED')
    expect(() => withColumn.load(model.save())).toThrow('@asdf/forest/sequential-trees')
    expect(await errorOf(() => withColumn.load(model.save(), { factories: [sequentialTrees] }))).toBe(
      'ASDF_ARTIFACT_INVALID',
    )
  })
})
