import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFolder, run } from './support/run.ts'

let folder: Awaited<ReturnType<typeof createFolder>>
beforeAll(async () => void (folder = await createFolder()))
afterAll(() => folder.remove())

const out = (name: string) => join(folder.path, name)
const lines = (line: (i: number) => string, count = 40) =>
  Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('')

describe('options about how a file is read', () => {
  it('--no-header reads a file of values, which is refused without it', async () => {
    const file = await folder.write(
      'iris.csv',
      lines((i) => `${(i % 9) + 0.5},${i % 7}.25,${i % 3 ? 'setosa' : 'other'}`),
    )
    expect(await run('inspect', file)).toMatchObject({ code: 1, err: expect.stringMatching(/--no-header/) as string })
    const { out: shown } = await run('inspect', file, '--no-header', '-t', 'column3')
    expect(shown).toMatch(/40 rows.*\n[^]*column3 +categorical +target/)
    expect((await run('inspect', file, '--header')).out).toMatch(/39 rows/)
    const args = ['--no-header', '--audit', '--holdout', await folder.write('more.csv', '0.5,1.25,other\n'.repeat(20))]
    expect(await run('synth', file, ...args, '--privacy', '4', '-o', out('iris-out.csv'))).toMatchObject({ code: 0 })
  })

  it('--kind says what a column is, whatever is in its name', async () => {
    const file = await folder.write('kinds.csv', `"a=b",y\n${lines((i) => `${i % 5},${i % 2}`)}`)
    expect((await run('inspect', file)).out).toMatch(/a=b +integer/)
    expect((await run('inspect', file, '--kind', 'a=b=categorical', '--kind', 'y=numeric')).out).toMatch(
      /a=b +categorical[^]*y +integer/,
    )
    expect(await run('inspect', file, '--kind', 'a=b=colour')).toMatchObject({ code: 2 })
  })

  it('remarks and errors name the flags that change a reading', async () => {
    const rows = lines(
      (i) => `${`0${1 + (i % 9)}`}/0${1 + (i % 8)}/2024,"${i % 4},${i % 3}","1,${100 + i}",${i === 7 ? 'none' : i}`,
    )
    const file = await folder.write('remarks.csv', `d,"a list",g,x\n${rows}`)
    const { out: shown } = await run('inspect', file)
    for (const flag of [
      '--date-format d=dd/mm/yyyy',
      "--kind 'a list=text'",
      '--decimal-mark .',
      '--kind x=categorical',
    ])
      expect(shown).toContain(flag)
    const told = [
      '--date-format',
      'd=dd/mm/yyyy',
      '--kind',
      'a list=text',
      '--decimal-mark',
      ',',
      '--kind',
      'x=categorical',
    ]
    expect((await run('inspect', file, ...told)).out).not.toMatch(/note:/)
    const dirty = await folder.write('dirty.csv', `x,y\n${lines((i) => `${i},${i}`, 150)}low,3\n`)
    expect((await run('inspect', dirty)).err).toMatch(/--null low.*--strays null.*--strays keep/)
  })

  it('--null adds to the usual spellings', async () => {
    const file = await folder.write('nulls.csv', `x,y\n${lines((i) => `${['-9', 'NA', '3', '4.5'][i % 4]},a`)}`)
    expect((await run('inspect', file, '--null', '-9')).out).toMatch(/x +numeric +feature +20 /)
  })

  it('--encoding and --number-duplicates read what is refused without them', async () => {
    const file = await folder.write('dup.csv', `a,b,a\n${lines((i) => `${i % 3},x,y`)}`)
    expect(await run('inspect', file)).toMatchObject({ code: 1, err: expect.stringMatching(/--number-dup/) as string })
    expect((await run('inspect', file, '--number-duplicates')).out).toMatch(/a_2/)
    const utf16 = out('utf16.csv')
    await import('node:fs/promises').then(({ writeFile }) =>
      writeFile(utf16, Buffer.from('a,b\n1,é\n2,é\n', 'utf16le')),
    )
    expect(await run('inspect', utf16)).toMatchObject({ code: 1, err: expect.stringMatching(/utf-16le/) as string })
    expect((await run('inspect', utf16, '--encoding', 'utf-16le')).out).toMatch(/é/)
  })

  it('columns with commas and equals signs in their names are dropped, conditioned on and given roles', async () => {
    const header = '"c,d","a=b",c,"c,e=f",y'
    const file = await folder.write(
      'names.csv',
      `${header}\n${lines((i) => `${i},k${i % 2},${i % 9},z${i % 2},${'pq'[i % 2]}`)}`,
    )
    const columns = async (...args: string[]) => {
      const { columns: found } = JSON.parse((await run('inspect', file, '--json', ...args)).out) as {
        columns: { name: string; role: string }[]
      }
      return found.map(({ name, role }) => `${name}:${role}`)
    }
    expect(await columns('--drop', 'c,d,c,a=b')).toEqual(['c,e=f:feature', 'y:feature'])
    expect(await columns('--drop', 'c,d', '--drop', 'y', '--role', 'a=b=sensitive')).toEqual([
      'a=b:sensitive',
      'c:feature',
      'c,e=f:feature',
    ])
    expect(await run('inspect', file, '--drop', 'c,q')).toMatchObject({ code: 1 })
    const where = ['--where', 'a=b=k1,c,e=f=z1,y=q', '--privacy', '4', '--drop', 'c,d']
    expect(await run('synth', file, '-n', '5', ...where, '-o', out('where.csv'))).toMatchObject({ code: 0 })
    for (const line of (await readFile(out('where.csv'), 'utf8')).trimEnd().split('\n').slice(1))
      expect(line).toMatch(/^k1,\d+,z1,q$/)
  })

  it('remarks of the reader are shown by inspect, and on standard error by others', async () => {
    const file = await folder.write('index.csv', `,x,y,\n${lines((i) => `${i},${i % 7},${'pq'[i % 2]},`)}Total,9,,\n`)
    const { out: shown, err } = await run('inspect', file)
    expect([shown, err]).toEqual([
      expect.stringMatching(/column1 +integer +identifier[^]*note: left out[^]*note: column 1 has no name/),
      '',
    ])
    const { remarks } = JSON.parse((await run('inspect', file, '--json')).out) as { remarks: string[] }
    expect(remarks).toHaveLength(3)
    const synth = await run('synth', file, '--drop', 'column1', '--privacy', '4', '-o', out('index-out.csv'))
    expect(synth).toMatchObject({ code: 0, err: expect.stringMatching(/note: left out the last row/) as string })
    expect(await readFile(out('index-out.csv'), 'utf8')).toMatch(/^x,y\n/)
  })
})

