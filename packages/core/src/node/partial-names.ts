import { createHash, randomUUID } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'

/**
 * The name of the file that is filled before it takes the place of `target`: `<target>.<place>-<process>-<unique>.partial`.
 * It says which process writes it, so that `removeStalePartials` knows the files of processes that have ended.
 */
export function partialName(target: string): string {
  return `${target}.${processPlace()}-${process.pid}-${randomUUID().slice(0, 8)}.partial`
}

/**
 * Removes what processes that were killed left beside `target`. Files of other machines and containers are left alone:
 * whether their processes still run cannot be known from here.
 */
export async function removeStalePartials(target: string): Promise<void> {
  const folder = dirname(target)
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const writer = writerOf(name, basename(target))
    if (writer === undefined || writer === process.pid || isRunning(writer)) continue
    await rm(join(folder, name), { force: true }).catch(() => undefined)
  }
}

/** The process that wrote a partial file of `target` in this place, or `undefined` for every other file. */
function writerOf(name: string, target: string): number | undefined {
  const start = `${target}.${processPlace()}-`
  if (!name.startsWith(start)) return undefined
  const found = /^(\d+)-[0-9a-f]{8}\.partial$/.exec(name.slice(start.length))
  return found === null ? undefined : Number(found[1])
}

let place: string | undefined

/** Where the numbers of processes are unique: the machine, and on Linux the namespace, of which a container has its own. */
function processPlace(): string {
  return (place ??= createHash('sha256').update(`${hostname()} ${processNamespace()}`).digest('hex').slice(0, 8))
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Anything but "no such process" means that there is one.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
