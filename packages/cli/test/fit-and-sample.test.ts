import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeArtifact, encodeArtifact } from '@asdf/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { models } from '../src/models.ts'
import { createFolder, run, smallCsv, start } from './support/run.ts'

let folder: Awaited<ReturnType<typeof createFolder>>
let csv = ''
let model = ''
beforeAll(async () => {
  folder = await createFolder()
  csv = await folder.write('small.csv', smallCsv(200))
  model = join(folder.path, 'model.asdf')
  expect(await run('fit', csv, '--target', 'label', '-o', model)).toMatchObject({ code: 0 })
})
afterAll(() => folder.remove())

const out = (name: string) => join(folder.path, name)
const linesOf = async (path: string) => (await readFile(path, 'utf8')).trimEnd().split('\n')

/** The model's file with another header. */
async function changed(name: string, change: object): Promise<string> {
  await writeFile(out(name), encodeArtifact({ ...decodeArtifact(await readFile(model)), ...change }))
  return out(name)
}

describe('asdf fit and asdf sample', () => {
  it.each(Object.keys(models))('keep a model of %s that makes the rows which asdf synth makes', async (name) => {
    const { family } = models[name]!
    const isSmote = family === 'smote'
    const dropped = name === 'smote-n' ? 'amount,age' : 'color'
    const takesAll = !isSmote || name === 'smote' || name === 'smote-nc'
    const source = await folder.write('source.csv', smallCsv(40))
    const own = { smote: [], forest: ['--privacy', '8'], gan: ['--epochs', '1'] }[family]
    const common = [source, '--target', 'label', '--model', name, ...(takesAll ? [] : ['--drop', dropped]), ...own]
    const consent = isSmote ? ['--with-training-rows'] : []
    expect(await run('synth', ...common, '--rows', '9', '--seed', '4', '-o', out('direct.csv'))).toMatchObject({
      code: 0,
    })
    expect(await run('fit', ...common, ...consent, '--seed', '4', '-o', out('kept.asdf'))).toMatchObject({ code: 0 })
    const args = ['sample', out('kept.asdf'), '--rows', '9', '--seed', '4', '-o', out('kept.csv')]
    expect(await run(...args)).toMatchObject({ code: 0, err: 'wrote 9 synthetic rows, to ' + out('kept.csv') + '\n' })
    expect(await readFile(out('kept.csv'), 'utf8')).toBe(await readFile(out('direct.csv'), 'utf8'))
  })

  it('give other rows for another seed, and keep conditions on any columns', async () => {
    const bytes = async (...args: string[]) => {
      expect(await run('sample', model, '-n', '30', ...args, '-o', out('rows.csv'))).toMatchObject({ code: 0 })
      return readFile(out('rows.csv'), 'utf8')
    }
    expect(await bytes('--seed', '1')).not.toBe(await bytes('--seed', '2'))
    await bytes('--where', 'label=yes,color=red')
    const cells = (await linesOf(out('rows.csv'))).slice(1).map((line) => line.split(','))
    expect(cells.map((row) => `${row[1]} ${row[3]}`)).toEqual(Array(30).fill('red yes'))
  })

  it('sum up as JSON', async () => {
    const fitted = await run('fit', csv, '--json', '--seed', '3', '-o', out('json.asdf'))
    expect([fitted.code, fitted.err]).toEqual([0, ''])
    const { size } = await import('node:fs').then(({ statSync }) => statSync(out('json.asdf')))
    const told = { bytes: size, model: 'forest', synthesizer: '@asdf/pipeline/with-rules', rows: 200, columns: 4 }
    expect(JSON.parse(fitted.out)).toMatchObject({ ...told, seed: 3, warnings: [], output: out('json.asdf') })
    const sampled = await run('sample', out('json.asdf'), '-n', '4', '--json', '-o', out('json.csv'))
    expect([sampled.code, sampled.err]).toEqual([0, ''])
    expect(JSON.parse(sampled.out)).toMatchObject({ rows: 4, columns: 4, synthesizer: '@asdf/pipeline/with-rules' })
  })

  it('put no value into the file of a forest, and say that one of SMOTE holds them', async () => {
    const amounts = Array.from({ length: 60 }, (_, i) => 10.0003 + ((i * 7919) % 10_007) * 1.37 + 0.001 * i * i)
    const rows = amounts.map((amount, i) => `${amount},${i % 5},${i % 3 === 0 ? 'x' : 'y'}`)
    const input = await folder.write('amounts.csv', `amount,n,label\n${rows.join('\n')}\n`)
    const held = async (...args: string[]) => {
      const result = await run('fit', input, '--target', 'label', ...args, '-o', out('held.asdf'))
      expect(result.code).toBe(0)
      const { arrays } = decodeArtifact(await readFile(out('held.asdf')))
      const values = Object.values(arrays).flatMap(({ data }) => Array.from(data))
      return { err: result.err, found: amounts.filter((amount) => values.includes(amount)) }
    }
    expect((await held('--privacy', '20')).found).toEqual([])
    const smote = await held('--model', 'smote', '--with-training-rows')
    expect([smote.found, smote.err]).toEqual([
      amounts,
      expect.stringMatching(/held\.asdf holds training rows/) as string,
    ])
  })

  it('put what few rows share into the file only where the schema is kept', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => `${i === 7 ? 987_654 : 1000 + 7 * i},${i === 9 ? 'zoe' : 'ab'[i % 2]}`) // prettier-ignore
    const input = await folder.write('rare.csv', `salary,name\n${rows.join('\n')}\n`)
    const textOf = async (...args: string[]) => {
      expect(await run('fit', input, ...args, '-o', out('rare.asdf'))).toMatchObject({ code: 0 })
      return (await readFile(out('rare.asdf'))).toString('latin1')
    }
    for (const secret of ['zoe', '987654']) {
      expect(await textOf()).not.toContain(secret)
      expect(await textOf('--keep-schema')).toContain(secret)
    }
  })

  it.each(['forest', 'arf'])('say where --privacy keeps nothing back, on the run itself: %s', async (name) => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i === 7 ? 987_654 : 1000 + 7 * i},${i === 9 ? 'zoe' : 'ab'[i % 2]}`) // prettier-ignore
    const input = await folder.write('bare.csv', `salary,name\n${rows.join('\n')}\n`)
    const told = async (command: 'fit' | 'synth', privacy: string, ...more: string[]) => {
      const args = [input, '--model', name, '--privacy', privacy, ...more, '-o', out('bare.out')]
      const { code, err, out: text } = await run(command, ...args)
      expect(code).toBe(0)
      const file = (await readFile(out('bare.out'))).toString('latin1')
      return { err, text, isHeld: file.includes('zoe') }
    }
    const empty = /one training row is enough for a value to be released.*--privacy/
    expect(await told('fit', '4')).toMatchObject({ err: expect.stringMatching(empty) as string, isHeld: true })
    expect(await told('synth', '4')).toMatchObject({ err: expect.stringMatching(empty) as string })
    expect((await told('fit', '4', '--json')).text).toMatch(empty)
    const kept = await told('fit', '5')
    expect([kept.isHeld, empty.test(kept.err)]).toEqual([false, false])
  })

  it.each(['forest', 'arf', 'ctgan', 'forest with rules'])('give empty columns back: %s', async (name) => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},,${i % 7},${'pq'[i % 2]},NA`)
    const file = await folder.write('empty.csv', `a,b,copy,c,d\n${rows.join('\n')}\n`)
    const [model = ''] = name.split(' ')
    const epochs = model === 'ctgan' ? ['--epochs', '1'] : []
    const rules = name.endsWith('rules') ? [] : ['--no-rules']
    const args = ['--model', model, '--drop', name.endsWith('rules') ? 'd' : 'copy', ...epochs, ...rules]
    const { code, err } = await run('fit', file, ...args, '-o', out('empty.asdf'))
    expect([code, err]).toEqual([0, expect.stringMatching(/no row has a value in b/) as string])
    expect(await run('sample', out('empty.asdf'), '-n', '60', '-o', out('empty-rows.csv'))).toMatchObject({ code: 0 })
    const made = (await readFile(out('empty-rows.csv'), 'utf8')).trimEnd().split('\n')
    expect(made).toHaveLength(61)
    for (const row of made.slice(1)) expect(row).toMatch(name.endsWith('rules') ? /^(\d),,\1,[pq]$/ : /^\d,,[pq],NA$/)
    expect(await run('synth', file, ...args, '-o', out('empty-synth.csv'))).toMatchObject({ code: 0 })
    expect(await readFile(out('empty-synth.csv'), 'utf8')).toBe(await readFile(out('empty-rows.csv'), 'utf8'))
  })

  it('run as processes: a model from a pipe, rows to a pipe', async () => {
    const { code, out: text } = await start('sample', model, '-n', '6', '--quiet').outcome
    expect([code, text.trimEnd().split('\n').length]).toEqual([0, 7])
  })

  it('end with 130 on Ctrl-C while fitting, and leave the old model as it was', async () => {
    const cells = (i: number) => Array.from({ length: 20 }, (_, c) => (i * (31 + 2 * c)) % (97 + 10 * c)).join(',')
    const header = Array.from({ length: 20 }, (_, c) => `c${c}`).join(',')
    const body = Array.from({ length: 30_000 }, (_, i) => `${i === 0 ? '' : i % 9},${cells(i)}`)
    const big = await folder.write('big.csv', `first,${header},empty\n${body.map((line) => `${line},`).join('\n')}\n`)
    await writeFile(out('old.asdf'), 'precious')
    const child = start('fit', big, '-o', out('old.asdf'))
    await child.says('no row has a value in empty')
    child.interrupt()
    expect(await child.outcome).toMatchObject({ code: 130, err: expect.stringMatching(/interrupted/) as string })
    expect(await readFile(out('old.asdf'), 'utf8')).toBe('precious')
    expect((await readdir(folder.path)).filter((name) => name.includes('partial'))).toEqual([])
  })
})

