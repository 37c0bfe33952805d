import type { Column, RunOptions, Table } from '@asdf/contract'
import type { FittedGan } from '@asdf/gan'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cellsOf, classNames, parseCsv } from '@asdf/core'
import { adaptive, ctgan, exportOnnx, gan, onnxInputs, wganGp } from '@asdf/gan'
import { mixedTable } from '@asdf/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPython, writeNpy } from '../src/index.ts'

const program = fileURLToPath(new URL('../../../packages/gan/examples/sample_onnx.py', import.meta.url))
const small = { batchSize: 40, pack: 1, generatorSizes: [32, 32], criticSizes: [32], noiseSize: 16 }
const train = mixedTable(300, 1, { nulls: 0.2, identifier: true })
const count = 3000

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asdf-onnx-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function save(fitted: FittedGan): Promise<string> {
  const path = join(folder, 'model.onnx')
  const { model, sidecar } = exportOnnx(fitted)
  await writeFile(path, model)
  await writeFile(`${path}.json`, JSON.stringify(sidecar))
  return path
}

function sample(path: string, source: string): string {
  return execFileSync(findPython(), [program, path, String(count), source], { encoding: 'utf8', maxBuffer: 1e9 })
}

/** The columns of a table that a file of rows has too. */
function without(table: Table, names: readonly string[]): Table {
  const kept = [...table.columns.keys()].filter((index) => !names.includes(table.schema.fields[index]!.name))
  const schema = { fields: kept.map((index) => table.schema.fields[index]!) }
  return { ...table, schema, columns: kept.map((index) => table.columns[index]!) }
}

/** The share of cells that differ by more than rounding. */
function differingShare(found: Table, expected: Table): number {
  const cells = expected.columns.flatMap((column, index) => {
    const [ours, theirs] = [numbersOf(column), numbersOf(found.columns[index]!)]
    return ours.map((value, row) => Number(!isClose(value, theirs[row]!)))
  })
  return cells.reduce((sum, differs) => sum + differs, 0) / cells.length
}

function numbersOf(column: Column): number[] {
  const values = cellsOf(column)
  return Array.from(values as ArrayLike<number>, (value, row) => (column.valid?.[row] === 0 ? Number.NaN : value))
}

function isClose(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(a))
}

type Fit = (epochs: number, run: RunOptions) => Promise<FittedGan>
const synthesizers: readonly (readonly [name: string, fit: Fit])[] = [
  ['gan', (epochs, run) => gan({ ...small, epochs }).fit(train, run)],
  ['wganGp', (epochs, run) => wganGp({ ...small, epochs }).fit(train, run)],
  ['ctgan', (epochs, run) => ctgan({ ...small, epochs }).fit(train, run)],
  ['adaptive', (epochs, run) => adaptive({ ...small, epochs, candidates: 1 }).fit(train, run)],
]

describe.each(synthesizers)('onnxruntime in Python, with a model of %s', (_, fit) => {
  it('makes the rows that we make, fed with the same noise', async () => {
    const fitted = await fit(2, { seed: 1 })
    const path = await save(fitted)
    for (const [name, tensor] of Object.entries(await onnxInputs(fitted, count, { seed: 5 })))
      await writeNpy(join(folder, `${name}.npy`), tensor)
    const rows = await fitted.sample(count, { seed: 5 })
    const { sidecar } = exportOnnx(fitted)
    const left = sidecar.columns.flatMap(({ name, output }) => (output === null ? [name] : []))
    expect(left).toEqual(['note', 'key'])
    const expected = without(rows, left)
    const found = await parseCsv(sample(path, folder), { schema: expected.schema })
    expect(found.rowCount).toBe(count)
    expect(differingShare(found, expected)).toBeLessThan(0.001)
  })

  it('draws the noise itself, with classes and categories as often as in training', async () => {
    const fitted = await fit(40, { seed: 1 })
    const path = await save(fitted)
    const text = sample(path, '7')
    expect(sample(path, '7')).toBe(text)
    expect(sample(path, '8')).not.toBe(text)
    const outcome = train.schema.fields.find(({ name }) => name === 'outcome')!
    const header = text.slice(0, text.indexOf('\n')).split(',')
    const cells = text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[header.indexOf('outcome')]!)
    const ours = await fitted.sample(count, { seed: 1 })
    const codes = ours.columns[ours.schema.fields.findIndex(({ name }) => name === 'outcome')]!
    classNames(outcome).forEach((name, code) => {
      const share = cells.filter((cell) => cell === name).length / count
      const expected = numbersOf(codes).filter((value) => value === code).length / count
      expect(Math.abs(share - expected)).toBeLessThan(0.05)
    })
  })
})
