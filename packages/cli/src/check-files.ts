import { usageError } from './usage-error.ts'

/** Files by the option or argument that names each; `-` is standard input or output. */
export type NamedFiles = Readonly<Record<string, string | undefined>>

/**
 * Refuses files that could not be written, and outputs that would replace an input or another output, whatever path leads
 * there: for use before anything is read.
 */
export async function checkFiles(
  command: string,
  { reads, writes }: { readonly reads: NamedFiles; readonly writes: NamedFiles },
): Promise<void> {
  const { checkWritable, fileIdentity } = await import('@asdf/core/node')
  const owners = new Map<string, string>()
  for (const [option, path] of named(reads)) {
    const identity = await fileIdentity(path === '-' ? 0 : path)
    if (identity !== undefined) owners.set(identity, `${option} reads`)
  }
  for (const [option, path] of named(writes)) {
    const identity = await fileIdentity(path === '-' ? 1 : path)
    const owner = identity === undefined ? undefined : owners.get(identity)
    if (owner !== undefined)
      throw usageError(command, option, path, `would write to ${path}, the file that ${owner}; name another file`)
    if (identity !== undefined) owners.set(identity, `${option} writes`)
    if (path !== '-') await checkWritable(path)
  }
}

/** Whether both name one file. */
export async function areSameFile(first: string | undefined, second: string | undefined): Promise<boolean> {
  if (first === undefined || second === undefined) return false
  const { fileIdentity } = await import('@asdf/core/node')
  const identity = await fileIdentity(first)
  return identity !== undefined && identity === (await fileIdentity(second))
}

/** The file behind a table's name, which may be that of a data set. */
export async function tablePath(name: string, part: string | undefined): Promise<string | undefined> {
  const { datasetPath } = await import('@asdf/datasets')
  return datasetPath(name, part === undefined ? {} : { part })
}

function named(files: NamedFiles): readonly (readonly [option: string, path: string])[] {
  return Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined)
}
