import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFolder, run, smallCsv, start } from './support/run.ts'

let folder: Awaited<ReturnType<typeof createFolder>>
let csv = ''
beforeAll(async () => {
  folder = await createFolder()
  csv = await folder.write('small.csv', numbersCsv(0, 400))
})
afterAll(() => folder.remove())

const out = (name: string) => join(folder.path, name)

/** Rows that all differ, with a rare class. */
function numbersCsv(from: number, count: number): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const x = ((from + i) * 7919) % 10_007
    return `${x / 100},${((x * 31) % 997) / 10},${x % 3 === 0 ? 'red' : 'blue'},${x % 9 === 0 ? 'yes' : 'no'}`
  })
  return `a,b,color,label\n${rows.join('\n')}\n`
}

interface Summary {
  readonly rows: number
  readonly promises: readonly string[]
  readonly audit: {
    readonly trainRows: number
    readonly holdoutRows: number
    readonly leftOut: readonly string[]
    readonly figures: readonly { id: string; value: number; interval: readonly [number, number]; noLeak: number }[]
  }
}

async function audit(...args: string[]): Promise<Summary> {
  const { code, out: text, err } = await run('synth', ...args, '--audit', '--json', '-o', out('audited.csv'))
  expect([code, err]).toEqual([0, ''])
  return JSON.parse(text) as Summary
}