describe('asdf fit refuses', () => {
  const refused: readonly (readonly [what: string, args: string[], code: number, message: RegExp])[] = [
    ['no file to write', [], 2, /required option '-o, --output <file>'/],
    ['standard output', ['-o', '-'], 2, /--output must be a file/],
    ['an unknown model', ['--model', 'magic', '-o', 'x'], 2, /magic/],
    ['SMOTE without consent', ['--model', 'smote', '--target', 'label', '-o', 'x'], 2, /--with-training-rows/],
    ['consent to nothing', ['--with-training-rows', '-o', 'x'], 2, /holds no training row/],
    ['SMOTE without a target', ['--model', 'smote', '--with-training-rows', '-o', 'x'], 2, /--target is needed/],
    ['privacy of SMOTE', ['--model', 'smote', '--privacy', '9', '-o', 'x'], 2, /--privacy is for forest models/],
    ['neighbors of trees', ['--neighbors', '3', '-o', 'x'], 2, /--neighbors is for SMOTE models/],
    ['a folder that is not there', ['-o', '/nowhere/at/all.asdf'], 1, /\/nowhere\/at/],
  ]
  it.each(refused)('%s', async (_, args, code, message) => {
    const result = await run('fit', csv, ...args)
    expect([result.code, result.err]).toEqual([code, expect.stringMatching(message) as string])
    expect(result.err).not.toMatch(/\n\s+at /)
  })

  it.each(['fit', 'synth'])('what cannot be written, before the work of asdf %s begins', async (command) => {
    const result = await run(command, '/nowhere/to/read.csv', '-o', folder.path)
    expect(result).toMatchObject({ code: 1, err: expect.stringMatching(/folder; name a file \(EISDIR\)/) as string })
  })
})

