import type { Synthesizer, Table } from '@asdf/contract'
import type { SequentialTreesOptions } from '@asdf/forest/sequential'
import type { Score } from './scores.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { splitTable, withRole } from '@asdf/core'
import { readCsvFile, writeCsvFile } from '@asdf/core/node'
import { sequentialTrees } from '@asdf/forest/sequential'
import { housingTable } from './inputs/housing.ts'
import { markdownTable, runPython, showSpread } from './scores.ts'

// How well the numbers of generated rows fit together, by `judge_joint.py`: random halves, one trained on, the other held out.
//   node --conditions=@asdf/source --import tsx tools/peers/src/joint-numbers.ts [--seeds 3] [--rows 10000]
//     [--file insurance.csv --target charges] [--drop date] [--options '{"bins":64}' ...]
// Without `--file`, on made blocks of houses: as they are, and with the price as target. Each of `--options`, options of
// `sequentialTrees`, is a row of the table. Seconds are those of the processor, for fitting and drawing.

const { values: asked } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    rows: { type: 'string', default: '10000' },
    file: { type: 'string' },
    target: { type: 'string' },
    drop: { type: 'string', default: '' },
    options: { type: 'string', multiple: true, default: ['{}'] },
  },
})
const figures = ['misplaced', 'nearSums', 'detector', 'utility', 'nearer', 'valueHits', 'pairHits', 'copies'] as const
const python = join(import.meta.dirname, '../../../.venv/bin/python')

interface Work {
  readonly name: string
  readonly table: Table
  readonly target: string | undefined
  readonly place: string | undefined
}

const folder = mkdtempSync(join(tmpdir(), 'asdf-joint-'))
try {
  for (const work of await works()) await measure(work)
} finally {
  rmSync(folder, { recursive: true })
}

async function works(): Promise<Work[]> {
  const rows = Number(asked.rows)
  if (asked.file === undefined) {
    const houses = { name: 'houses', table: housingTable(rows, 1), target: undefined, place: 'latitude,longitude' }
    return asked.target === undefined ? [houses, { ...houses, target: 'price' }] : [{ ...houses, target: asked.target }]
  }
  const table = await readCsvFile(asked.file, asked.target === undefined ? {} : { target: asked.target })
  const dropped = asked.drop.split(',')
  const kept = table.schema.fields.map(({ name }) => !dropped.includes(name))
  const whole: Table = {
    schema: { fields: table.schema.fields.filter((_, index) => kept[index]) },
    rowCount: table.rowCount,
    columns: table.columns.filter((_, index) => kept[index]),
  }
  return [{ name: basename(asked.file), table: whole, target: asked.target, place: undefined }]
}

async function measure({ name, table, target, place }: Work): Promise<void> {
  const all: Record<string, { scores: Score[]; seconds: number[] }> = {}
  for (let seed = 1; seed <= Number(asked.seeds); seed++) {
    const share = Math.min(0.5, Number(asked.rows) / table.rowCount / 2)
    const parts = splitTable(table, { seed, train: share, validation: 1 - 2 * share })
    const train = target === undefined ? parts.train : withRole(parts.train, target, 'target')
    const files = { train: join(folder, 'train.csv'), holdout: join(folder, 'holdout.csv') }
    await writeCsvFile(files.train, parts.train)
    await writeCsvFile(files.holdout, parts.test)
    const made: string[] = []
    const seconds: number[] = []
    for (const [index, text] of asked.options.entries()) {
      const maker = sequentialTrees(JSON.parse(text) as Partial<SequentialTreesOptions>)
      made.push(join(folder, `${index}.csv`))
      seconds.push(await make(maker, train, seed, made[index]!))
    }
    const options = ['--train', files.train, '--holdout', files.holdout, ...made]
    if (target !== undefined) options.unshift('--target', target)
    if (place !== undefined) options.unshift('--place', place)
    const scores = runPython(python, 'judge_joint.py', options) as Score[]
    for (const [index, label] of ['held-out rows', ...asked.options].entries()) {
      const own = (all[label] ??= { scores: [], seconds: [] })
      own.scores.push(scores[index]!)
      if (index > 0) own.seconds.push(seconds[index - 1]!)
    }
  }
  const rows = Object.entries(all).map(([label, { scores, seconds }]) => [
    label,
    ...figures.map((figure) => showSpread(scores.map((score) => score[figure]!))),
    showSpread(seconds),
  ])
  const title = target === undefined ? name : `${name}, target ${target}`
  process.stdout.write(`\n${markdownTable([title, ...figures, 'seconds'], rows)}`)
}

/** Writes as many rows as there are to train; the seconds of processor that fitting and drawing took. */
async function make(maker: Synthesizer, train: Table, seed: number, file: string): Promise<number> {
  const started = process.cpuUsage()
  const rows = await (await maker.fit(train, { seed })).sample(train.rowCount, { seed })
  const { user } = process.cpuUsage(started)
  await writeCsvFile(file, rows)
  return user / 1e6
}
