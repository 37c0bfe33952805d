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
  readonly metrics: readonly { id: string; value: number; ceiling: { value: number }; verdict?: string }[]
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

  it('says what is missing', async () => {
    expect((await run('evaluate', '--train', files.train)).err).toMatch(/--holdout/)
    expect((await evaluate(files.lacking)).err).toMatch(/color/)
    expect((await evaluate('nowhere.csv')).err).toMatch(/nowhere\.csv/)
  })
})