describe('asdf sample refuses', () => {
  const refused: readonly (readonly [what: string, args: string[], code: number, message: RegExp])[] = [
    ['no number of rows', [], 2, /required option '-n, --rows <count>'/],
    ['a column that is not there', ['-n', '3', '--where', 'shade=red'], 1, /no column 'shade'/],
    ['a value that is not there', ['-n', '3', '--where', 'color=mauve'], 2, /color.*blue, green, red.*mauve/],
    ['a value that no row has', ['-n', '3', '--where', 'age=7'], 1, /no row has age=7/],
    [
      'two values of one column',
      ['-n', '3', '--where', 'color=red', '--where', 'color=blue'],
      2,
      /'color' twice.*red.*blue/,
    ],
    ['JSON and rows on one output', ['-n', '3', '--json'], 2, /-o FILE/],
  ]
  it.each(refused)('%s', async (_, args, code, message) => {
    const result = await run('sample', model, ...args)
    expect([result.code, result.err]).toEqual([code, expect.stringMatching(message) as string])
  })

  it('files that are no models it knows, naming each, and leaves the old output as it was', async () => {
    await writeFile(out('short.asdf'), (await readFile(model)).subarray(0, -5))
    await writeFile(out('precious.csv'), 'precious')
    const found: readonly (readonly [path: string, message: RegExp])[] = [
      [out('short.asdf'), /short\.asdf: .*cut short.*asdf fit/],
      [csv, /small\.csv: .*not an ASDF model/],
      [folder.path, /folder; name a file \(EISDIR\)/],
      [out('missing.asdf'), /missing\.asdf: there is no such file/],
      [await changed('newer.asdf', { formatVersion: 2 }), /newer\.asdf: .*format version 2.*update ASDF/],
      [await changed('state.asdf', { stateVersion: 99 }), /state\.asdf: .*state version 99.*update/],
      [await changed('other.asdf', { writer: '@else/where' }), /other\.asdf: '@else\/where' wrote this model/],
      [await changed('empty.asdf', { state: {}, arrays: {} }), /empty\.asdf: .*asdf fit/],
    ]
    for (const [path, message] of found) {
      const result = await run('sample', path, '-n', '3', '-o', out('precious.csv'))
      expect([result.code, result.err]).toEqual([1, expect.stringMatching(message) as string])
      expect(result.err).not.toMatch(/\n\s+at /)
    }
    expect(await readFile(out('precious.csv'), 'utf8')).toBe('precious')
  })
})
