import type { AdaptOptions, EpochEntry, LogEntry, Policy, RunEntry, Teacher } from '@asdf/pipeline'
import { classCodes, columnOf, readWeights, targetIndex } from '@asdf/core'
import { adapt } from '@asdf/pipeline'
import { mixedTable } from '@asdf/testkit'
import { gradientBoosting, randomForest } from '@asdf/trees'
import { describe, expect, it } from 'vitest'
import { classF1, diaryClassifier, diarySynthesizer, numberRows, rowNumbers } from './support/fakes.ts'

const policy: Policy = { id: '@test/fixed', options: {}, decide: () => Uint32Array.of(0, 0, 50) }
const shares = [0.25, 0, 0.75]

/** Says the same of every row, whatever its class. */
function constantTeacher(fitted: number[][] = [], classes = ['common', 'middling', 'rare'], width = 3): Teacher {
  return {
    id: '@test/constant',
    options: { shares },
    fit: async (train) => {
      fitted.push(rowNumbers(train))
      return {
        classes,
        warnings: ['from the teacher'],
        predictProbability: async ({ rowCount }) => ({
          dtype: 'f64',
          shape: [rowCount, width],
          data: Float64Array.from({ length: rowCount * width }, (_, place) => shares[place % width]!),
        }),
      }
    },
  }
}

const table = numberRows(mixedTable(400, 1, { kinds: ['numeric', 'categorical'] }))

async function loop(change: Partial<AdaptOptions>) {
  const { classifier, diary } = diaryClassifier()
  const log: LogEntry[] = []
  const options: AdaptOptions = {
    classifier,
    synthesizer: diarySynthesizer().synthesizer,
    policy,
    classScores: classF1,
    metrics: [
      {
        specVersion: 1,
        id: '@test/f1',
        label: 'F1',
        goal: 'maximize',
        range: [0, 1],
        compute: (given) => classF1(given)[0]!,
      },
    ],
    epochs: 2,
    batchesPerEpoch: 3,
    log: (entry) => void log.push(entry),
    ...change,
  }
  const result = await adapt(table, options, { seed: 1 })
  const epochs = log.filter((entry): entry is EpochEntry => entry.kind === 'epoch')
  return { result, diary, run: log[0] as RunEntry, epochs }
}

/** Number, class and weight of every row of an epoch's batches. */
function rowsOf(batches: readonly (typeof table)[]) {
  return batches.flatMap((batch) => {
    const codes = classCodes(batch.columns[targetIndex(batch.schema, 'test')]!)
    const weights = readWeights('test', batch)
    return rowNumbers(batch).map((number, row) => ({ number, code: codes[row]!, weight: weights?.[row] ?? 1 }))
  })
}

describe('adapt with a teacher', () => {
  it('gives a classifier that takes weights a copy of each synthetic row for every class, and real rows as they are', async () => {
    const { classifier, diary } = diaryClassifier()
    const { run, epochs } = await loop({
      classifier: { ...classifier, takesWeights: true },
      teacher: constantTeacher(),
    })
    expect(run.teacher).toEqual({ id: '@test/constant', options: { shares }, labels: 'weighted' })
    const rows = rowsOf(diary.epochs[1]!)
    const made = rows.filter(({ number }) => number < 0)
    expect(made.length).toBe(100)
    expect(made.filter(({ code }) => code === 0).map(({ weight }) => weight)).toEqual(Array(50).fill(0.25))
    expect(made.filter(({ code }) => code === 2).map(({ weight }) => weight)).toEqual(Array(50).fill(0.75))
    const own = classCodes(columnOf(table, 'outcome'))
    for (const { number, code, weight } of rows.filter((row) => row.number >= 0))
      expect([code, weight]).toEqual([own[number], 1])
    expect(epochs[1]).toMatchObject({ syntheticRows: 50, rows: rows.length - 50 })
    expect(epochs[1]!.syntheticByClass).toEqual({ common: 12.5, middling: 0, rare: 37.5 })
  })

  it('draws the classes for one without weights, the same for the same seed', async () => {
    const one = await loop({ teacher: constantTeacher() })
    expect(one.run.teacher?.labels).toBe('drawn')
    const made = rowsOf(one.diary.epochs[1]!).filter(({ number }) => number < 0)
    expect(made.length).toBe(50)
    const common = made.filter(({ code }) => code === 0).length
    expect(common).toBeGreaterThan(2)
    expect(common).toBeLessThan(25)
    expect(made.some(({ code }) => code === 1)).toBe(false)
    const two = await loop({ teacher: constantTeacher() })
    expect(two.diary.epochs).toEqual(one.diary.epochs)
  })

  it('fits the teacher once, on the real training rows, and passes its warnings on', async () => {
    const fitted: number[][] = []
    const { result, diary } = await loop({ teacher: constantTeacher(fitted) })
    expect(fitted).toEqual([rowNumbers(diary.started[0]!)])
    expect(result.warnings).toContain('from the teacher')
  })

  it('logs that there is none', async () => {
    expect((await loop({})).run.teacher).toBe(null)
  })

  it('refuses what is no teacher, other classes, and probabilities of another shape', async () => {
    const refused = async (teacher: unknown) =>
      loop({ teacher: teacher as Teacher }).then(
        () => 'accepted',
        (error: unknown) => (error as { code: unknown }).code,
      )
    expect(await refused(null)).toBe('ASDF_OPTION_INVALID')
    expect(await refused('forest')).toBe('ASDF_OPTION_INVALID')
    expect(await refused(constantTeacher([], ['rare', 'middling', 'common']))).toBe('ASDF_SCHEMA_MISMATCH')
    expect(await refused(constantTeacher([], ['common', 'middling', 'rare'], 2))).toBe('ASDF_SHAPE_MISMATCH')
  })

  it('boosts trees on what a forest says of the rows', async () => {
    const { run, result } = await loop({
      classifier: gradientBoosting({ roundsPerEpoch: 3, threads: 1 }),
      teacher: randomForest({ trees: 10, threads: 1 }),
    })
    expect(run.teacher).toMatchObject({ id: '@asdf/trees/random-forest', labels: 'weighted' })
    expect(result.syntheticRows).toBe(50)
  })
})
