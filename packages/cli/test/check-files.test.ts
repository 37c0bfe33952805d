import { spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { link, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFolder, run, smallCsv } from './support/run.ts'

let folder: Awaited<ReturnType<typeof createFolder>>
let csv = ''
let model = ''
beforeAll(async () => {
  folder = await createFolder()
  csv = await folder.write('small.csv', smallCsv())
  model = await folder.write('model.asdf', 'never read')
  await symlink(csv, out('soft.csv'))
  await link(csv, out('hard.csv'))
})
afterAll(() => folder.remove())

const out = (name: string) => join(folder.path, name)
const gan = ['--model', 'gan', '-o', 'm.asdf']

describe('an output that is an input or another output is refused before anything is read', () => {
  const cases: readonly (readonly [what: string, args: () => string[], message: RegExp])[] = [
    ['synth', () => ['synth', csv, '-o', csv], /--output would write to .*small\.csv.* FILE reads; name another/],
    ['synth by a relative path', () => ['synth', csv, '-o', relative(process.cwd(), csv)], /--output.*FILE reads/],
    ['synth by a link', () => ['synth', csv, '-o', out('soft.csv')], /--output.*FILE reads/],
    ['synth by a hard link', () => ['synth', out('hard.csv'), '-o', csv], /--output.*FILE reads/],
    ['synth and --holdout', () => ['synth', csv, '--audit', '--holdout', model, '-o', model], /--holdout reads/],
    ['synth audited by itself', () => ['synth', csv, '--audit', '--holdout', csv], /--holdout is FILE itself/],
    ['adapt --log', () => ['adapt', csv, '-t', 'label', '--log', out('soft.csv')], /--log.*FILE reads/],
    ['sample', () => ['sample', model, '-n', '1', '-o', model], /--output.*MODEL reads/],
    ['export', () => ['export', model, '-o', model], /--output.*MODEL reads/],
    ['export, by its JSON', () => ['export', `${out('m')}.json`, '-o', out('m')], /its JSON.*MODEL reads/],
    ['fit', () => ['fit', csv, '-o', csv], /--output.*FILE reads/],
    ['fit --checkpoint', () => ['fit', csv, ...gan, '--checkpoint', csv], /--checkpoint.*FILE reads/],
    ['fit --loss-plot', () => ['fit', csv, ...gan, '--loss-plot', './m.asdf'], /--loss-plot.*--output writes/],
    ['fit --resume', () => ['fit', csv, '--model', 'gan', '-o', model, '--resume', model], /--output.*--resume reads/],
  ]
  it.each(cases)('%s', async (_, args, message) => {
    const { code, err } = await run(...args())
    expect([code, err]).toEqual([2, expect.stringMatching(message) as string])
    expect(await readFile(csv, 'utf8')).toBe(smallCsv())
    expect(await readFile(model, 'utf8')).toBe('never read')
  })

  it('standard input and output that the shell has led to a file', async () => {
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
    const flags = ['--conditions=@asdf/source', '--import', 'tsx', main]
    const [reading, appending] = [openSync(csv, 'r'), openSync(csv, 'a')]
    const start = (args: string[], stdio: [number, number | 'pipe']) =>
      spawnSync(process.execPath, [...flags, ...args], { stdio: [...stdio, 'pipe'], encoding: 'utf8' })
    expect(start(['synth', '-', '-o', csv], [reading, 'pipe'])).toMatchObject({ status: 2 })
    expect(start(['synth', csv], [reading, appending])).toMatchObject({ status: 2 })
    closeSync(reading)
    closeSync(appending)
    expect(await readFile(csv, 'utf8')).toBe(smallCsv())
  })
})

it('a training may go on from the file that it saves itself to', async () => {
  const checkpoint = out('checkpoint.asdf')
  await writeFile(checkpoint, 'no checkpoint')
  const { err } = await run(
    'fit',
    csv,
    '--model',
    'gan',
    '-o',
    out('m.asdf'),
    '--resume',
    checkpoint,
    '--checkpoint',
    checkpoint,
  )
  expect(err).toMatch(/checkpoint\.asdf: .*not an ASDF model/)
})
