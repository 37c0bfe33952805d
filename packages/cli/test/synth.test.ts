import { spawn } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFolder, run, smallCsv, start } from './support/run.ts'

let folder: Awaited<ReturnType<typeof createFolder>>
let csv = ''
beforeAll(async () => {
  folder = await createFolder()
  csv = await folder.write('small.csv', smallCsv())
})
afterAll(() => folder.remove())

const out = (name: string) => join(folder.path, name)
const linesOf = async (path: string) => (await readFile(path, 'utf8')).trimEnd().split('\n')

const smote = ['--model', 'smote', '--target', 'label']

describe('asdf synth with SMOTE', () => {
  it('writes the table as it is, then the rows that its classes lack', async () => {
    const { code, err } = await run('synth', csv, ...smote, '-o', out('balanced.csv'))
    expect(code).toBe(0)
    const lines = await linesOf(out('balanced.csv'))
    expect(lines.slice(0, 61)).toEqual(smallCsv().trimEnd().split('\n'))
    const labels = lines.slice(1).map((line) => line.split(',')[3])
    expect(labels.filter((label) => label === 'yes').length).toBe(labels.filter((label) => label === 'no').length)
    expect(err).not.toMatch(/imput/)
    expect(err).toMatch(/100 rows, 40 of them synthetic/)
  })

  it('copies the rows of the table to the letter, but for those without a class and columns that are dropped', async () => {
    const rows = Array.from({ length: 60 }, (_, i) =>
      [
        `${70 + (i % 3)}e3`,
        `${1 + (i % 5)}2345678901234.3769${i % 9}3`,
        '"x"',
        i === 7 ? 'NA' : i % 4 === 0 ? 'yes' : 'no',
      ].join(','),
    )
    const path = await folder.write('spelled.csv', `sku,amount,quoted,label\n${rows.join('\n')}\n`)
    const args = [...smote, '--drop', 'quoted', '--balance', '-o', out('spelled-out.csv')]
    expect((await run('synth', path, ...args)).code).toBe(0)
    const expected = rows.filter((_, i) => i !== 7).map((row) => row.replace(',"x"', ''))
    const lines = await linesOf(out('spelled-out.csv'))
    expect(lines.slice(1, 60)).toEqual(expected)
    expect(lines.length).toBeGreaterThan(61)
    for (const line of lines.slice(60)) expect(line).toMatch(/^7[012]e3,/)
  })

  it('says that a target has no values, and that numbers may be classes', async () => {
    const rows = Array.from({ length: 100 }, (_, i) => `${i % 17},${i % 25},`)
    const path = await folder.write('targets.csv', `x,species,label\n${rows.join('\n')}\n`)
    expect(await run('synth', path, ...smote)).toMatchObject({
      code: 2,
      err: expect.stringContaining("'label' has no value in any row") as string,
    })
    const classes = ['--model', 'smote', '--target', 'species', '--drop', 'label', '-o', out('species.csv')]
    expect((await run('synth', path, ...classes)).err).toMatch(/has 25; --kind 'species=categorical'/)
    expect(await run('synth', path, ...classes, '--kind', 'species=categorical')).toMatchObject({ code: 0 })
  })

  it('writes synthetic rows alone with --rows, of one class with --where', async () => {
    const args = [...smote, '--rows', '25', '--where', 'label=yes', '-o', out('rare.csv')]
    expect((await run('synth', csv, ...args)).code).toBe(0)
    const lines = await linesOf(out('rare.csv'))
    expect(lines[0]).toBe('amount,color,age,label')
    expect(lines.slice(1).map((line) => line.split(',')[3])).toEqual(Array(25).fill('yes'))
  })

  it('keeps whole numbers whole and the decimals of a column', async () => {
    await run('synth', csv, ...smote, '--rows', '30', '-o', out('grid.csv'))
    for (const line of (await linesOf(out('grid.csv'))).slice(1)) {
      const [amount, , age] = line.split(',')
      expect(amount).toMatch(/^\d+(\.\d{1,2})?$/)
      expect(age).toMatch(/^\d+$/)
    }
  })

  it('gives the same bytes for the same seed and others for another', async () => {
    const bytes = async (seed: string) => {
      await run('synth', csv, ...smote, '--rows', '20', '--seed', seed, '-o', out('seeded.csv'))
      return readFile(out('seeded.csv'), 'utf8')
    }
    expect(await bytes('3')).toBe(await bytes('3'))
    expect(await bytes('3')).not.toBe(await bytes('4'))
  })

  it('takes a ratio per class', async () => {
    await run('synth', csv, ...smote, '--ratio', 'yes=0.5', '-o', out('half.csv'))
    expect((await linesOf(out('half.csv'))).length).toBe(1 + 60 + 15)
  })

  it('sums up as JSON', async () => {
    const result = await run('synth', csv, ...smote, '--json', '-o', out('json.csv'))
    expect(JSON.parse(result.out)).toMatchObject({ rows: 100, syntheticRows: 40, model: 'smote', seed: 1 })
    expect(result.err).toBe('')
  })

  it.each(['borderline-smote', 'adasyn', 'svm-smote', 'k-means-smote', 'random-oversampling'])(
    'offers %s for numbers',
    async (model) => {
      const args = ['--target', 'label', '--drop', 'color', '--model', model, '--rows', '9', '-o', out('model.csv')]
      expect(await run('synth', csv, ...args)).toMatchObject({ code: 0 })
      expect((await linesOf(out('model.csv'))).length).toBe(10)
    },
  )
})

