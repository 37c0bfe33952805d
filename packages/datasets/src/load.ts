import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AsdfError } from '@asdf/contract'
import type { Table } from '@asdf/contract'
import { readCsvFile } from '@asdf/core/node'
import { datasetCatalog } from './catalog.ts'
import type { DatasetFile, DatasetInfo } from './catalog.ts'

export interface LoadOptions {
  /** Part of a data set that has several, such as `test`; the first when absent. */
  readonly part?: string
  /** Column to predict, in place of the one that the catalog names; needed for files that are not in the catalog. */
  readonly target?: string
  readonly signal?: AbortSignal
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
 * Reads a data set by its catalog name, by the path of a CSV file (`.csv`, `.csv.gz`, `.tsv`), or by the name of one in the
 * folder `ASDF_DATA_DIR`. Files of the catalog are checked against their checksum. Nothing is ever downloaded.
 * An unknown name is an `ASDF_OPTION_INVALID` that lists what there is.
 */
export async function loadDataset(name: string, options: LoadOptions = {}): Promise<Dataset> {
  const info = datasetCatalog.find((entry) => entry.name === name)
  if (info !== undefined) return { name, table: await loadCatalogued(info, options), info }
  const path = findFile(name, options.directory ?? process.env['ASDF_DATA_DIR'])
  return { name, table: await readCsvFile(path, readOptions(options)) }
}

function readOptions({ target, signal }: LoadOptions, otherwise?: string): { target?: string; signal?: AbortSignal } {
  const column = target ?? otherwise
  return { ...(column === undefined ? {} : { target: column }), ...(signal === undefined ? {} : { signal }) }
}

async function loadCatalogued(info: DatasetInfo, options: LoadOptions): Promise<Table> {
  const [first] = info.files
  const wanted = options.part === undefined ? first : info.files.find((file) => file.part === options.part)
  if (wanted === undefined) {
    const parts = info.files.map((file) => file.part).join(', ')
    throw unknown(`data set '${info.name}' has no part '${options.part}'; it has ${parts}`, 'part', options.part)
  }
  const read = readOptions(options, info.target)
  const table = await readCsvFile(await verifiedPath(first), read)
  if (wanted === first) return table
  return readCsvFile(await verifiedPath(wanted), { ...read, schema: table.schema })
}

async function verifiedPath({ file, sha256 }: DatasetFile): Promise<string> {
  const path = fileURLToPath(new URL(`../data/${file}`, import.meta.url))
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
  if (existsSync(name)) return name
  if (directory !== undefined && !isAbsolute(name)) {
    for (const ending of ['', '.csv', '.csv.gz', '.tsv', '.tsv.gz']) {
      const path = join(directory, name + ending)
      if (existsSync(path)) return path
    }
  }
  const names = datasetCatalog.map((entry) => entry.name).join(', ')
  const where = directory === undefined ? 'ASDF_DATA_DIR is not set' : `${directory} has none of that name`
  throw unknown(`no file or data set '${name}'; data sets are ${names}, and ${where}`, 'name', name)
}

function unknown(message: string, option: string, received: unknown): AsdfError {
  return new AsdfError('ASDF_OPTION_INVALID', `loadDataset: ${message}`, { option, received })
}
