import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFolder, run, smallCsv } from './support/run.ts'

let folder: Awaited<ReturnType<typeof createFolder>>
let csv = ''
beforeAll(async () => {
  folder = await createFolder()
  csv = await folder.write('small.csv', smallCsv())
})
afterAll(() => folder.remove())

describe('asdf inspect', () => {
  it('shows kind, role, nulls and range of every column, and the classes', async () => {
    const { code, out } = await run('inspect', csv, '--target', 'label')
    expect(code).toBe(0)
    expect(out).toMatch(/60 rows, 4 columns/)
    expect(out).toMatch(/age +integer +feature +1 /)
    expect(out).toMatch(/color +categorical +feature +0 +3 +blue, green, red/)
    expect(out).toMatch(/label +boolean +target/)
    expect(out).toMatch(/class yes: 10 rows, 16.67 %/)
  })

  it('shows ranges in the spelling of the column', async () => {
    const rows = Array.from(
      { length: 9 },
      (_, i) => `0${i}:30;${i + 13}/0${i + 1}/2024 00:00;${i + 1}.000,50 €;${i},10\n`,
    )
    const file = await folder.write('spelled.csv', `at;on;price;rate\n${rows.join('')}`)
    const { out } = await run('inspect', file)
    expect(out).toMatch(/at .*00:30 … 08:30\n/)
    expect(out).toMatch(/on .*13\/01\/2024 00:00 … 21\/09\/2024 00:00\n/)
    expect(out).toMatch(/price .*1\.000,50 € … 9\.000,50 €\n/)
    expect(out).toMatch(/rate .*0,10 … 8,10\n/)
  })

  it('prints JSON for machines', async () => {
    const { columns, classes, rows } = JSON.parse(
      (await run('inspect', csv, '--target', 'label', '--json')).out,
    ) as Record<string, unknown>
    expect([rows, classes]).toEqual([60, { no: 50, yes: 10 }])
    expect((columns as { name: string }[]).map(({ name }) => name)).toEqual(['amount', 'color', 'age', 'label'])
  })

  it('takes roles and drops columns as told', async () => {
    const { out } = await run('inspect', csv, '--role', 'age=sensitive', '--drop', 'color,amount')
    expect(out).toMatch(/2 columns/)
    expect(out).toMatch(/age +integer +sensitive/)
  })

  it('shows times where the days say nothing, and cells of several lines in one', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `0${i % 10}:15,2024-05-01 1${i % 10}:00:30,202${i % 4}-05-01,"${i % 2 ? 'x' : 'p\nq'}"\n`,
    )
    const path = await folder.write('times.csv', `clock,start,day,lines\n${rows.join('')}`)
    const { out } = await run('inspect', path)
    expect(out).toMatch(/clock .* 00:15 … 09:15\n/)
    expect(out).toMatch(/start .* 2024-05-01 10:00:30 … 2024-05-01 19:00:30\n/)
    expect(out).toMatch(/day .* 2020-05-01 … 2023-05-01\n/)
    expect(out).toMatch(/lines .* p q, x\n/)
  })
})

describe('asdf inspect on dirty data', () => {
  it('refuses a word among numbers, naming column and row, unless told what to do with it', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => (i === 120 ? 'broken' : String(i * 3)))
    const dirty = await folder.write('dirty.csv', `reading,unit\n${rows.map((row) => `${row},mm`).join('\n')}\n`)
    const { code, err } = await run('inspect', dirty)
    expect([code, err]).toEqual([1, expect.stringMatching(/'reading'.*row 121.*broken/) as string])
    expect((await run('inspect', dirty, '--strays', 'null')).out).toMatch(/reading +integer +feature +1 /)
    expect((await run('inspect', dirty, '--null', 'broken')).out).toMatch(/reading +integer +feature +1 /)
    expect((await run('inspect', dirty, '--strays', 'keep')).out).toMatch(/reading +text/)
  })
})

describe('asdf', () => {
  it('explains itself, and exits with 0', async () => {
    const { code, out } = await run('--help')
    expect(code).toBe(0)
    for (const word of ['inspect', 'synth', 'compare', 'adapt', 'demo', 'datasets', 'Examples'])
      expect(out).toContain(word)
  })

  it('exits with 2 on a command or an option that does not exist, and says how to go on', async () => {
    for (const args of [['conjure'], ['inspect', csv, '--colour'], ['inspect']]) {
      const { code, err } = await run(...args)
      expect([code, err]).toEqual([2, expect.stringMatching(/--help/) as string])
    }
  })

  it('says which version it is', async () => {
    const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string
    }
    expect(await run('--version')).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' })
  })

  it('lists the data sets', async () => {
    const { out } = await run('datasets')
    expect(out).toMatch(/fraud +Credit card fraud.*23,955/)
    const names = (JSON.parse((await run('datasets', '--json')).out) as { name: string }[]).map(({ name }) => name)
    expect(names).toContain('german-credit')
  })
})
