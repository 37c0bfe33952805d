import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRng, createTable, standardNormal } from '@asdf/core'
import { gradientBoosting } from '@asdf/trees'
import { rocAuc } from '../test/tables.ts'

// A column of many categories, each with an effect of its own beside a number: the AUC on as many fresh rows, and the loss
// on the training rows. `node --conditions=@asdf/source --import tsx packages/trees/bench/categories.ts [FOLDER]`, which
// also writes the rows for tools/peers/python/many_categories.py.

const rowCount = 20_000
const folder = process.argv[2]

for (const categories of [200, 600, 5000]) {
  for (const kind of ['effects', 'noise'] as const)
    for (const classes of [2, 4]) await measure(categories, kind, classes)
}

async function measure(categories: number, kind: 'effects' | 'noise', classes: number): Promise<void> {
  const train = rowsOf(categories, kind, classes, 1)
  const test = rowsOf(categories, kind, classes, 2)
  const cpu = process.cpuUsage()
  const model = await gradientBoosting({ threads: 1 }).fit(train, { seed: 1 })
  const seconds = process.cpuUsage(cpu).user / 1e6
  const loss = model.report.losses['train']!
  const { data } = await model.predictProbability(test)
  const auc = meanAuc(test, data, classes)
  const chance = Math.log(classes)
  console.log(
    `${categories} categories, ${kind}, ${classes} classes: AUC ${auc.toFixed(4)}, training loss ${loss.toFixed(4)} of ${chance.toFixed(4)}, ${seconds.toFixed(2)} s`,
  )
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  for (const [part, table] of [
    ['train', train],
    ['test', test],
  ] as const)
    // prettier-ignore
    writeFileSync(join(folder, `${categories}-${kind}-${classes}-${part}.csv`), csvOf(table))
}

/** The effect of a category is the same for every seed. */
function rowsOf(categories: number, kind: 'effects' | 'noise', classes: number, seed: number) {
  const effects = createRng(7)
  const effect = Array.from({ length: categories * classes }, () => 2 * standardNormal(effects))
  const rng = createRng(seed)
  const codes = Int32Array.from({ length: rowCount }, () => Math.floor(categories * rng.next() ** 1.5))
  const x = Float64Array.from(codes, () => standardNormal(rng))
  const target = Int32Array.from(codes, (code, row) => {
    if (kind === 'noise') return Math.floor(classes * rng.next())
    const scores = Array.from({ length: classes }, (_, k) => effect[code * classes + k]! + (k === 0 ? x[row]! : 0) - Math.log(-Math.log(rng.next()))) // prettier-ignore
    return scores.indexOf(Math.max(...scores))
  })
  const field = (name: string, names: readonly string[], role: 'feature' | 'target') =>
    ({ name, kind: 'categorical', role, nullable: false, ordered: false, categories: names }) as const
  const names = (count: number) => Array.from({ length: count }, (_, code) => `c${code}`)
  return createTable(
    {
      fields: [
        field('category', names(categories), 'feature'),
        { name: 'x', kind: 'numeric', role: 'feature', nullable: false, integer: false },
        field('y', names(classes), 'target'),
      ],
    },
    [
      { kind: 'categorical', codes },
      { kind: 'numeric', values: x },
      { kind: 'categorical', codes: target },
    ],
  )
}

type Rows = ReturnType<typeof rowsOf>

/** The mean over the classes of the area under the ROC curve of each against the others. */
function meanAuc({ columns }: Rows, probabilities: Float64Array, classes: number): number {
  const { codes } = columns[2] as { readonly codes: Int32Array }
  let sum = 0
  for (let k = 0; k < classes; k++) {
    const truth = Int32Array.from(codes, (code) => (code === k ? 1 : 0))
    sum += rocAuc(
      truth,
      probabilities.filter((_, i) => i % classes === k),
    )
  }
  return sum / classes
}

function csvOf({ columns, rowCount: count }: Rows): string {
  const [category, x, y] = columns as unknown as readonly [
    { codes: Int32Array },
    { values: Float64Array },
    { codes: Int32Array },
  ]
  const lines = Array.from({ length: count }, (_, row) => `${category.codes[row]},${x.values[row]},${y.codes[row]}`)
  return `category,x,y\n${lines.join('\n')}\n`
}