describe('asdf synth carries along', () => {
  it('columns and texts without a value, saying so', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `${i % 7},,${i === 3 ? '' : `said ${i * 7}`},${i % 3 === 0 ? 'x' : 'y'}`,
    )
    const input = await folder.write('empty-column.csv', `a,b,remark,label\n${rows.join('\n')}\n`)
    const { code, err } = await run('synth', input, ...smote, '-o', out('carried.csv'))
    expect([code, err]).toEqual([0, expect.stringMatching(/no row has a value in b/) as string])
    const lines = await linesOf(out('carried.csv'))
    expect(lines.slice(0, 31)).toEqual(['a,b,remark,label', ...rows])
    expect(lines.slice(31).every((line) => line.split(',')[1] === '')).toBe(true)
  })

  it('a class of one row, when the others are balanced', async () => {
    const rows = Array.from({ length: 21 }, (_, i) => `${i % 7},${i === 20 ? 'lone' : i % 4 === 0 ? 'x' : 'y'}`)
    const input = await folder.write('lone.csv', `a,label\n${rows.join('\n')}\n`)
    const { code, err } = await run('synth', input, ...smote, '-o', out('lone-out.csv'))
    expect([code, err]).toEqual([0, expect.stringMatching(/'lone'/) as string])
    const labels = (await linesOf(out('lone-out.csv'))).slice(1).map((line) => line.split(',')[1])
    expect(labels.filter((label) => label === 'lone').length).toBe(1)
    expect(labels.filter((label) => label === 'x').length).toBe(15)
  })
})

describe('asdf synth refuses', () => {
  const refused: readonly (readonly [what: string, args: string[], code: number, message: RegExp])[] = [
    ['a target that is not there', ['--target', 'nope'], 1, /no column 'nope'.*amount, color, age, label/],
    ['no target', ['--model', 'smote'], 2, /--target is needed.*one of amount, color, age, label/],
    ['no target to balance', ['--balance'], 2, /--target is needed to balance.*one of amount, color, age, label/],
    ['an unknown model', ['--target', 'label', '--model', 'magic'], 2, /magic/],
    ['a class that is not there', [...smote, '--rows', '5', '--where', 'label=maybe'], 2, /no value 'maybe'.*no, yes/],
    ['a value that is not there', ['--where', 'color=mauve'], 2, /color.*blue, green, red.*mauve/],
    ['a value that no row has', ['--where', 'age=7'], 1, /no row has age=7/],
    ['a column that is not there', ['--where', 'shade=red'], 1, /no column 'shade'.*amount, color, age, label/],
    ['a condition without a value', ['--where', 'color'], 2, /NAME=VALUE/],
    ['--where with --balance', ['--target', 'label', '--balance', '--where', 'color=red'], 2, /exclude one another/],
    ['--rows with --ratio', ['--target', 'label', '--rows', '5', '--ratio', 'yes=1'], 2, /exclude one another/],
    ['neighbors of trees', ['--neighbors', '3'], 2, /--neighbors is for SMOTE models/],
    ['privacy of SMOTE', [...smote, '--privacy', '30'], 2, /--privacy is for forest models/],
    ['too little privacy', ['--privacy', '3'], 2, /at least 4/],
    ['a hold-out without an audit', ['--holdout', 'small.csv'], 2, /--holdout needs --audit/],
    ['JSON and rows on one output', ['--target', 'label', '--json'], 2, /-o FILE/],
    ['an unknown role', ['--target', 'label', '--role', 'age=boss'], 2, /role is one of/],
    ['--part of a plain file', ['--target', 'label', '--part', 'test'], 2, /no parts/],
    ['--rows with --balance', ['--target', 'label', '--rows', '5', '--balance'], 2, /exclude one another/],
    ['--where without --rows', [...smote, '--where', 'label=yes'], 2, /--where needs --rows/],
    ['a count that is no number', ['--target', 'label', '--rows', 'many'], 2, /whole number/],
    ['a model that cannot take categories', ['--target', 'label', '--model', 'adasyn'], 1, /color/],
    ['a folder that is not there', ['--target', 'label', '-o', '/nowhere/at/all.csv'], 1, /\/nowhere\/at/],
  ]
  it.each(refused)('%s', async (_, args, code, message) => {
    const result = await run('synth', csv, ...args)
    expect(result.err).toMatch(message)
    expect(result.code).toBe(code)
    expect(result.err).not.toMatch(/\n\s+at /)
  })

  const files: readonly (readonly [what: string, text: string, message: RegExp])[] = [
    ['an empty file', '', /empty/],
    ['a header alone', 'a,label\n', /no rows/],
    ['a ragged row', 'a,label\n1,x\n2\n', /line 3/],
    ['two columns of one name', 'a,a,label\n1,2,x\n', /'a'/],
    ['an unterminated quote', 'a,label\n1,x\n"2,y\n', /line 3/],
    ['one class', 'a,label\n1,x\n2,x\n', /label/],
    ['an infinite value', 'a,label\n1,x\ninf,y\n3,y\n', /'a'.*row 2/],
    ['a class of one row that is asked for', 'a,label\n1,x\n2,y\n3,y\n', /'x'/],
    [
      'a word among numbers',
      `a,label\n${Array.from({ length: 200 }, (_, i) => `${i === 9 ? 'oops' : i},${i % 2}`).join('\n')}\n`,
      /'a'.*row 10.*oops/,
    ],
  ]
  it.each(files)('%s, and leaves the old output as it was', async (what, text, message) => {
    const input = await folder.write('bad.csv', text)
    await writeFile(out('old.csv'), 'precious')
    const asked = what.includes('asked for') ? ['--rows', '3', '--where', 'label=x'] : []
    const result = await run('synth', input, ...smote, ...asked, '-o', out('old.csv'))
    expect(result.err, what).toMatch(message)
    expect(result.code).toBe(1)
    expect(await readFile(out('old.csv'), 'utf8')).toBe('precious')
    expect((await readdir(folder.path)).filter((name) => name.includes('partial'))).toEqual([])
  })

  it('bytes that are not UTF-8', async () => {
    await writeFile(out('latin.csv'), Buffer.from('a,label\n1,caf\xe9\n2,x\n', 'latin1'))
    const result = await run('synth', out('latin.csv'), '--target', 'label')
    expect([result.code, result.err]).toEqual([1, expect.stringMatching(/UTF-8/) as string])
  })
})

