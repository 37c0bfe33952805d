import type { Table } from '@asdf/contract'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { createFolder, run, smallCsv } from './support/run.ts'

/** What happens to the batches of rows, in order. */
const events = vi.hoisted((): string[] => [])

vi.mock(import('@asdf/core'), async (importOriginal) => {
  const core = await importOriginal()
  async function* sampleChunks(...parameters: Parameters<typeof core.sampleChunks>): AsyncGenerator<Table> {
    for await (const part of core.sampleChunks(...parameters)) {
      events.push(`drew ${part.rowCount}`)
      yield part
    }
  }
  return { ...core, sampleChunks }
})

vi.mock(import('@asdf/core/node'), async (importOriginal) => {
  const node = await importOriginal()
  const writeCsvFile: typeof node.writeCsvFile = async (_, table) => {
    for await (const part of 'rowCount' in table ? [table] : table) events.push(`wrote ${part.rowCount}`)
  }
  return { ...node, writeCsvFile }
})

const folder = await createFolder()
afterAll(() => folder.remove())

const path = await folder.write('small.csv', smallCsv())
const model = join(folder.path, 'small.model')
expect(
  await run('fit', path, '-t', 'label', '-m', 'random-oversampling', '--with-training-rows', '-o', model),
).toMatchObject({ code: 0 })

const threeBatches = ['-n', '200001', '-o', join(folder.path, 'made.csv'), '--quiet']

it.each([
  ['synth', path, '-t', 'label', '-m', 'random-oversampling', ...threeBatches],
  ['sample', model, ...threeBatches],
])('asdf %s writes each batch of rows before it draws the next', async (...args) => {
  events.length = 0
  expect(await run(...args)).toMatchObject({ code: 0 })
  const batch = (rows: number) => [`drew ${rows}`, `wrote ${rows}`]
  expect(events).toEqual([...batch(100_000), ...batch(100_000), ...batch(1)])
})

it('asdf synth draws all rows before it writes them where they are audited', async () => {
  events.length = 0
  const args = [
    'synth',
    path,
    '-t',
    'label',
    '-m',
    'random-oversampling',
    '-n',
    '40',
    '--audit',
    '-o',
    join(folder.path, 'made.csv'),
  ]
  expect(await run(...args)).toMatchObject({ code: 0 })
  expect(events).toEqual(['drew 40', 'wrote 40'])
})
