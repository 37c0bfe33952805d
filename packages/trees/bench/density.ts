import type { CodedColumn, DensityOptions } from '@asdf/trees/density'
import { readFileSync } from 'node:fs'
import { fitCodes } from '@asdf/trees/density'
import { codeColumns } from './density-codes.ts'

// Fits and samples a CSV file: how long it takes, and the held-back log-likelihood of every column.
// node --conditions=@asdf/source --import tsx packages/trees/bench/density.ts file.csv target [option=value ...]
const [file = '', target = '', ...settings] = process.argv.slice(2)
const given = Object.fromEntries(settings.map((setting) => setting.split('=') as [string, string]))
const { repeat = '1', verbose, threads = '2', rows, columns: width, seed = '1', ...rest } = given
const options = Object.fromEntries(
  Object.entries(rest).map(([name, value]) => [name, Number.isNaN(Number(value)) ? parse(value) : Number(value)]),
) as Partial<DensityOptions>

const { names, columns } =
  file === 'made' ? made(Number(rows), Number(width)) : codeColumns(readFileSync(file, 'utf8'), target)
const run = { seed: Number(seed), threads: Number(threads) }
for (let turn = 0; turn < Number(repeat); turn++) {
  const before = process.cpuUsage()
  const start = performance.now()
  const model = await fitCodes(columns, options, run)
  const fitted = performance.now()
  const used = process.cpuUsage(before)
  await model.sample(columns[0]!.codes.length, {}, run)
  const sampled = performance.now()
  const trees = model.figures.reduce((sum, { rounds }) => sum + rounds.reduce((all, one) => all + one, 0), 0)
  const loss = model.figures.slice(1).reduce((sum, { logLikelihood }) => sum - logLikelihood, 0)
  if (verbose) {
    model.figures.forEach(({ rounds, logLikelihood, marginalLogLikelihood }, i) =>
      console.log(
        names[i],
        columns[i]!.size,
        rounds.join('+'),
        (-logLikelihood).toFixed(3),
        (-marginalLogLikelihood).toFixed(3),
      ),
    )
  }
  console.log(
    `fit ${(fitted - start).toFixed(0)} ms (${((used.user + used.system) / 1000).toFixed(0)} of processors), sample ${(sampled - fitted).toFixed(0)} ms, ${trees} trees, loss ${loss.toFixed(3)}, ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB at most`,
  )
}

function parse(value: string): string | boolean {
  return value === 'true' ? true : value === 'false' ? false : value
}

/** Rows in Covertype's shape: ten numbers of 72 codes that hang together, and binary columns. */
function made(rowCount: number, columnCount: number): { names: readonly string[]; columns: readonly CodedColumn[] } {
  let state = 12345
  const uniform = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
  const wide = Math.max(1, Math.round((columnCount * 10) / 54))
  const columns = Array.from({ length: columnCount }, (_, i): CodedColumn => {
    const size = i === 0 ? 7 : i <= wide ? 72 : 2
    return { codes: new Uint8Array(rowCount), size, ordered: i <= wide && i > 0 }
  })
  for (let row = 0; row < rowCount; row++) {
    const hidden = uniform()
    for (const { codes, size } of columns) {
      const noise = uniform()
      const value =
        size === 2 ? Number(noise * 3 < hidden ** 4) : Math.floor(size * (0.7 * hidden + 0.3 * noise * noise))
      codes[row] = Math.min(size - 1, value)
    }
  }
  return { names: columns.map((_, i) => `column ${i}`), columns }
}
