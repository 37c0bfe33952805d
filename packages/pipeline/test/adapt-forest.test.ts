import type { Synthesizer, Table } from '@asdf/contract'
import type { AdaptResult, LogEntry } from '@asdf/pipeline'
import { classCounts, columnOf, createTable, fieldIndex, parseCsv, splitTable } from '@asdf/core'
import { sequentialTrees } from '@asdf/forest/sequential'
import { averagePrecisionMetric, f1Scores, predictedClasses } from '@asdf/metrics'
import { adapt, formatLogEntry, thresholdPolicy } from '@asdf/pipeline'
import { gradientBoosting } from '@asdf/trees'
import { beforeAll, describe, expect, it } from 'vitest'

let table: Table
beforeAll(async () => {
  table = await parseCsv(csv(), { target: 'label' })
})

/** A rare class that two columns tell, with nulls in a number and a category. */
function csv(): string {
  const rows = Array.from({ length: 600 }, (_, i) => {
    const rare = i % 8 === 0
    const amount = i % 11 === 0 ? '' : (rare ? 60 : 20) + ((i * 7919) % 70)
    return `${amount},${i % 13 === 0 ? '' : ['red', 'green', 'blue'][(i * 31) % 3]},${(i * 17) % 23},${rare ? 'yes' : 'no'}`
  })
  return `amount,color,noise,label\n${rows.join('\n')}\n`
}

async function loop(synthesizer: Synthesizer = sequentialTrees()): Promise<{ result: AdaptResult; log: LogEntry[] }> {
  const log: LogEntry[] = []
  const result = await adapt(
    table,
    {
      classifier: gradientBoosting({ roundsPerEpoch: 3, threads: 1 }),
      synthesizer,
      policy: thresholdPolicy({ threshold: 0.95 }),
      classScores: (given) => f1Scores(given.truth, predictedClasses(given), given.classes.length),
      metrics: [averagePrecisionMetric],
      epochs: 4,
      log: (entry) => void log.push(entry),
    },
    { seed: 1 },
  )
  return { result, log }
}

describe('the loop with sequential trees, which cannot be steered, on a table with nulls', () => {
  it('fits them once, on training rows with their nulls, and draws the class that fails in every epoch after', async () => {
    const fitted: Table[] = []
    const model = sequentialTrees()
    const counting: Synthesizer = { ...model, fit: (train, run) => (fitted.push(train), model.fit(train, run)) }
    const { log } = await loop(counting)
    expect(fitted.length).toBe(1)
    expect(fitted[0]!.columns.slice(0, 2).map(({ valid }) => valid?.includes(0))).toEqual([true, true])
    const [first] = log
    expect(first).toMatchObject({
      kind: 'run',
      preparations: [],
      synthesizer: { id: model.id, options: model.options },
    })
    const samples = log.filter((entry) => entry.kind === 'sample')
    expect(samples.map((entry) => [entry.epoch, entry.class])).toEqual([2, 3, 4].map((epoch) => [epoch, 'yes']))
    expect(samples.every(({ accepted, count }) => accepted === count && count > 0)).toBe(true)
  })

  it('logs as many synthetic rows as it trained on, by class, batch and epoch', async () => {
    const { result, log } = await loop()
    const train = (log[0] as Extract<LogEntry, { kind: 'run' }>).rows.train
    let total = 0
    for (const entry of log) {
      if (entry.kind !== 'epoch') continue
      const drawn = log.filter((other) => other.kind === 'sample' && other.epoch === entry.epoch)
      const count = drawn.reduce((sum, other) => sum + (other.kind === 'sample' ? other.accepted : 0), 0)
      expect([entry.syntheticRows, entry.rows]).toEqual([count, train + count])
      expect(entry.syntheticByClass).toEqual({ no: 0, yes: count })
      if (entry.epoch <= result.bestEpoch) total += count
    }
    expect(result.syntheticRows).toBe(total)
  })

  it('makes the rows of a log entry again from its seed, class and count', async () => {
    const { result, log } = await loop()
    const entry = log.find((one) => one.kind === 'sample')!
    const { seed, count, class: name } = entry
    const again = await result.synthesizer.sample(count, { seed, where: { label: name } })
    const target = fieldIndex(again.schema, 'label')
    const counts = classCounts(again.schema.fields[target]!, again.columns[target]!)
    expect([...counts].sort((a, b) => a - b)).toEqual([0, count])
    expect(again).toEqual(await result.synthesizer.sample(count, { seed, where: { label: name } }))
    expect(createTable(again.schema, again.columns).rowCount).toBe(count)
  })

  it('writes the same log again, and predicts rows with nulls', async () => {
    const [one, two] = [await loop(), await loop()]
    const text = ({ log }: typeof one) => log.map(formatLogEntry).join('')
    expect(text(two)).toBe(text(one))
    const { test } = splitTable(table, { seed: 1 })
    expect(columnOf(test, 'amount').valid?.includes(0)).toBe(true)
    const { data } = await one.result.classifier.predictProbability(test)
    expect(data.every((value) => value >= 0 && value <= 1)).toBe(true)
  })
})
