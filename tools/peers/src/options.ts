import type { EnvironmentName } from './work.ts'
import { parseArgs } from 'node:util'

export interface RunnerOptions {
  readonly smoke: boolean
  readonly help: boolean
  /** Ids of the works to run; all when null. */
  readonly only: readonly string[] | null
  /** Folder that keeps the inputs; a temporary one, removed at the end, when null. */
  readonly inputs: string | null
  /** Interpreters of environments that a peer has for itself, by name. */
  readonly interpreters: Readonly<Partial<Record<EnvironmentName, string>>>
}

export const usage = `pnpm bench -- [--only ID,ID] [--smoke] [--inputs FOLDER] [--ctgan PYTHON] [--sdmetrics PYTHON]

  --only ID,ID     run these works and keep the last results of the others
  --smoke          tiny sizes, one round, nothing written: does everything still run?
  --inputs FOLDER  keep the prepared inputs there, and use those that are there
  --ctgan PYTHON   interpreter that has what tools/peers/requirements-ctgan.txt pins (.venv-ctgan/bin/python)
  --sdmetrics PYTHON  as well, with tools/peers/requirements-sdmetrics.txt (.venv-sdmetrics/bin/python)

Works:`

/** Reads the runner's arguments; a stray `--` of the package manager's is passed over. */
export function readOptions(values: readonly string[], ids: readonly string[]): RunnerOptions {
  const { values: read } = parseArgs({
    args: values.filter((value) => value !== '--'),
    options: {
      smoke: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      only: { type: 'string' },
      inputs: { type: 'string' },
      ctgan: { type: 'string' },
      sdmetrics: { type: 'string' },
    },
  })
  const only = read.only?.split(',').map((id) => id.trim()) ?? null
  const unknown = only?.find((id) => !ids.includes(id))
  if (unknown !== undefined) throw new Error(`--only: there is no work '${unknown}'; there are ${ids.join(', ')}`)
  const interpreters = {
    ...(read.ctgan !== undefined && { ctgan: read.ctgan }),
    ...(read.sdmetrics !== undefined && { sdmetrics: read.sdmetrics }),
  }
  return { smoke: read.smoke, help: read.help, only, inputs: read.inputs ?? null, interpreters }
}
