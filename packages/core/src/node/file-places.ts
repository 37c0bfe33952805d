import type { BigIntStats } from 'node:fs'
import { fstat } from 'node:fs'
import { readlink, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { promisify } from 'node:util'
import { systemError } from './file-errors.ts'

const fstatBig = promisify<number, { bigint: true }, BigIntStats>(fstat)
const mostLinks = 40

/** Where a file is, or would be created: links are followed, also those that lead to nothing yet. */
export async function followLinks(path: string): Promise<string> {
  let at = path
  for (let links = 0; links < mostLinks; links++) {
    const existing = await realpath(at).catch(() => undefined)
    if (existing !== undefined) return existing
    const link = await readlink(at).catch(() => undefined)
    if (link === undefined) return placeInFolder(at)
    at = isAbsolute(link) ? link : join(dirname(at), link)
  }
  throw systemError('ELOOP', path)
}

/**
 * A text that two paths share when they name one regular file: by relative paths, links, hard links, or other case where
 * the file system ignores case. The file need not exist. A number is a descriptor, such as 1 for standard output.
 * `undefined` for everything else: devices, pipes, folders, and files in folders that do not exist.
 */
export async function fileIdentity(file: string | number): Promise<string | undefined> {
  const existing = await identify(file)
  if (existing !== undefined) return existing.isFile() ? `${existing.dev}:${existing.ino}` : undefined
  if (typeof file === 'number') return undefined
  const place = await followLinks(file).catch(() => file)
  const folder = await identify(dirname(place))
  if (folder === undefined) return undefined
  const name = (await ignoresCase(dirname(place), folder)) ? basename(place).toLowerCase() : basename(place)
  return `${folder.dev}:${folder.ino}/${name.normalize()}`
}

async function placeInFolder(path: string): Promise<string> {
  const folder = await realpath(dirname(path)).catch(() => undefined)
  return folder === undefined ? path : join(folder, basename(path))
}

function identify(file: string | number): Promise<BigIntStats | undefined> {
  const found = typeof file === 'number' ? fstatBig(file, { bigint: true }) : stat(file, { bigint: true })
  return found.catch(() => undefined)
}

/** Whether the folder is found by its name in the other case too. */
async function ignoresCase(folder: string, { dev, ino }: BigIntStats): Promise<boolean> {
  const swapped = folder === folder.toLowerCase() ? folder.toUpperCase() : folder.toLowerCase()
  if (swapped === folder) return false
  const other = await identify(swapped)
  return other?.dev === dev && other.ino === ino
}
