import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFolder, run } from './support/run.ts'

let folder: Awaited<ReturnType<typeof createFolder>>
let files: Record<'train' | 'holdout' | 'good' | 'bad' | 'lacking', string>
beforeAll(async () => {
  folder = await createFolder()
  files = {
    train: await folder.write('train.csv', rowsCsv(0, 120)),
    holdout: await folder.write('holdout.csv', rowsCsv(120, 120)),
    good: await folder.write('good.csv', rowsCsv(240, 120)),
    // Every row the same, with a color that no real row has.
    bad: await folder.write('bad.csv', `a,color,note\n${'1.5,violet,x\n'.repeat(120)}`),
    lacking: await folder.write('lacking.csv', 'a,note\n1.5,x\n2.5,y\n'),
  }
})
afterAll(() => folder.remove())

function rowsCsv(from: number, count: number): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const x = ((from + i) * 7919) % 10_007
    return `${x / 100},${['red', 'green', 'blue'][x % 3]},text ${x} of a length of its own`
  })
  return `a,color,note\n${rows.join('\n')}\n`
}

const evaluate = (synthetic: string, ...more: string[]) =>
  run('evaluate', '--train', files.train, '--holdout', files.holdout, '--synthetic', synthetic, ...more)

interface Summary {
  readonly rows: Readonly<Record<string, number>>
  readonly requirements: readonly { text: string; isMet: boolean }[]
  readonly metrics: readonly {
    name: string
    label: string
    details?: object
    breakdown?: object
    id: string
    value: number
    ceiling: { value: number }
    verdict?: string
  }[]
}

describe('asdf evaluate', () => {
  it('calls rows of the same source as good as real ones', async () => {
    const { code, out, err } = await evaluate(files.good, '--quiet')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^120 synthetic rows, beside 120 training rows and 120 held-out ones/)
    expect(out).toMatch(/column shapes .* as good as real rows at n = 120/)
    expect(out).toMatch(/Not measured:\n {2}note: /)
  })

  it('calls worse rows worse, and names the worst columns first', async () => {
    const { out } = await evaluate(files.bad)
    expect(out).toMatch(/column shapes .* worse than real rows at n = 120 by/)
    expect(out).toMatch(/least like the training rows.*\n {2}0\.0000 {2}color\n/)
  })

  it('gives machines the whole of it, the same for the same seed', async () => {
    const [first, second] = [await evaluate(files.good, '--json'), await evaluate(files.good, '--json')]
    expect(first).toEqual(second)
    const { rows, metrics } = JSON.parse(first.out) as Summary
    expect(rows).toEqual({ train: 120, holdout: 120, synthetic: 120 })
    expect(metrics.map(({ id }) => id)).toContain('@asdf/metrics/pair-trends')
    for (const { value, ceiling } of metrics) expect([typeof value, typeof ceiling.value]).toEqual(['number', 'number'])
  })

  it('says that the hold-out was known, to the model or to what made the rows', async () => {
    const [again, other] = [
      await folder.write('again.csv', rowsCsv(0, 120)),
      await folder.write('o.csv', rowsCsv(120, 120)),
    ]
    const args = ['evaluate', '--quiet', '--train', files.train]
    const known = await run(...args, '--holdout', again, '--synthetic', files.good)
    expect(known.out).toMatch(/100\.0 % of the hold-out rows are training rows/)
    const seen = await run(...args, '--holdout', files.holdout, '--synthetic', other)
    expect(seen.out).toMatch(/100\.0 % of the synthetic rows are hold-out rows/)
    expect((await evaluate(files.good, '--quiet')).out).not.toMatch(/ % of the/)
    // Tables of two values share rows.
    const two = await Promise.all(
      ['a', 'b', 'c'].map((name) => folder.write(`${name}.csv`, `v\n${'x\ny\n'.repeat(40)}`)),
    )
    const few = await run('evaluate', '--quiet', '--train', two[0]!, '--holdout', two[1]!, '--synthetic', two[2]!)
    expect(few.out).not.toMatch(/ % of the (hold-out|synthetic)/)
  })

  it('says once, and in its own words, why several measures have no value', async () => {
    const few = await folder.write('few.csv', rowsCsv(120, 3))
    const { code, out } = await run(
      'evaluate',
      '-q',
      '--train',
      files.train,
      '--holdout',
      few,
      '--synthetic',
      files.good,
    )
    expect(code).toBe(0)
    expect(out).toMatch(/\n {2}quality Q, column shapes, .*, density, .*: needs a hold-out of at least 4 rows, got 3\n/)
    expect(out.match(/needs a hold-out/g)).toHaveLength(1)
    expect(out).not.toContain('withCeiling')
  })

  it('says what is missing', async () => {
    expect((await run('evaluate', '--train', files.train)).err).toMatch(/--holdout/)
    expect((await evaluate(files.lacking)).err).toMatch(/color/)
    expect((await evaluate('nowhere.csv')).err).toMatch(/nowhere\.csv/)
  })
})