describe('asdf', () => {
  it('says why a table is not balanced', async () => {
    const balance = async (name: string, rows: string, ...args: string[]) => {
      const file = await folder.write(name, `x,y\n${rows}`)
      const { code, err } = await run(
        'synth',
        file,
        '-t',
        'y',
        '--balance',
        '--privacy',
        '4',
        ...args,
        '-o',
        out('b.csv'),
      )
      return `${code} ${err}`
    }
    expect(
      await balance(
        'one.csv',
        lines((i) => `${i / 7},a`),
      ),
    ).toMatch(/^0 [^]*the class 'a' alone[^]*nothing was added/)
    expect(
      await balance(
        'even.csv',
        lines((i) => `${i / 7},${'ab'[i % 2]}`),
      ),
    ).toMatch(/^0 [^]*no class of column 'y' lacks/)
    const uneven = lines((i) => `${i / 7},${i % 4 ? 'a' : 'b'}`)
    expect(await balance('met.csv', uneven, '--ratio', 'b=0.2')).toMatch(/^0 [^]*no class of column 'y' lacks/)
    expect(
      await balance(
        'none.csv',
        lines((i) => `${i / 7},`),
      ),
    ).toMatch(/^2 [^]*--target/)
  })

  it('refuses numbers that no run could take', async () => {
    const file = await folder.write('n.csv', `x,y\n${lines((i) => `${i / 7},${'ab'[i % 2]}`)}`)
    for (const args of [
      ['synth', file, '--rows', '1e15'],
      ['synth', file, '--model', 'smote', '-t', 'y', '--neighbors', '1e12'],
      ['fit', file, '--model', 'gan', '--epochs', '1e15', '-o', 'x'],
      ['compare', file, '-t', 'y', '--seeds', '1e9'],
      ['adapt', file, '-t', 'y', '--batches', '1e12'],
    ])
      expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringMatching(/at most/) as string })
  })

  it('shows no control characters of names, values and files', async () => {
    const file = await folder.write(
      'evil\u001b[31m.csv',
      `"x\u001b]0;title\u0007",y\n${lines((i) => `\u009b2J${i % 2},\u202eb`)}`,
    )
    for (const args of [
      ['inspect', file],
      ['inspect', file, '--json'],
      ['inspect', file, '--drop', '\u001b[2J'],
    ]) {
      const { out: shown, err } = await run(...args)
      expect(shown + err).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/)
      expect(shown + err).toMatch(/\\u001b/)
    }
    expect(JSON.parse((await run('inspect', file, '--json')).out)).toMatchObject({
      columns: [{ name: 'x\u001b]0;title\u0007' }, {}],
    })
  })

  it('puts an apostrophe before what a spreadsheet would run, when asked', async () => {
    const file = await folder.write('f.csv', `=x,t,n\n${lines((i) => `=1+${i % 2},@${i % 2},-${i}`)}`)
    expect(
      await run('synth', file, '-n', '4', '--privacy', '4', '--escape-formulas', '-o', out('e.csv')),
    ).toMatchObject({ code: 0 })
    const [header, ...rows] = (await readFile(out('e.csv'), 'utf8')).trimEnd().split('\n')
    expect(header).toBe("'=x,t,n")
    for (const row of rows) expect(row).toMatch(/^'=1\+\d,'@\d,-\d+$/)
  })
})

describe('a target without any value is refused, with what to do', () => {
  it.each([
    ['synth'],
    ['synth', '--balance'],
    ['synth', '-n', '5', '--kind', 'y=numeric'],
    ['synth', '--balance', '--kind', 'y=categorical'],
    ['synth', '--model', 'smote', '--kind', 'y=boolean'],
    ['fit', '-o', 'never.asdf'],
    ['compare', '--kind', 'y=categorical'],
    ['adapt', '--kind', 'y=boolean'],
  ])('%s %s %s', async (command, ...args) => {
    const file = await folder.write('no-target.csv', `a,b,y\n${lines((i) => `${i},${'pq'[i % 2]},NA`)}`)
    const { code, err } = await run(command, file, '-t', 'y', ...args)
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/'y' has no value in any row: name another column/) as string,
    ])
  })
})
