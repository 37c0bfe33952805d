import type { RunnerOptions } from './options.ts'
import type { Python } from './python.ts'
import type { WorkResult } from './result.ts'
import type { Work } from './work.ts'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { judge } from './bars.ts'
import { readOptions, usage } from './options.ts'
import { saveResults } from './page.ts'
import { findPython, installPython, interpreter } from './python.ts'
import { runWork } from './run-work.ts'
import { works } from './works.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

process.exitCode = await main(process.argv.slice(2))

/** Runs the works that were asked for; gives the exit status. */
async function main(values: readonly string[]): Promise<number> {
  try {
    const options = readOptions(
      values,
      works.map(({ id }) => id),
    )
    if (options.help) {
      process.stdout.write(`${usage}\n${works.map(({ id, title }) => `  ${id.padEnd(16)} ${title}\n`).join('')}`)
      return 0
    }
    const chosen = works.filter(({ id }) => options.only?.includes(id) ?? true)
    const python = await preparePython(options.smoke)
    const folder = options.inputs === null ? mkdtempSync(join(tmpdir(), 'asdf-peers-')) : resolve(options.inputs)
    const clean = () => options.inputs === null && rmSync(folder, { recursive: true, force: true })
    process.once('exit', clean)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
    const { smoke, interpreters } = options
    return await runAll(chosen, { smoke, folder, python, interpreters })
  } catch (error) {
    tell(`bench: ${(error as Error).message}`)
    return 1
  }
}

async function preparePython(smoke: boolean): Promise<Python | null> {
  const options = { root, requirements: join(root, 'tools/peers/requirements.txt'), tell }
  if (!smoke) return installPython(options)
  const found = await findPython(options)
  if (typeof found !== 'string') return found
  tell(`The peers are LEFT OUT, because ${found}. Only our side runs; a full run (without --smoke) installs them.`)
  return null
}

interface RunAllOptions {
  readonly smoke: boolean
  readonly folder: string
  readonly python: Python | null
  readonly interpreters: RunnerOptions['interpreters']
}

async function runAll(
  chosen: readonly Work[],
  { smoke, folder, python, interpreters }: RunAllOptions,
): Promise<number> {
  const scale = smoke ? 'smoke' : 'full'
  const surroundings = { scale, root, folder, python, threads: availableParallelism(), tell } as const
  const failures: string[] = []
  for (const work of chosen) {
    try {
      const peers = await addRequirements(work, python, interpreters)
      if (typeof peers === 'string' && !smoke) {
        tell(`${work.id}: LEFT OUT, because ${peers}`)
        continue
      }
      if (typeof peers === 'string') tell(`${work.id}: only our side runs, because ${peers}`)
      const result = await runWork(work, { ...surroundings, python: typeof peers === 'string' ? null : peers })
      if (!smoke) await saveResults({ [work.id]: result })
      process.stdout.write(`${work.id}: ${smoke ? 'runs' : summarizeVerdicts(work, result)}\n`)
    } catch (error) {
      failures.push(work.id)
      tell(`${work.id} FAILED: ${(error as Error).message}`)
    }
  }
  if (failures.length === 0) return 0
  tell(`bench: ${failures.length} of ${chosen.length} failed: ${failures.join(', ')}`)
  return 1
}

/** The environment with what a work's peer wants beside the others, or why it cannot run: nothing is installed for it. */
async function addRequirements(
  { peer }: Work,
  python: Python | null,
  interpreters: RunnerOptions['interpreters'],
): Promise<Python | null | string> {
  if (python === null || peer?.requirements === undefined) return python
  const requirements = join(root, 'tools/peers', peer.requirements)
  const folder = peer.environment === undefined ? '.venv' : `.venv-${peer.environment}`
  const path = (peer.environment && interpreters[peer.environment]) ?? interpreter(root, folder)
  const found = await findPython({ root, requirements, path, tell })
  if (typeof found === 'string') {
    const create = existsSync(path) ? '' : `python3 -m venv ${folder} && `
    return `${found}; to have it: ${create}${folder}/bin/pip install -r tools/peers/${peer.requirements}`
  }
  return peer.environment === undefined ? { path, versions: { ...python.versions, ...found.versions } } : found
}

function summarizeVerdicts(work: Work, result: WorkResult): string {
  const verdicts = work.bars.map((bar) => judge(bar, result))
  const texts = verdicts.map(({ bar, found, met }) => `${found} (${bar}: ${met ? 'met' : 'NOT met'})`)
  return texts.join(', ') || 'done'
}

function tell(message: string): void {
  process.stderr.write(`${message}\n`)
}