describe('the asdf process', () => {
  it('writes its file although nobody reads standard error, and stops quietly when nobody reads its output', async () => {
    const shell = (command: string) =>
      new Promise<{ status: number | null; err: string }>((resolve) => {
        const child = spawn('bash', ['-o', 'pipefail', '-c', command], { stdio: ['ignore', 'ignore', 'pipe'] })
        let err = ''
        child.stderr.on('data', (piece: Buffer) => (err += piece.toString()))
        child.on('close', (status) => resolve({ status, err }))
      })
    const asdf = `${process.execPath} --conditions=@asdf/source --import tsx ${fileURLToPath(new URL('../src/main.ts', import.meta.url))}`
    expect(
      await shell(`${asdf} synth ${csv} --model smote --target label -o ${out('unread.csv')} 2>&1 | true`),
    ).toMatchObject({
      status: 0,
    })
    expect((await linesOf(out('unread.csv'))).length).toBe(101)
    expect(await shell(`${asdf} inspect adult | head -n 1`)).toEqual({ status: 0, err: '' })
    const full = await shell(`${asdf} inspect ${csv} > /dev/full`)
    expect([full.status, full.err]).toEqual([1, expect.stringMatching(/^asdf: .*ENOSPC/) as string])
  })

  it('runs from the shell and prints a table to a pipe', async () => {
    const { code, out: text } = await start('synth', csv, '--target', 'label', '--rows', '5', '--quiet').outcome
    expect(code).toBe(0)
    expect(text.trimEnd().split('\n').length).toBe(6)
  })

  it('ends with 130 on Ctrl-C and leaves no partial file behind', async () => {
    const rows = Array.from(
      { length: 6000 },
      (_, i) =>
        `${i % 97},${(i * 31) % 89},c${(i * 7) % 400},${i % 5 === 0 ? '' : `d${i % 200}`},${i % 9 === 0 ? 'y' : 'n'},`,
    )
    const big = await folder.write('big.csv', `a,b,c,d,label,empty\n${rows.join('\n')}\n`)
    const child = start('synth', big, ...smote, '--rows', '1000000', '-o', out('interrupted.csv'))
    await child.says('no row has a value in empty')
    child.interrupt()
    expect(await child.outcome).toMatchObject({ code: 130, err: expect.stringMatching(/interrupted/) as string })
    expect((await readdir(folder.path)).filter((name) => name.startsWith('interrupted'))).toEqual([])
  })
})
