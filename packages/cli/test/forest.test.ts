import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFolder, run, smallCsv, start } from './support/run.ts'

let folder: Awaited<ReturnType<typeof createFolder>>
let csv = ''
beforeAll(async () => {
  folder = await createFolder()
  csv = await folder.write('small.csv', smallCsv(300))
})
afterAll(() => folder.remove())

const out = (name: string) => join(folder.path, name)

/** Cells of a file whose cells hold no commas, without its header. */
async function cellsOf(path: string): Promise<string[][]> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  return lines.slice(1).map((line) => line.split(','))
}

describe('asdf synth', () => {
  it('writes as many synthetic rows as the table has, without a target and without imputing', async () => {
    const { code, err } = await run('synth', csv, '-o', out('all.csv'))
    expect(code).toBe(0)
    expect(err).toMatch(/wrote 300 rows, 300 of them synthetic/)
    expect(err).not.toMatch(/imput/)
    const rows = await cellsOf(out('all.csv'))
    expect(rows.length).toBe(300)
    for (const [amount, color, age, label] of rows) {
      expect(amount).toMatch(/^\d+(\.\d{1,2})?$/)
      expect(['red', 'green', 'blue']).toContain(color)
      expect(age).toMatch(/^\d*$/)
      expect(['yes', 'no']).toContain(label)
    }
  })

  it('gives the classes of a target in the shares of the table, to within a row', async () => {
    await run('synth', csv, '--target', 'label', '--rows', '120', '-o', out('shares.csv'))
    const labels = (await cellsOf(out('shares.csv'))).map((cells) => cells[3])
    expect(Math.abs(labels.filter((label) => label === 'yes').length - 20)).toBeLessThanOrEqual(1)
  })

  it('fixes any columns, in one option or several', async () => {
    const conditions = ['--where', 'label=yes,color=red', '--where', 'age=28']
    const { code } = await run('synth', csv, '--rows', '15', ...conditions, '-o', out('fixed.csv'))
    expect(code).toBe(0)
    const rows = await cellsOf(out('fixed.csv'))
    expect(rows.map((cells) => cells.slice(1))).toEqual(Array(15).fill(['red', '28', 'yes']))
  })

  it('refuses values that no row has together by a rule, unless told to have no rules', async () => {
    // In this table color and age decide the label.
    const conditions = ['--rows', '5', '--where', 'label=yes,color=red,age=33', '-o', out('unseen.csv')]
    const refused = await run('synth', csv, ...conditions)
    expect(refused.code).toBe(1)
    expect(refused.err).toMatch(/go without rules/)
    expect(await run('synth', csv, '--no-rules', ...conditions)).toMatchObject({ code: 0 })
    expect(await cellsOf(out('unseen.csv'))).toHaveLength(5)
  })

  it('takes a comma in a value for what it is, unless a column and = follow it', async () => {
    const rows = Array.from({ length: 80 }, (_, i) => `${i % 2 ? '"Bern, BE"' : 'Chur'},${i % 5},${(i * 7) % 11}`)
    const input = await folder.write('commas.csv', `city,n,m\n${rows.join('\n')}\n`)
    const args = ['--where', 'city=Bern, BE, n=3', '--rows', '4', '-o', out('commas-out.csv')]
    expect(await run('synth', input, ...args)).toMatchObject({ code: 0 })
    const lines = (await readFile(out('commas-out.csv'), 'utf8')).trimEnd().split('\n').slice(1)
    expect(lines.map((line) => line.replace(/,\d+$/, ''))).toEqual(Array(4).fill('"Bern, BE",3'))
  })

  it('balances a table when it is told to, and leaves rows as they were read', async () => {
    await run('synth', csv, '--target', 'label', '--balance', '-o', out('balanced.csv'))
    const lines = (await readFile(out('balanced.csv'), 'utf8')).trimEnd().split('\n')
    expect(lines.slice(0, 301)).toEqual(smallCsv(300).trimEnd().split('\n'))
    expect(lines.length).toBe(1 + 500)
    expect(lines.slice(301).every((line) => line.endsWith(',yes'))).toBe(true)
  })

  it('leaves a class as it is that too few rows have to be given out', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${i < 2 ? 'rare' : i % 4 === 0 ? 'x' : 'y'}`)
    const input = await folder.write('rare.csv', `a,label\n${rows.join('\n')}\n`)
    const { code, err } = await run('synth', input, '--target', 'label', '--balance', '-o', out('rare-out.csv'))
    expect([code, err]).toEqual([0, expect.stringMatching(/class 'rare' was left as it is/) as string])
    const labels = (await cellsOf(out('rare-out.csv'))).map((cells) => cells[1])
    const count = (name: string) => labels.filter((label) => label === name).length
    expect([count('rare'), count('x')]).toEqual([2, count('y')])
  })

  it('gives the same bytes for the same seed, others for another seed or more privacy', async () => {
    const bytes = async (...args: string[]) => {
      await run('synth', csv, '--rows', '40', ...args, '-o', out('seeded.csv'))
      return readFile(out('seeded.csv'), 'utf8')
    }
    const first = await bytes('--seed', '3')
    expect(await bytes('--seed', '3')).toBe(first)
    expect(await bytes('--seed', '4')).not.toBe(first)
    expect(await bytes('--seed', '3', '--privacy', '80')).not.toBe(first)
  })

  it('models columns in the order that is asked for, and names those it does not know', async () => {
    const lines = Array.from({ length: 80 }, (_, i) => `${i % 9},${i % 4},${i % 7 < 3 ? 'x' : 'y'}`)
    const input = await folder.write('order.csv', `"size, net",b,kind\n${lines.join('\n')}\n`)
    const orderOf = async (...args: string[]) => {
      await run('fit', input, '--no-rules', ...args, '-o', out('order.asdf'))
      const { readArtifactFile } = await import('@asdf/core/node')
      return (await readArtifactFile(out('order.asdf'))).state['order']
    }
    expect(await orderOf('--order', 'kind,size, net')).toEqual([2, 0, 1])
    expect(await orderOf('--order', 'b', '--order', 'size, net')).toEqual([1, 0, 2])
    expect(await orderOf('--order', 'b', '--target', 'kind')).toEqual([2, 1, 0])
    const unknown = await run('synth', input, '--order', 'b,size', '-o', out('x.csv'))
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringMatching(/'size'/) as string])
    const other = await run('synth', input, '--model', 'arf', '--order', 'b', '-o', out('x.csv'))
    expect([other.code, other.err]).toEqual([2, expect.stringMatching(/--order is for the model forest/) as string])
  })

  it.each(['arf', 'forest-flow'])('offers %s', async (model) => {
    const input = await folder.write('flow-in.csv', smallCsv(24))
    const args = ['--model', model, '--rows', '7', '--privacy', '8', '-o', out('flow.csv')]
    expect(await run('synth', input, ...args)).toMatchObject({ code: 0 })
    expect((await cellsOf(out('flow.csv'))).length).toBe(7)
  })

  it('runs as a process, from a gzipped file to a pipe', async () => {
    await writeFile(out('small.csv.gz'), gzipSync(smallCsv(300)))
    const { code, out: text } = await start('synth', out('small.csv.gz'), '--rows', '6', '--quiet').outcome
    expect([code, text.trimEnd().split('\n').length]).toEqual([0, 7])
  })

  it('ends with 130 on Ctrl-C while it fits, and leaves no file behind', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) =>
      Array.from({ length: 20 }, (__, c) => (i * (31 + 2 * c)) % (97 + 10 * c)).join(','),
    )
    const header = Array.from({ length: 20 }, (_, c) => `c${c}`).join(',')
    const big = await folder.write('big.csv', `${header}\n${rows.join('\n')}\n`)
    const child = start('synth', big, '--audit', '-o', out('interrupted.csv'))
    await child.says('aside')
    child.interrupt()
    expect(await child.outcome).toMatchObject({ code: 130, err: expect.stringMatching(/interrupted/) as string })
    await expect(readFile(out('interrupted.csv'))).rejects.toThrow(/ENOENT/)
  }, 60_000)
})

describe("asdf synth takes a stranger's table", () => {
  it('with identifiers, free text, empty columns, dates and missing values everywhere', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => {
      const day = `2024-0${1 + (i % 9)}-1${i % 10}`
      return `K-${i * 7},${i % 7 === 0 ? '' : day},"note ${i}, about ${i * 3}",,${i % 3 ? i % 5 : ''},${i % 4 ? 'yes' : 'no'}`
    })
    const input = await folder.write(
      'mixed.csv',
      `customer_id,since,remark,nothing,visits,active\n${rows.join('\n')}\n`,
    )
    const { code, err } = await run('synth', input, '-o', out('mixed-out.csv'))
    expect(code).toBe(0)
    expect(err).toMatch(/no row has a value in nothing/)
    expect(err).toMatch(/'remark' is free text/)
    const made = await cellsOf(out('mixed-out.csv'))
    expect(made.length).toBe(60)
    expect(new Set(made.map((cells) => cells[0])).size).toBe(60)
    expect(made.filter((cells) => /^K-/.test(cells[0]!))).toEqual([])
    for (const [, since, remark, nothing, visits] of made) {
      expect(since).toMatch(/^(2024-\d\d-\d\d)?$/)
      expect(remark).not.toMatch(/note/)
      expect(nothing).toBe('')
      expect(visits).toMatch(/^[0-4]?$/)
    }
    expect(made.some((cells) => cells[1] === '')).toBe(true)
    expect(made.some((cells) => cells[4] === '')).toBe(true)
  })

  it('of 10 rows, whose identifiers are few enough to be taken for categories', async () => {
    const rows = Array.from({ length: 10 }, (_, i) => `x${i},${i % 3}`)
    const input = await folder.write('few.csv', `id,n\n${rows.join('\n')}\n`)
    expect(JSON.parse((await run('inspect', input, '--json')).out)).toMatchObject({
      columns: [{ name: 'id', kind: 'categorical', role: 'identifier' }, {}],
    })
    expect(await run('synth', input, '-o', out('few-out.csv'))).toMatchObject({ code: 0 })
    const made = await cellsOf(out('few-out.csv'))
    expect(new Set(made.map((cells) => cells[0])).size).toBe(10)
    expect(made.filter((cells) => /^x\d/.test(cells[0]!))).toEqual([])
  })

  it('whose categories the user calls identifiers, in balancing too', async () => {
    const args = ['--role', 'color=identifier', '--target', 'label', '--balance', '-o', out('renamed.csv')]
    expect(await run('synth', csv, ...args)).toMatchObject({ code: 0 })
    const lines = (await readFile(out('renamed.csv'), 'utf8')).trimEnd().split('\n')
    expect(lines.slice(0, 301)).toEqual(smallCsv(300).trimEnd().split('\n'))
    expect(lines.slice(301).every((line) => line.split(',')[1]!.startsWith('synthetic-'))).toBe(true)
  })

  it('without a value in any column', async () => {
    const input = await folder.write('void.csv', `a,b\n${'NA,\n'.repeat(20)}`)
    expect(await run('synth', input, '-o', out('void-out.csv'))).toMatchObject({ code: 0 })
    expect(await cellsOf(out('void-out.csv'))).toEqual(Array(20).fill(['NA', '']))
  })

  it('with rows that have no class, and with a target of numbers', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${i % 3 ? ['x', 'y'][i % 2] : ''},${i * 1.5}`)
    const input = await folder.write('unlabelled.csv', `a,label,price\n${rows.join('\n')}\n`)
    const result = await run('synth', input, '--target', 'label', '--json', '-o', out('unlabelled-out.csv'))
    expect(JSON.parse(result.out)).toMatchObject({ rows: 60, unlabelledRows: 0, model: 'forest' })
    expect(await run('synth', input, '--target', 'price', '-o', out('price.csv'))).toMatchObject({ code: 0 })
  })

  it('but not one of too few rows, saying how many it takes', async () => {
    const input = await folder.write('tiny.csv', 'a,b\n1,2\n3,4\n')
    expect(await run('synth', input)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/10 rows.*2|2 rows.*10/) as string,
    })
  })
})
