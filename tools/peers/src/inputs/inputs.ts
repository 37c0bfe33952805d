import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { prepareClassification } from './classification.ts'
import { prepareCovertype } from './covertype.ts'
import { prepareCsv, prepareSmallCsv } from './csv-files.ts'
import { prepareEncodedRows } from './encoded-rows.ts'
import { prepareMasked, prepareNeighbors, prepareWide } from './matrices.ts'
import { prepareMixedColumns } from './mixed-columns.ts'
import { prepareAdult, prepareFraud } from './real-tables.ts'

/** Smoke: small enough that every work together takes seconds; its times mean nothing. */
export type Scale = 'full' | 'smoke'

export interface Input {
  /** What it is, with sizes and seed, as the page says it. */
  readonly title: (scale: Scale) => string
  /** Writes it into a folder. `source` holds the real tables. */
  readonly prepare: (folder: string, scale: Scale, source: string) => void
}

export type InputId =
  | 'classification'
  | 'adult'
  | 'fraud'
  | 'neighbors'
  | 'csv'
  | 'small-csv'
  | 'masked'
  | 'covertype'
  | 'growth'
  | 'encoded-rows'
  | 'wide'
  | 'many-columns'
  | 'mixed-columns'

const seed = 0

const sizes = {
  full: { classification: 100_000, test: 20_000, adult: Infinity, fraud: Infinity, neighbors: 20_000, csv: 285_000 },
  smoke: { classification: 2_000, test: 1_000, adult: 2_000, fraud: 4_000, neighbors: 1_000, csv: 2_000 },
} as const

const masked = { full: 5_000, smoke: 300 } as const
const covertype = { full: 580_000, smoke: 2_000 } as const
const encodedRows = { full: 10_000, smoke: 100 } as const
const wide = { full: 5_000, smoke: 200 } as const
const manyColumns = { full: 1_000, smoke: 40 } as const
const mixedColumns = { full: 100_000, smoke: 300 } as const
const growth = { full: 1_000_000, smoke: 4_000 } as const

export const inputs: Readonly<Record<InputId, Input>> = {
  classification: {
    title: (scale) =>
      `two classes in 30 numeric columns, made like scikit-learn's make_classification: ${count(sizes[scale].classification)} rows to train, ${count(sizes[scale].test)} to test; seed ${seed}`,
    prepare: (folder, scale) =>
      prepareClassification(folder, { rows: sizes[scale].classification, testRows: sizes[scale].test, seed }),
  },
  adult: {
    title: (scale) =>
      `Adult, ${scale === 'full' ? 'the official 32,561 train and 16,281 test rows' : `the first ${count(sizes.smoke.adult)} rows of each part`}, 6 numeric and 8 categorical columns`,
    prepare: (folder, scale, source) => prepareAdult(folder, { source, rows: sizes[scale].adult }),
  },
  fraud: {
    title: (scale) =>
      `card fraud, ${scale === 'full' ? 'a stratified 70 % (16,768 rows, 344 frauds)' : `${count(sizes.smoke.fraud)} rows`} of the subset in this repository, 30 numeric columns; split with seed ${seed}`,
    prepare: (folder, scale, source) => prepareFraud(folder, { source, rows: sizes[scale].fraud, seed }),
  },
  neighbors: {
    title: (scale) =>
      `${count(sizes[scale].neighbors)} rows to search in and as many to search for, 30 standard normal columns; seed ${seed}`,
    prepare: (folder, scale) => prepareNeighbors(folder, { rows: sizes[scale].neighbors, columns: 30, seed }),
  },
  csv: {
    title: (scale) => `a file like the full card-fraud one, ${count(sizes[scale].csv)} × 31; seed ${seed}`,
    prepare: (folder, scale) => prepareCsv(folder, { rows: sizes[scale].csv, seed }),
  },
  'small-csv': {
    title: () => `a file of 1,000 rows: 3 numeric columns, 2 categories and a target; seed ${seed}`,
    prepare: (folder) => prepareSmallCsv(folder, { rows: 1_000, seed }),
  },
  masked: {
    title: (scale) =>
      `${count(masked[scale])} × 12, four common factors and noise, 10 % of the cells masked at random; seed ${seed}`,
    prepare: (folder, scale) => prepareMasked(folder, { rows: masked[scale], columns: 12, seed }),
  },
  covertype: {
    title: (scale) =>
      `${count(covertype[scale])} rows made to the shape of UCI's Covertype: 10 columns of whole numbers, 44 of 0 and 1 for 4 areas and 40 soils, 7 classes; seed ${seed}`,
    prepare: (folder, scale) => prepareCovertype(folder, { rows: covertype[scale], seed, oneHot: true }),
  },
  growth: {
    title: (scale) =>
      `the first 1,000, 10,000, … of ${count(growth[scale])} rows made to Covertype's shape, with area and soil as one column each: 12 columns and 7 classes; seed ${seed}`,
    prepare: (folder, scale) => prepareCovertype(folder, { rows: growth[scale], seed, oneHot: false }),
  },
  'encoded-rows': {
    title: (scale) =>
      `${count(encodedRows[scale])} rows × 156, encoded as Adult is for generators: 6 scalars, 15 one-hot choices; seed ${seed}`,
    prepare: (folder, scale) => prepareEncodedRows(folder, { rows: encodedRows[scale], seed }),
  },
  wide: {
    title: (scale) =>
      `1,000 rows of ${count(wide[scale])} independent standard normal columns and two classes; seed ${seed}`,
    prepare: (folder, scale) => prepareWide(folder, { rows: 1_000, columns: wide[scale], seed }),
  },
  'many-columns': {
    title: (scale) =>
      `10,000 rows of ${count(manyColumns[scale])} independent normal columns, by turns of many decimals, and whole numbers of spread 1,000, 20 and 2, and two classes; seed ${seed}`,
    prepare: (folder, scale) =>
      prepareWide(folder, { rows: 10_000, columns: manyColumns[scale], seed, scales: [null, 1000, 20, 2] }),
  },
  'mixed-columns': {
    title: (scale) =>
      `two parts of ${count(mixedColumns[scale])} rows of one distribution, 30 numeric and 20 categorical columns of five common factors and noise, and two classes; seed ${seed}`,
    prepare: (folder, scale) => prepareMixedColumns(folder, { rows: mixedColumns[scale], columns: 50, seed }),
  },
}

/** The folder under `base` that holds the input, made now unless it is there already. */
export function prepareInput(base: string, id: InputId, scale: Scale, source: string): string {
  const folder = join(base, `${id}-${scale}`)
  const mark = join(folder, 'complete')
  if (existsSync(mark)) return folder
  rmSync(folder, { recursive: true, force: true })
  inputs[id].prepare(folder, scale, source)
  writeFileSync(mark, `${inputs[id].title(scale)}\n`)
  return folder
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
