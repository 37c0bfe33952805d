import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCsv } from '@asdf/core'
import { brokenRows, findRules } from '@asdf/core/rules'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { models } from '../src/models.ts'
import { createFolder, run } from './support/run.ts'

let folder: Awaited<ReturnType<typeof createFolder>>
let csv = ''
beforeAll(async () => {
  folder = await createFolder()
  csv = await folder.write('loans.csv', loans(144))
})
afterAll(() => folder.remove())

/** Loans: two parts and their sum, start and end, a bank and its city, one of three flags, a label. */
function loans(count: number): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const [a, b] = [(i * 37) % 101, ((i * 53) % 89) / 4]
    const [bank, flag] = [(i * 7) % 6, (i * 11) % 3]
    const start = Date.UTC(2024, 0, 1 + ((i * 17) % 300))
    const end = start + (1 + ((i * 29) % 60)) * 86_400_000
    const dates = [start, end].map((time) => new Date(time).toISOString().slice(0, 10))
    const flags = [0, 1, 2].map((one) => Number(one === flag))
    return [a, b, a + b, ...dates, `bank ${bank}`, `city ${bank % 3}`, ...flags, i % 4 === 0 ? 'bad' : 'good'].join()
  })
  return ['capital,fee,total,start,end,bank,city,new,old,none,label', ...rows].join('\n')
}

async function brokenRules(path: string): Promise<string[]> {
  const options = { target: 'label' }
  const [real, rows] = [
    await parseCsv(await readFile(csv, 'utf8'), options),
    await parseCsv(await readFile(path, 'utf8'), options),
  ]
  const exact = (await findRules(real)).filter(
    ({ exceptions, rule }) => exceptions === 0 && rule.kind !== 'often-equal',
  )
  return exact.flatMap(({ rule }) => (brokenRows(rule, rows).includes(1) ? [JSON.stringify(rule)] : []))
}

/** Boosted flows take minutes on a busy machine; SMOTE-N takes no numbers, and repeated rows keep rules as they are. */
const slow = new Set(['forest-flow', 'smote-n', 'random-oversampling'])

describe('rules on the command line', () => {
  it('are listed by inspect, with the rows that break them', async () => {
    const { out } = await run('inspect', csv)
    expect(out).toMatch(/rule +rows +exceptions/)
    expect(out).toMatch(/capital \+ fee = total +144 +0/)
    expect(out).toMatch(/start <= end +144 +0/)
    const lines = loans(1100).split('\n')
    lines[500] = lines[500]!.replace(/^([^,]*,[^,]*,)[^,]*/, '$1999')
    const { rules } = JSON.parse(
      (await run('inspect', await folder.write('one.csv', lines.join('\n')), '--json')).out,
    ) as {
      rules: readonly object[]
    }
    expect(rules).toContainEqual({ rule: 'capital + fee = total', rows: 1100, exceptions: 1, broken: [500] })
  })

  it.each(Object.entries(models).filter(([name]) => !slow.has(name)))(
    'hold in rows of %s, and are said',
    async (name, { family }) => {
      const own = { smote: [], forest: ['--privacy', '8'], gan: ['--epochs', '1'] }[family]
      const numeric = family === 'smote' && !['smote', 'smote-nc'].includes(name)
      const dropped = numeric ? ['--drop', 'bank,city,new,old,none'] : []
      const out = join(folder.path, `${name}.csv`)
      const args = ['synth', csv, '-t', 'label', '-m', name, ...own, ...dropped, '-n', '60', '-o', out]
      const { code, err } = await run(...args)
      expect([code, err]).toEqual([0, expect.stringMatching(/rows keep the \d+ rules between columns/)])
      if (!numeric) expect(await brokenRules(out)).toEqual([])
    },
  )

  it('are broken with --no-rules', async () => {
    const out = join(folder.path, 'none.csv')
    const { err } = await run('synth', csv, '-t', 'label', '--no-rules', '-o', out)
    expect(err).not.toMatch(/rules/)
    expect(await brokenRules(out)).not.toEqual([])
  })

  it('are kept by rows of a model in a file, which says so as JSON', async () => {
    const model = join(folder.path, 'model.asdf')
    const fitted = await run('fit', csv, '-t', 'label', '--json', '-o', model)
    expect(JSON.parse(fitted.out)).toMatchObject({ synthesizer: '@asdf/pipeline/with-rules' })
    expect((JSON.parse(fitted.out) as { rules: string[] }).rules).toContain('start <= end')
    const out = join(folder.path, 'sampled.csv')
    expect(await run('sample', model, '-n', '80', '-o', out)).toMatchObject({ code: 0 })
    expect(await brokenRules(out)).toEqual([])
    expect(await run('sample', model, '-n', '80', '--where', 'city=city 1', '-o', out)).toMatchObject({ code: 0 })
    expect((await readFile(out, 'utf8')).match(/city 1/g)).toHaveLength(80)
    const { code, err } = await run('export', model, '-o', join(folder.path, 'model.onnx'))
    expect([code, err]).toEqual([1, expect.stringMatching(/export one of a GAN/)])
  })
})
