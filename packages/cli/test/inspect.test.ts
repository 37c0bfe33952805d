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

  it('lists the data sets', async () => {
    const { out } = await run('datasets')
    expect(out).toMatch(/fraud +Credit card fraud.*23,955/)
    const names = (JSON.parse((await run('datasets', '--json')).out) as { name: string }[]).map(({ name }) => name)
    expect(names).toContain('german-credit')
  })
})
