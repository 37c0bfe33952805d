import type { Table } from '@asdf/contract'
import type { CsvOptions } from '@asdf/core'
import type { DatasetFile, DatasetInfo } from './catalog.ts'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AsdfError } from '@asdf/contract'
import { checkForms } from '@asdf/core'
import { readCsvFile } from '@asdf/core/node'
import { aName, loadOptions } from './argument-forms.ts'
import { datasetCatalog } from './catalog.ts'

/** How to read the file; what is said here wins over the catalog. A `target` is needed for files it does not have. */
export interface LoadOptions extends Omit<CsvOptions, 'schema' | 'path'> {
  /** Part of a data set that has several, such as `test`; the first when absent. */
  readonly part?: string
  /** Folder searched for names that the catalog does not have; the variable `ASDF_DATA_DIR` when absent. */
  readonly directory?: string
}

export interface Dataset {
  readonly name: string
  readonly table: Table
  /** Absent when the data was read from a path. */
  readonly info?: DatasetInfo
}

/**
 * Reads a data set by its catalog name, by the path of a CSV file (`-` is standard input), or by the name of one in the
 * folder `ASDF_DATA_DIR`. Files of the catalog are checked against their checksum. Nothing is ever downloaded.
 * An unknown name is an `ASDF_OPTION_INVALID` that lists what there is.
 */
export async function loadDataset(name: string, options: LoadOptions = {}): Promise<Dataset> {
  checkForms('loadDataset', { name: [name, aName], options: [options, loadOptions] })
  const { part, directory = process.env['ASDF_DATA_DIR'], ...read } = options
  const info = datasetCatalog.find((entry) => entry.name === name)
  if (info !== undefined) return { name, table: await loadCatalogued(info, part, read), info }
  if (part !== undefined) throw unknown(`'${name}' is a file, which has no parts`, 'part', part)
  return { name, table: await readCsvFile(findFile(name, directory), read) }
}

/**
 * The file that `loadDataset` would read for this name, which need not exist; `-` for standard input, and nothing for a
 * part that the data set does not have. An unknown name is an `ASDF_OPTION_INVALID`.
 */
export function datasetPath(name: string, options: Pick<LoadOptions, 'part' | 'directory'> = {}): string | undefined {
  checkForms('datasetPath', { name: [name, aName], options: [options, loadOptions] })
  const { part, directory = process.env['ASDF_DATA_DIR'] } = options
  const info = datasetCatalog.find((entry) => entry.name === name)
  if (info === undefined) return findFile(name, directory)
  const file = part === undefined ? info.files[0] : info.files.find((candidate) => candidate.part === part)
  return file === undefined ? undefined : cataloguedPath(file)
}

async function loadCatalogued(info: DatasetInfo, part: string | undefined, options: CsvOptions): Promise<Table> {
  const [first] = info.files
  const wanted = part === undefined ? first : info.files.find((file) => file.part === part)
  if (wanted === undefined) {
    const parts = info.files.map((file) => file.part).join(', ')
    throw unknown(`data set '${info.name}' has no part '${part}'; it has ${parts}`, 'part', part)
  }
  const table = await readCsvFile(await verifiedPath(first), { target: info.target, ...options })
  if (wanted === first) return table
  const { target: _target, roles: _roles, kinds: _kinds, ...rest } = options
  return readCsvFile(await verifiedPath(wanted), { ...rest, schema: table.schema })
}

function cataloguedPath({ file }: DatasetFile): string {
  return fileURLToPath(new URL(`../data/${file}`, import.meta.url))
}

async function verifiedPath(entry: DatasetFile): Promise<string> {
  const path = cataloguedPath(entry)
  const { sha256 } = entry
  const received = createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
  if (received === sha256) return path
  throw new AsdfError(
    'ASDF_FILE_INVALID',
    `${path}: its SHA-256 is ${received}, not ${sha256}; install the package anew`,
    {
      path,
      line: 0,
    },
  )
}

function findFile(name: string, directory: string | undefined): string {
  if (name === '-' || existsSync(name)) return name
  if (directory && !isAbsolute(name)) {
    for (const ending of ['', '.csv', '.csv.gz', '.tsv', '.tsv.gz']) {
      const path = join(directory, name + ending)
      if (existsSync(path)) return path
    }
  }
  // What looks like a path is one: reading it says what is wrong with it.
  if (/[\\/]|\.\w+$/.test(name)) return name
  const names = datasetCatalog.map((entry) => entry.name).join(', ')
  const where = !directory ? 'ASDF_DATA_DIR is not set' : `${directory} has none of that name`
  throw unknown(`no file or data set '${name}'; data sets are ${names}, and ${where}`, 'name', name)
}

function unknown(message: string, option: string, received: unknown): AsdfError {
  return new AsdfError('ASDF_OPTION_INVALID', `loadDataset: ${message}`, { option, received })
}
