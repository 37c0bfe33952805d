import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFolder, run, smallCsv, start } from './support/run.ts'

let folder: Awaited<ReturnType<typeof createFolder>>
let csv = ''
beforeAll(async () => {
  folder = await createFolder()
  csv = await folder.write('small.csv', smallCsv(240))
})
afterAll(() => folder.remove())

interface Comparison {
  readonly figures: {
    readonly label: string
    readonly raw: Record<string, number[]>
    readonly fullPrevalence?: object
  }[]
}

describe('asdf compare', () => {
  it('refuses epochs where nothing is trained by epochs', async () => {
    const result = await run('compare', csv, '--target', 'label', '--methods', 'trtr', '--epochs', '5')
    expect(result).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--epochs is for methods with a GAN/) as string,
    })
  })

  it('says that a target of one class cannot be told apart', async () => {
    const single = await folder.write(
      'single.csv',
      `a,y\n${Array.from({ length: 30 }, (_, i) => `${i},no\n`).join('')}`,
    )
    const expected = { code: 1, err: expect.stringMatching(/'y' has the class 'no' in every row.*--target/) as string }
    expect(await run('compare', single, '--target', 'y', '--seeds', '1')).toMatchObject(expected)
    expect(await run('adapt', single, '--target', 'y', '--log', join(folder.path, 'log'))).toMatchObject(expected)
  })

  it('says which method cannot make rows of a class of three rows, and why', async () => {
    const rows = Array.from({ length: 90 }, (_, i) => `${i % 17},${'xyz'[i % 3]},${i % 30 === 0 ? 'yes' : 'no'}`)
    const rare = await folder.write('rare.csv', `a,b,y\n${rows.join('\n')}\n`)
    const args = ['compare', rare, '--target', 'y', '--seeds', '1', '--methods']
    expect(await run(...args, 'trtr,forest-gbm')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/forest \+ boosting, split 1: .*the class 'no', because too few.*--methods/) as string,
    })
    expect(await run(...args, 'trtr')).toMatchObject({ code: 0 })
  })

  it('prints a line for each method, with mean and spread over the splits', async () => {
    const { code, out } = await run('compare', csv, '--target', 'label', '--seeds', '2', '--methods', 'trtr,smote-rf')
    expect(code).toBe(0)
    expect(out).toMatch(/method +ROC AUC +PR AUC +macro F1 +macro F1 @ val +ECE/)
    expect(out).toMatch(/TRTR, boosting( +\d\.\d{3} ± \d\.\d{3}){5}/)
    expect(out).toMatch(/SMOTE \+ RF( +\d\.\d{3} ± \d\.\d{3}){5}/)
  })

  it('gives every split its own figure as JSON, and the same ones again', async () => {
    const args = ['compare', csv, '--target', 'label', '--seeds', '2', '--methods', 'trtr-rf,smote-gbm', '--json']
    const first = await run(...args)
    const { figures } = JSON.parse(first.out) as Comparison
    expect(figures.map(({ label }) => label)).toEqual(['TRTR, forest', 'SMOTE + boosting'])
    for (const { raw } of figures) for (const values of Object.values(raw)) expect(values.length).toBe(2)
    expect((await run(...args)).out).toBe(first.out)
  })

  it('shows figures at the prevalence of the full data for a thinned set, beside the paper and the peers', async () => {
    const args = ['compare', 'fraud', '--seeds', '1', '--methods', 'trtr']
    const { out } = await run(...args)
    expect(out).toMatch(/Test rows as they are/)
    expect(out).toMatch(/Weighed to the prevalence of the full data/)
    expect(out).toMatch(/paper, expected: SMOTE \+ RF +0\.921/)
    expect(out).toMatch(/scikit-learn: TRTR, boosting +0\.981 ± 0\.005/)
  })

  it('takes the rarer of two classes for the positive one, or the one that is named', async () => {
    const rows = Array.from(
      { length: 300 },
      (_, i) => `${(i * 7) % 11},${(i * 3) % 13},${i % 10 === 0 ? 'fraud' : 'legit'}`,
    )
    const input = await folder.write('first.csv', `a,b,y\n${rows.join('\n')}\n`)
    const average = async (...more: string[]) => {
      const { out } = await run(
        'compare',
        input,
        '--target',
        'y',
        '--seeds',
        '1',
        '--methods',
        'trtr',
        '--json',
        ...more,
      )
      const { positive, figures } = JSON.parse(out) as Comparison & { positive: string }
      return [positive, figures[0]!.raw['averagePrecision']![0]! > 0.6]
    }
    // Features that say nothing: PR AUC is about the share of the positive class.
    expect(await average()).toEqual(['fraud', false])
    expect(await average('--positive', 'legit')).toEqual(['legit', true])
    expect(await run('compare', input, '--target', 'y', '--positive', 'no')).toMatchObject({ code: 2 })
  })

  it('says which class is too small for every part, and how to go on without it', async () => {
    const rows = Array.from({ length: 120 }, (_, i) => `${i % 11},${i < 2 ? 'rare' : i % 3 === 0 ? 'x' : 'y'}`)
    const input = await folder.write('rare.csv', `a,y\n${rows.join('\n')}\n`)
    const refused = await run('compare', input, '--target', 'y', '--seeds', '1')
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringMatching(/class 'rare' has 2.*--minimum-class-rows 3/) as string,
    })
    const args = ['--target', 'y', '--seeds', '1', '--minimum-class-rows', '3', '--methods', 'trtr']
    expect(await run('compare', input, ...args)).toMatchObject({
      code: 0,
      err: expect.stringMatching(/rare classes: rare/) as string,
    })
  })

  it('refuses a target that has no classes, saying what it has', async () => {
    const rows = Array.from({ length: 100 }, (_, i) => `${i % 11},${i * 1.5}`)
    const input = await folder.write('numeric.csv', `a,charge\n${rows.join('\n')}\n`)
    expect(await run('compare', input, '--target', 'charge')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/'charge' is numeric and has 100/) as string,
    })
  })

  it('names the row of the file when a weight is bad', async () => {
    const rows = Array.from(
      { length: 120 },
      (_, i) => `${i % 11},${i === 99 ? -1 : 1.5},${i === 4 ? '' : i % 3 === 0 ? 'x' : 'y'}`,
    )
    const input = await folder.write('weights.csv', `a,w,y\n${rows.join('\n')}\n`)
    const { code, err } = await run('compare', input, '--target', 'y', '--role', 'w=weight')
    expect([code, err]).toEqual([1, expect.stringMatching(/'w'.*row 100/) as string])
  })

  it('trains on the rows of a forest alone, as many as there are real ones, and learns what they say', async () => {
    const args = ['compare', csv, '--target', 'label', '--seeds', '1', '--methods', 'trtr,forest-gbm', '--json']
    const first = await run(...args)
    const { figures } = JSON.parse(first.out) as Comparison
    expect(figures.map(({ label }) => label)).toEqual(['TRTR, boosting', 'forest + boosting'])
    // The amount tells the classes apart.
    expect(figures[1]!.raw['rocAuc']![0]).toBeGreaterThan(0.9)
    expect((await run(...args)).out).toBe(first.out)
  })

  it('shows what the classifier warns of', async () => {
    const lines = smallCsv(240).trim().split('\n')
    const noted = lines.map((line, row) => (row === 0 ? `${line},note` : `${line},some words in line ${row}`))
    const path = await folder.write('noted.csv', `${noted.join('\n')}\n`)
    const args = ['--target', 'label', '--json']
    const warning = "column 'note' is text and was ignored"
    const { out } = await run('compare', path, ...args, '--seeds', '1', '--methods', 'trtr')
    expect((JSON.parse(out) as { warnings: string[] }).warnings).toEqual([warning])
    const log = join(folder.path, 'noted.jsonl')
    const adapted = await run('adapt', path, ...args, '--epochs', '1', '--log', log)
    expect((JSON.parse(adapted.out) as { warnings: string[] }).warnings).toContain(warning)
  })

  it('refuses an unknown method and a table without target', async () => {
    expect(await run('compare', csv, '--target', 'label', '--methods', 'trtr,magic')).toMatchObject({ code: 2 })
    const { code, err } = await run('compare', csv)
    expect([code, err]).toEqual([2, expect.stringMatching(/--target is needed.*amount, color, age, label/) as string])
  })
})

