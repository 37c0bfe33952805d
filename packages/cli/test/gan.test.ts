import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createFolder, run, smallCsv, start } from './support/run.ts'

let folder: Awaited<ReturnType<typeof createFolder>>
let csv = ''
beforeAll(async () => {
  folder = await createFolder()
  csv = await folder.write('small.csv', smallCsv(120))
})
afterAll(() => folder.remove())
afterEach(() => {
  vi.doUnmock('onnxruntime-node')
  vi.resetModules()
})

const out = (name: string) => join(folder.path, name)
const cellsOf = async (path: string) =>
  (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))

describe('asdf synth with a GAN', () => {
  it.each(['adaptive', 'ctgan', 'wgan-gp', 'gan'])(
    'of the model %s keeps to its conditions, exactly',
    async (model) => {
      const args = ['--model', model, '--epochs', '3', '--rows', '25', '--where', 'color=red', '-o', out('red.csv')]
      expect(await run('synth', csv, '--target', 'label', ...args)).toMatchObject({ code: 0 })
      const cells = await cellsOf(out('red.csv'))
      expect([cells.length, cells.map((row) => row[1])]).toEqual([25, Array(25).fill('red')])
      for (const [amount, , age] of cells) {
        expect(amount).toMatch(/^\d+(\.\d{1,2})?$/)
        expect(age).toMatch(/^\d*$/)
      }
    },
  )

  it('keeps the class shares of the table, and balances it with rows of the rare class', async () => {
    const common = [csv, '--target', 'label', '--model', 'adaptive', '--epochs', '2']
    expect(await run('synth', ...common, '-o', out('all.csv'))).toMatchObject({ code: 0 })
    const labels = (await cellsOf(out('all.csv'))).map((row) => row[3])
    expect([labels.length, labels.filter((label) => label === 'yes').length]).toEqual([120, 20])
    expect(await run('synth', ...common, '--balance', '-o', out('balanced.csv'))).toMatchObject({ code: 0 })
    const made = (await cellsOf(out('balanced.csv'))).slice(120)
    expect(made.map((row) => row[3])).toEqual(Array(80).fill('yes'))
  })

  it('keeps columns that have no value empty', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `${i % 7},,${i % 3 === 0 ? 'x' : 'y'}`)
    const input = await folder.write('empty.csv', `a,b,label\n${rows.join('\n')}\n`)
    const args = ['--model', 'ctgan', '--epochs', '1', '--rows', '5', '-o', out('empty-out.csv')]
    expect(await run('synth', input, ...args)).toMatchObject({ code: 0 })
    expect((await cellsOf(out('empty-out.csv'))).map((row) => row[1])).toEqual(Array(5).fill(''))
  })

  it('says which package to install where ONNX Runtime is missing', async () => {
    vi.resetModules()
    vi.doMock('onnxruntime-node', () => {
      throw new Error("Cannot find package 'onnxruntime-node'")
    })
    const result = await run('synth', csv, '--model', 'ctgan', '--epochs', '1', '-o', out('none.csv'))
    expect([result.code, result.err]).toEqual([
      1,
      expect.stringMatching(/npm install --ignore-scripts onnxruntime-node/) as string,
    ])
    expect(result.err).not.toMatch(/\n\s+at /)
    await expect(readFile(out('none.csv'))).rejects.toThrow(/ENOENT/)
  })

  const refused: readonly (readonly [what: string, args: string[], message: RegExp])[] = [
    ['epochs of a forest', ['synth', '--epochs', '3'], /--epochs is for GAN models, not for forest/],
    ['no epoch', ['synth', '--model', 'gan', '--epochs', '0'], /at least 1/],
    ['privacy of a GAN', ['fit', '--model', 'gan', '--privacy', '9', '-o', 'x'], /--privacy is for forest models/],
    ['warming SMOTE up', ['adapt', '--target', 'label', '--warm-up', '9'], /--warm-up .* adaptive, not smote/],
    ['privacy of a GAN in the loop', ['adapt', '--model', 'adaptive', '--privacy', '9'], /--privacy is for forest/],
  ]
  it.each(refused)('refuses %s', async (_, [command, ...args], message) => {
    const result = await run(command!, csv, ...args)
    expect([result.code, result.err]).toEqual([2, expect.stringMatching(message) as string])
  })
})

describe('asdf fit with a GAN', () => {
  it('tells steps, losses and warnings', async () => {
    const args = ['--model', 'wgan-gp', '--epochs', '2', '--json', '-o', out('model.asdf')]
    const { code, out: text } = await run('fit', csv, ...args)
    expect(code).toBe(0)
    const summary = JSON.parse(text) as { losses: object; steps: number; warnings: string[] }
    expect([Object.keys(summary.losses).sort(), summary.steps]).toEqual([['critic', 'generator'], 2])
    expect(summary.warnings.join()).toMatch(/batches of 500 are larger than the 120 rows/)
  })

  it('ends with 130 on Ctrl-C while it trains, having shown losses, and leaves no file', async () => {
    const input = await folder.write(
      'empty-column.csv',
      smallCsv(2000).replace(/\n/g, ',\n').replace('label,', 'label,none'),
    )
    const child = start('fit', input, '--model', 'ctgan', '--epochs', '100000', '-o', out('interrupted.asdf'))
    await child.says('critic')
    child.interrupt()
    expect(await child.outcome).toMatchObject({ code: 130, err: expect.stringMatching(/generator -?\d/) as string })
    expect((await readdir(folder.path)).filter((name) => name.startsWith('interrupted'))).toEqual([])
  })
})

