import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFolder, run } from './support/run.ts'

let folder: Awaited<ReturnType<typeof createFolder>>
let csv = ''
let dirty = ''
let holed = ''
let small = ''
beforeAll(async () => {
  folder = await createFolder()
  csv = await folder.write('loans.csv', loans(240).join('\n'))
  const lines = loans(240)
  for (const line of [4, 90, 91]) lines[line] = lines[line]!.replace(/^([^,]*),([^,]*),([^,]*)/, '$1,$3,$2')
  dirty = await folder.write('dirty.csv', lines.join('\n'))
  // Either of the two has a value, never both.
  const alternating = loans(240).map((line, i) => {
    const [id, low, high, ...rest] = line.split(',')
    return [id, i === 0 || i % 2 === 0 ? low : '', i % 2 === 0 && i > 0 ? '' : high, ...rest].join()
  })
  holed = await folder.write('holed.csv', alternating.join('\n'))
  small = await folder.write('small.csv', loans(64).join('\n'))
})
afterAll(() => folder.remove())

/** Loans: a key, two ordered numbers, a name, a class. */
function loans(count: number): string[] {
  const rows = Array.from({ length: count }, (_, i) => {
    const [low, room] = [10 + ((i * 37) % 101) / 2, ((i * 7) % 23) / 2]
    return [
      `L-${1000 + ((i * 7919) % 9000)}`,
      low,
      low + room,
      `t${i % 4}`,
      (i * 37) % 101 > 70 !== (i % 7 === 0) ? 'no' : 'yes',
    ].join()
  })
  return ['key,low,high,town,paid', ...rows]
}

/** Each command that makes rows, with what else it must be told. */
const commands: readonly (readonly [name: string, args: (file: string) => readonly string[]])[] = [
  ['synth', (file) => ['synth', file, '-o', join(folder.path, 'made.csv')]],
  ['fit', (file) => ['fit', file, '-o', join(folder.path, 'made.asdf')]],
  ['compare', (file) => ['compare', file, '-t', 'paid', '--seeds', '1', '--methods', 'forest-gbm']],
  ['adapt', (file) => ['adapt', file, '-t', 'paid', '--epochs', '2', '--log', join(folder.path, 'log')]],
  [
    'adapt -m forest',
    (file) => ['adapt', file, '-m', 'forest', '-t', 'paid', '--epochs', '2', '--log', join(folder.path, 'l')],
  ],
]

describe.each(commands)('asdf %s', (_, args) => {
  it.each([
    ['that contradict one another', ['low <= 30', 'low >= 31'], 1, /no row keeps both of the rules 'low <= 30' and/],
    ['of an unknown column', ['lwo <= high'], 1, /did you mean low\?/],
    ['of the wrong kind', ['town <= high'], 1, /town/],
    ['that no row keeps', ['high <= low - 1'], 1, /no row keeps the rule/],
    ['of identifiers', ['key -> low'], 1, /identifier/],
    ['that copy the table', ['low, high -> town'], 2, /copy of the table/],
    ['that cannot be read', ['low <= (high'], 2, /never closed/],
  ] as const)('refuses rules %s', async (__, rules, code, message) => {
    const done = await run(...args(csv), ...rules.flatMap((rule) => ['--rule', rule]))
    expect([done.code, done.err]).toEqual([code, expect.stringMatching(message)])
  })

  it('refuses a rule of columns that never both have a value', async () => {
    const done = await run(...args(holed), '--rule', 'low <= high')
    expect([done.code, done.err]).toEqual([1, expect.stringMatching(/no row has a value in all of its columns/)])
  })

  it('names rows that break a rule, or leaves them out, or learns from them', async () => {
    const rule = ['--rule', 'low <= high']
    const refused = await run(...args(dirty), ...rule)
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringMatching(/3 of 240 rows break the rule 'low <= high': rows 4, 90, 91; .*--rule-violations drop/),
    ])
    for (const what of ['drop', 'keep']) {
      const { code, err } = await run(...args(dirty), ...rule, '--rule-violations', what)
      expect([code, err]).toEqual([0, expect.any(String)])
    }
  })

  it('says that --rule-violations needs a rule', async () => {
    const done = await run(...args(csv), '--rule-violations', 'drop')
    expect([done.code, done.err]).toEqual([2, expect.stringMatching(/--rule-violations needs --rule/)])
  })

  it('takes rules of 64 rows, with those that are found and without', async () => {
    for (const more of [[], ['--no-rules']]) {
      const { code, err } = await run(...args(small), '--rule', 'low <= high', ...more)
      expect([code, err]).toEqual([0, expect.any(String)])
    }
  })
})

describe('rules in asdf compare and asdf adapt', () => {
  it('change what a model makes, and not what real rows score', async () => {
    const figuresWith = async (...more: string[]) => {
      const methods = ['--methods', 'trtr,forest-gbm,smote-rf', '--json']
      const done = await run('compare', csv, '-t', 'paid', '--seeds', '1', ...methods, ...more)
      expect([done.code, done.err]).toEqual([0, ''])
      return (JSON.parse(done.out) as { figures: { raw: Record<string, number[]> }[] }).figures
    }
    const [plain, ruled] = [
      await figuresWith('--no-rules'),
      // Rows of one class lie above, so that a model that keeps the rule tells less of where the classes part.
      await figuresWith('--no-rules', '--rule', 'high - low < 5', '--rule-violations', 'keep'),
    ]
    expect(ruled[0]).toEqual(plain[0])
    expect(ruled[1]).not.toEqual(plain[1])
    expect(ruled[2]).not.toEqual(plain[2])
  })

  it('hold rows of SMOTE to numbers as they are in the file, which the loop does not scale then', async () => {
    const { readFile } = await import('node:fs/promises')
    const preparationsWith = async (...more: string[]) => {
      const log = join(folder.path, 'prepared.jsonl')
      expect(await run('adapt', csv, '-t', 'paid', '--epochs', '2', '--log', log, ...more)).toMatchObject({ code: 0 })
      return (JSON.parse((await readFile(log, 'utf8')).split('\n')[0]!) as { preparations: string[] }).preparations
    }
    expect(await preparationsWith()).toEqual(['@asdf/pipeline/scaling/minMax'])
    expect(await preparationsWith('--rule', 'low <= high')).toEqual([])
  })
})