describe('asdf evaluate with a target', () => {
  const learned = (...more: string[]) => evaluate(files.good, '--target', 'color', '--quiet', ...more)
  const summary = async (...more: string[]) => JSON.parse((await learned('--json', ...more)).out) as Summary

  it('measures utility, by group too', async () => {
    const { metrics } = await summary()
    const names = metrics.map(({ name }) => name)
    for (const name of ['tstr-auc', 'tstr-ece', 'trts-auc', 'gain-auc']) expect(names).toContain(name)
    const { out } = await learned('--sensitive', 'a')
    expect(out).toMatch(/TSTR ROC AUC .* as good as real rows at n = 120/)
    // Quarters of 120 rows have too few to measure in.
    expect(out).toMatch(/gap in ROC AUC by a: .* hold-out rows of the 50 that it takes/)
  })

  it('takes a number as the target', async () => {
    const { out } = await evaluate(files.good, '--target', 'a', '--quiet')
    expect(out).toMatch(/TSTR R² /)
  })

  it('exits with 3 where a bound is not met, and says which with its value', async () => {
    const bounds = ['--require', 'column-shapes >= 0.5,exact-copies<1', '--require', 'pair-trends<=0.1']
    const { code, out, err } = await evaluate(files.good, '--quiet', ...bounds)
    expect(code).toBe(3)
    expect(out).toMatch(/met {6}column-shapes >= 0\.5 \(0\.9/)
    expect(err).toMatch(/^asdf: not met: pair-trends<=0\.1: pair-trends is 0\.\d+\n$/)
    const { requirements } = JSON.parse((await evaluate(files.good, '--json', '--require', 'q>=0')).out) as Summary
    expect(requirements).toMatchObject([{ text: 'q>=0', isMet: true }])
  })

  it('weighs the parts of Q as it is told', async () => {
    const weighed = async (weights: string) => {
      const { code, out, err } = await evaluate(files.good, '--json', '--weights', weights)
      return code === 0 ? (JSON.parse(out) as Summary).metrics.find(({ name }) => name === 'q')! : err
    }
    expect(await weighed('1,0,0')).toMatchObject({
      label: 'quality Q',
      details: { weights: { values: { fidelity: 1 } } },
    })
    expect(await weighed('0.5,0.5,0.5')).toMatch(/must sum to 1, and sum to 1\.5/)
    expect(await weighed('1,0')).toMatch(/three numbers from 0 to 1/)
  })

  it('refuses bounds on what is not measured, naming what is, before it measures', async () => {
    const { code, err } = await learned('--require', 'beauty>=1')
    expect(code).toBe(2)
    expect(err).toMatch(/has no measure 'beauty'; there are q, column-shapes, .*tstr-auc/)
    expect((await learned('--require', 'q=1')).err).toMatch(/must be NAME>=NUMBER/)
    expect((await learned('--require', 'q>=high')).code).toBe(2)
    expect((await evaluate(files.good, '--require', 'tstr-auc>=0.5')).err).toMatch(/has no measure 'tstr-auc'/)
  })

  it('writes reports without real rows, the same each time', async () => {
    const [html, markdown] = [join(folder.path, 'r.html'), join(folder.path, 'r.md')]
    const { code } = await learned('--html', html, '--markdown', markdown)
    expect(code).toBe(0)
    const page = await readFile(html, 'utf8')
    expect(page).toMatch(/^<!doctype html>/i)
    expect(page).not.toContain('of a length of its own')
    expect(await readFile(markdown, 'utf8')).toContain('TSTR ROC AUC')
    const printed = await learned('--html', html, '--markdown')
    expect(printed.out).toContain('TSTR ROC AUC')
    const bare = (text: string) => text.replace(/<pre>.*?<\/pre>/s, '')
    expect(bare(await readFile(html, 'utf8'))).toBe(bare(page))
  })

  it('refuses files that it reads as outputs, the same file twice, and two things on standard output', async () => {
    expect((await learned('--html', files.train)).code).toBe(2)
    expect((await learned('--json', '--markdown')).err).toMatch(/name a file for one of them/)
    expect((await evaluate(files.holdout)).err).toMatch(/is the file of --holdout/)
  })
})

describe('asdf synth --report', () => {
  it('measures on rows that are set aside, and writes a page', async () => {
    const page = join(folder.path, 'made.html')
    const { code, err } = await run(
      ...['synth', files.train, '--target', 'color', '--report', page, '-o', join(folder.path, 'made.csv')],
    )
    expect(code).toBe(0)
    expect(err).toMatch(/set 2\d of 120 rows aside to audit with/)
    const text = await readFile(page, 'utf8')
    expect(text).toContain('TSTR ROC AUC')
    expect(text).not.toContain('of a length of its own')
  })

  it('refuses tables that are balanced', async () => {
    const { code, err } = await run('synth', files.train, '--target', 'color', '--balance', '--report', 'r.html')
    expect([code, err]).toEqual([2, expect.stringMatching(/--report needs rows like those of the table/)])
  })
})