describe('asdf synth --audit', () => {
  it('sets a fifth of the rows aside, and prints promises and figures with intervals', async () => {
    const { code, out: text, err } = await run('synth', csv, '--audit', '-o', out('rows.csv'))
    expect(code).toBe(0)
    expect(err).toMatch(/set 80 of 400 rows aside to audit with/)
    expect(text).toMatch(/no value is released that fewer than 5 training rows share/)
    expect(text).toMatch(/400 synthetic rows, against 320 training rows and 80 that were held out/)
    expect(text).toMatch(/the strongest of 8 attacks on 40 members and as many others, .* AUC|guess on average/)
    for (const attack of ['log ratio of distances', 'detector \\(random-forest\\)', 'shadow models'])
      expect(text).toMatch(new RegExp(`^${attack} +[01]\\.\\d{4}`, 'm'))
    for (const label of [
      'exact copies',
      'share nearer to training.*',
      'nearest-neighbor attack AUC',
      'strongest attack AUC',
    ])
      expect(text).toMatch(new RegExp(`${label} +0\\.\\d{4} +0\\.\\d{4} … \\d\\.\\d{4} +0\\.\\d{4}`))
    expect((await readFile(out('rows.csv'), 'utf8')).trimEnd().split('\n').length).toBe(401)
  })

  it('keeps standard output for rows when they go there', async () => {
    const { out: text, err } = await start('synth', csv, '--rows', '5', '--audit', '--quiet').outcome
    expect(text.trimEnd().split('\n').length).toBe(6)
    expect(err).toMatch(/exact copies/)
    expect(err).not.toMatch(/aside/)
  })

  it('gives the figures as JSON, the same ones again, and finds no leak in a forest', async () => {
    const first = await audit(csv, '--seed', '2')
    expect(first.promises.length).toBeGreaterThan(2)
    expect(first.audit.figures.map(({ id }) => id.replace('@asdf/privacy/', ''))).toEqual([
      'exact-copies',
      'distance-to-closest-record-share',
      'nearest-neighbor-attack',
      'attack-battery',
    ])
    expect(first.audit.figures[0]).toMatchObject({ value: 0, noLeak: 0 })
    const [low] = first.audit.figures[1]!.interval
    expect(low).toBeLessThan(0.55)
    expect(await audit(csv, '--seed', '2')).toEqual(first)
  })

  it('finds the copies of a model that repeats rows', async () => {
    const { promises, audit: found } = await audit(csv, '--target', 'label', '--model', 'random-oversampling')
    expect(promises).toEqual([])
    expect(found.figures[0]!.value).toBe(1)
    expect(found.figures[1]!.interval[0]).toBeGreaterThan(0.5)
  })

  it('balances all rows, held out or not', async () => {
    await audit(csv, '--target', 'label', '--balance')
    const labels = (await readFile(out('audited.csv'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(',')[3])
    expect(labels.filter((label) => label === 'yes').length).toBe(labels.filter((label) => label === 'no').length)
  })

  it('measures on the rows of a file, whatever new values it has, and learns from all of the table', async () => {
    const more = numbersCsv(400, 200)
      .replace('blue', 'violet')
      .replace(/^(.*?),(\d)/m, '$1,$2')
    const file = await folder.write('more.csv', more)
    const { audit: found } = await audit(csv, '--holdout', file, '--drop', 'b')
    expect([found.trainRows, found.holdoutRows]).toEqual([400, 200])
    expect(found.figures.length).toBe(4)
  })

  it('leaves the battery out where one row is held out, half of which nobody can know', async () => {
    const file = await folder.write('one.csv', numbersCsv(400, 1))
    const { audit: found } = await audit(csv, '--holdout', file)
    expect([found.holdoutRows, found.figures.length]).toEqual([1, 3])
    const { out: text } = await run('synth', csv, '--audit', '--holdout', file, '-o', out('one-out.csv'))
    expect(text).not.toMatch(/strongest/)
  })

  it('takes numbers for the classes of the table, however the hold-out spells them', async () => {
    const rows = (classOf: (i: number) => string, count: number) =>
      `x,z,y\n${Array.from({ length: count }, (_, i) => `${(i * 7) % 83},${(i * 5) % 61},${classOf(i)}\n`).join('')}`
    const table = await folder.write(
      'codes.csv',
      rows((i) => String(i % 3), 120),
    )
    const file = await folder.write(
      'codes-more.csv',
      rows((i) => `${i % 3}.0`, 60),
    )
    const options = [
      '--target',
      'y',
      '--audit',
      '--holdout',
      file,
      '--privacy',
      '4',
      '-o',
      out('codes-out.csv'),
      '--json',
    ]
    const result = await run('synth', table, ...options)
    const { figures } = (JSON.parse(result.out) as { audit: { figures: { value: number }[] } }).audit
    const same = await run(
      'synth',
      table,
      ...options.with(
        4,
        await folder.write(
          'codes-same.csv',
          rows((i) => String(i % 3), 60),
        ),
      ),
    )
    expect((JSON.parse(same.out) as { audit: { figures: unknown } }).audit.figures).toEqual(figures)
  })

  it('sees that rows are nearer to the table than to a hold-out from elsewhere', async () => {
    const far = smallCsv(200)
      .split('\n')
      .map((line) => line.replace(/,(red|green|blue),/, ',7,violet,').replace(/,\d*,(yes|no)$/, ',$1'))
    const file = await folder.write('far.csv', `a,b,color,label\n${far.slice(1).join('\n')}`)
    const { audit: found } = await audit(csv, '--holdout', file)
    expect(found.figures[1]!.value).toBeGreaterThan(0.9)
  })

  it('leaves texts out that the model makes anew, and says so', async () => {
    const rows = Array.from({ length: 100 }, (_, i) => `${i % 17},"said ${i} of ${i * 3}, then went"`)
    const file = await folder.write('said.csv', `n,said\n${rows.join('\n')}\n`)
    const { out: text } = await run('synth', file, '--audit', '-o', out('said-out.csv'))
    expect(text).toMatch(/not compared, as they are made anew: said/)
    expect(text).toMatch(/exact copies +1\.0000/)
  })

  it('says that there is nothing to compare when no row is made', async () => {
    const { code, out: text } = await run('synth', csv, '--rows', '0', '--audit', '-o', out('none.csv'))
    expect([code, text]).toEqual([0, expect.stringMatching(/nothing to compare/) as string])
  })

  it('refuses a hold-out of other columns, naming the file and the column', async () => {
    const file = await folder.write('other.csv', smallCsv(30))
    const result = await run('synth', csv, '--audit', '--holdout', file, '-o', out('refused.csv'))
    expect(result.code).toBe(1)
    expect(result.err).toMatch(/other\.csv/)
    await expect(readFile(out('refused.csv'))).rejects.toThrow(/ENOENT/)
  })
})
