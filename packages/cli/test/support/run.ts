import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCli } from '@asdf/cli'

export interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs `asdf` in this process, with a terminal that remembers what it was told. */
export async function run(...args: string[]): Promise<Outcome> {
  let [out, err] = ['', '']
  const terminal = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    isInteractive: false,
    columns: 100,
    now: () => performance.now(),
  }
  const code = await runCli(args, terminal, new AbortController().signal)
  return { code, out, err }
}

export interface Process {
  readonly outcome: Promise<Outcome>
  readonly interrupt: () => void
  /** Resolves once standard error holds this text. */
  readonly says: (text: string) => Promise<void>
}

/** Runs `asdf` in a process of its own, from source. */
export function start(...args: string[]): Process {
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
  const flags = ['--conditions=@asdf/source', '--import', 'tsx']
  const child = spawn(process.execPath, [...flags, main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  let onText = () => {}
  child.stdout.on('data', (piece: Buffer) => (out += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => {
    err += piece.toString()
    onText()
  })
  return {
    outcome: new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? -1, out, err }))),
    interrupt: () => void child.kill('SIGINT'),
    says: (text) =>
      new Promise((resolve) => {
        onText = () => err.includes(text) && resolve()
        onText()
      }),
  }
}

/** A folder for one test file, and a way to put files into it. */
export async function createFolder(): Promise<{
  path: string
  write: (name: string, text: string) => Promise<string>
  remove: () => Promise<void>
}> {
  const path = await mkdtemp(join(tmpdir(), 'asdf-cli-'))
  return {
    path,
    write: async (name, text) => {
      await writeFile(join(path, name), text)
      return join(path, name)
    },
    remove: () => rm(path, { recursive: true, force: true }),
  }
}

/** A small CSV with a rare class: numbers, a category and a missing value. */
export function smallCsv(rowCount = 60): string {
  const rows = Array.from({ length: rowCount }, (_, i) => {
    const rare = i % 6 === 0
    const amount = (rare ? 90 : 20) + ((i * 7) % 13) + 0.25
    return `${amount},${['red', 'green', 'blue'][i % 3]},${i === 4 ? '' : 18 + ((i * 5) % 40)},${rare ? 'yes' : 'no'}`
  })
  return `amount,color,age,label\n${rows.join('\n')}\n`
}
