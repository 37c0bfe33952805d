import type { FittedSynthesizer, Synthesizer, Table } from '@asdf/contract'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeCsvFile } from '@asdf/core/node'
import { adaptive, ctgan, gan, wganGp } from '@asdf/gan'
import { runPython } from './scores.ts'

/** A table of rows that a model made, and what it took. */
export interface GanRun {
  readonly file: string
  readonly fitSeconds: number
  readonly sampleSeconds: number
}

/** One split of a data set, as tables and as files. */
export interface Split {
  readonly name: string
  readonly target: string
  readonly seed: number
  readonly train: Table
  readonly holdout: Table
  readonly trainFile: string
  readonly holdoutFile: string
}

const factories: Readonly<Record<string, (options: { epochs?: number }) => Synthesizer>> = {
  adaptive,
  ctgan,
  gan,
  'wgan-gp': wganGp,
}

/** Models that can be asked for, each with `@EPOCHS` after its name when not at its defaults. */
export const modelNames: readonly string[] = [...Object.keys(factories), 'peer']

/**
 * Fits a model for one split and seed and writes as many rows as it learned from. Rows that lie in `folder` already are
 * taken as they are, so that a long run can be interrupted, and rows of other runs put there.
 */
export async function runGan(folder: string, split: Split, model: string, peerPython: string): Promise<GanRun> {
  mkdirSync(folder, { recursive: true })
  const [name = '', epochs] = model.split('@')
  const base = join(folder, `${split.name}-${model}-${split.seed}`)
  const file = `${base}.csv`
  const about = `${base}.json`
  if (!existsSync(file) || !existsSync(about)) {
    const options = epochs === undefined ? {} : { epochs: Number(epochs) }
    const seconds =
      name === 'peer'
        ? fitPeer(split, file, options, peerPython)
        : await fitOurs(split, file, factories[name]!(options))
    writeFileSync(about, JSON.stringify(seconds))
  }
  return { file, ...(JSON.parse(readFileSync(about, 'utf8')) as Omit<GanRun, 'file'>) }
}

async function fitOurs({ train, seed }: Split, file: string, synthesizer: Synthesizer): Promise<Omit<GanRun, 'file'>> {
  const started = performance.now()
  const fitted: FittedSynthesizer = await synthesizer.fit(train, { seed })
  const between = performance.now()
  const rows = await fitted.sample(train.rowCount, { seed })
  const ended = performance.now()
  for (const warning of fitted.report.warnings) process.stderr.write(`${file}: ${warning}\n`)
  await writeCsvFile(file, rows)
  return { fitSeconds: (between - started) / 1000, sampleSeconds: (ended - between) / 1000 }
}

function fitPeer(
  { trainFile, target, seed }: Split,
  file: string,
  { epochs }: { readonly epochs?: number },
  python: string,
): Omit<GanRun, 'file'> {
  const options = ['--train', trainFile, '--target', target, '--output', file, '--seed', String(seed)]
  const more = epochs === undefined ? [] : ['--epochs', String(epochs)]
  return runPython(python, 'ctgan_rows.py', [...options, ...more]) as Omit<GanRun, 'file'>
}