describe('asdf fit with checkpoints', () => {
  const train = (epochs: number, ...args: string[]) =>
    run('fit', csv, '--model', 'wgan-gp', '--epochs', String(epochs), '--seed', '3', ...args)

  beforeAll(async () => {
    expect(await train(10, '-o', out('half.asdf'), '--checkpoint', out('state.asdf'))).toMatchObject({ code: 0 })
  })

  it('goes on where a training stopped, to the same bytes, and draws the losses', async () => {
    const plot = ['--loss-plot', out('losses.svg')]
    expect(await train(20, '-o', out('whole.asdf'), ...plot)).toMatchObject({ code: 0 })
    expect(await readFile(out('losses.svg'), 'utf8')).toMatch(/^<svg/)
    expect(await train(20, '-o', out('resumed.asdf'), '--resume', out('state.asdf'))).toMatchObject({ code: 0 })
    expect((await readFile(out('resumed.asdf'))).equals(await readFile(out('whole.asdf')))).toBe(true)
  })

  it('refuses a checkpoint of another seed, a file that is none, and one that cannot be written', async () => {
    const other = await run(
      'fit',
      csv,
      '--model',
      'wgan-gp',
      '--seed',
      '4',
      '--resume',
      out('state.asdf'),
      '-o',
      out('x'),
    )
    expect([other.code, other.err]).toEqual([2, expect.stringMatching(/seed/) as string])
    expect(await train(2, '--resume', csv, '-o', out('x'))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/small\.csv/) as string,
    })
    expect(await train(20, '--checkpoint', '/nowhere/at/all', '-o', out('x'))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/\/nowhere\/at/) as string,
    })
    expect(await run('fit', csv, '--checkpoint', 'y', '-o', 'x')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--checkpoint is for GAN models/) as string,
    })
  })
})

describe('asdf export', () => {
  it('writes a GAN as ONNX with a description beside it, and refuses a forest', async () => {
    expect(
      await run('fit', csv, '--no-rules', '--model', 'ctgan', '--epochs', '1', '-o', out('gan.asdf')),
    ).toMatchObject({ code: 0 })
    const { code, err } = await run('export', out('gan.asdf'), '-o', out('gan.onnx'))
    expect([code, err]).toEqual([0, expect.stringMatching(/wrote .*gan\.onnx .*gan\.onnx\.json/) as string])
    const about = JSON.parse(await readFile(out('gan.onnx.json'), 'utf8')) as { columns: { name: string }[] }
    expect(about.columns.map(({ name }) => name)).toEqual(['amount', 'color', 'age', 'label'])
    const { InferenceSession } = await import('onnxruntime-node')
    const { outputNames } = await InferenceSession.create(await readFile(out('gan.onnx')))
    expect(outputNames).toEqual(about.columns.map(({ name }) => `columns/${name}`))
    await run('fit', csv, '--model', 'ctgan', '--epochs', '1', '-o', out('rules.asdf'))
    const withRules = await run('export', out('rules.asdf'), '-o', out('rules.onnx'))
    expect([withRules.code, withRules.err]).toEqual([1, expect.stringMatching(/fit it with --no-rules/) as string])
    await run('fit', csv, '-o', out('forest.asdf'))
    const refused = await run('export', out('forest.asdf'), '-o', out('forest.onnx'))
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/export one of a GAN/) as string])
  })
})

describe('GANs in asdf compare and asdf adapt', () => {
  it('make the row CTGAN + GBM of Table I', async () => {
    const args = ['--target', 'label', '--methods', 'trtr,ctgan-gbm', '--epochs', '1', '--seeds', '1', '--json']
    const { code, out: text } = await run('compare', csv, ...args)
    expect(code).toBe(0)
    const { figures } = JSON.parse(text) as { figures: { label: string; raw: { rocAuc: number[] } }[] }
    expect(figures.map(({ label }) => label)).toEqual(['TRTR, boosting', 'CTGAN + GBM'])
    expect(figures[1]!.raw.rocAuc.length).toBe(1)
  })

  it('run the loop with a generator that goes on training, the same way again', async () => {
    const common = ['--target', 'label', '--model', 'adaptive', '--warm-up', '5', '--steps', '2', '--epochs', '3']
    const logOf = async (name: string) => {
      expect(await run('adapt', csv, ...common, '--log', out(name))).toMatchObject({ code: 0 })
      return readFile(out(name), 'utf8')
    }
    const first = await logOf('first.jsonl')
    expect(first).toMatch(/@asdf\/gan\/adaptive/)
    expect(await logOf('second.jsonl')).toBe(first)
  })
})