describe('asdf adapt', () => {
  it('writes a log of every batch and epoch, and says which epoch it kept', async () => {
    const log = join(folder.path, 'loop.jsonl')
    const { code, out, err } = await run(
      'adapt',
      csv,
      '--target',
      'label',
      '--epochs',
      '4',
      '--batches',
      '2',
      '--log',
      log,
    )
    expect([code, out]).toEqual([0, expect.stringMatching(/adaptive loop/) as string])
    expect(err).toMatch(/kept epoch \d of 4/)
    const entries = (await readFile(log, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(entries[0]).toMatchObject({ kind: 'run', epochs: 4, batchesPerEpoch: 2 })
    expect(entries.filter(({ kind }) => kind === 'batch').length).toBe(8)
    expect(entries.filter(({ kind }) => kind === 'epoch').length).toBe(4)
    expect(entries.at(-1)).toMatchObject({ kind: 'end' })
    for (const { kind, syntheticFraction } of entries)
      if (kind === 'batch') expect(syntheticFraction).toBeTypeOf('number')
  })

  it('runs with a forest on the rows as they are, missing values and all', async () => {
    const log = join(folder.path, 'forest.jsonl')
    const rows = Array.from({ length: 300 }, (_, i) => {
      return `${i % 9 ? (i * 37) % 50 : ''},${(i * 11) % 13},${(i * 53) % 7 === 0 ? 'yes' : 'no'}`
    })
    const input = await folder.write('noisy.csv', `a,b,label\n${rows.join('\n')}\n`)
    const args = ['--target', 'label', '--model', 'forest', '--privacy', '8', '--epochs', '3']
    const { code, out, err } = await run('adapt', input, ...args, '--log', log)
    expect([code, out]).toEqual([0, expect.stringMatching(/adaptive loop/) as string])
    expect(err).not.toMatch(/imput/)
    const [first, ...entries] = (await readFile(log, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    const forest = { synthesizer: '@asdf/forest/sequential-trees', options: { minimumRows: 8 } }
    const synthesizer = { id: '@asdf/pipeline/with-rules', options: forest }
    expect(first).toMatchObject({ preparations: [], synthesizer })
    const drawn = entries.filter(({ kind }) => kind === 'sample')
    expect(drawn.length).toBeGreaterThan(0)
    for (const { accepted, count } of drawn) expect(accepted).toBe(count)
  })

  it.each([
    ['gbm', '@asdf/trees/gradient-boosting'],
    ['rf', '@asdf/trees/random-forest'],
  ])('lets a teacher label the rows: %s', async (teacher, id) => {
    const log = join(folder.path, 'taught.jsonl')
    const args = ['--target', 'label', '--epochs', '2', '--teacher', teacher, '--log', log, '--quiet']
    expect(await run('adapt', csv, ...args)).toMatchObject({ code: 0 })
    const entries = (await readFile(log, 'utf8')).trimEnd().split('\n')
    expect(JSON.parse(entries[0]!)).toMatchObject({ teacher: { id, labels: 'weighted' } })
  })

  it('refuses a teacher that it does not know, and names those it does', async () => {
    const { code, err } = await run('adapt', csv, '--target', 'label', '--teacher', 'oracle')
    expect([code, err]).toEqual([2, expect.stringMatching(/gbm, rf/) as string])
  })

  it('gives the same log and figures for the same seed', async () => {
    const once = async (name: string) => {
      const log = join(folder.path, name)
      const { out } = await run('adapt', csv, '--target', 'label', '--epochs', '3', '--log', log, '--json')
      return [out.replaceAll(name, ''), await readFile(log, 'utf8')]
    }
    expect(await once('a.jsonl')).toEqual(await once('b.jsonl'))
  })

  it('leaves neither log nor partial file behind on Ctrl-C', async () => {
    const log = join(folder.path, 'cut.jsonl')
    const child = start('adapt', 'fraud', '--epochs', '500', '--log', log)
    await child.says('fraud: 23,955 rows')
    setTimeout(child.interrupt, 1500)
    expect(await child.outcome).toMatchObject({ code: 130, err: expect.stringMatching(/interrupted/) as string })
    expect((await readdir(folder.path)).filter((name) => name.startsWith('cut'))).toEqual([])
  })

  it('refuses a threshold outside [0, 1]', async () => {
    expect(await run('adapt', csv, '--target', 'label', '--threshold', '2')).toMatchObject({ code: 2 })
  })
})

describe('asdf demo', () => {
  it('ends with one table of three rows', async () => {
    const { code, out } = await run('demo', '--seeds', '1', '--log', join(folder.path, 'demo.jsonl'), '--quiet')
    expect(code).toBe(0)
    const summary = out.slice(out.indexOf('full: PR AUC')).split('\n').slice(2, 5)
    expect(summary.map((line) => line.split(/ {2,}/)[0])).toEqual([
      'TRTR, boosting',
      'SMOTE + RF',
      'adaptive loop (SMOTE)',
    ])
  })
})
