import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFolder, run } from './support/run.ts'

let folder: Awaited<ReturnType<typeof createFolder>>
beforeAll(async () => void (folder = await createFolder()))
afterAll(() => folder.remove())

const out = (name: string) => join(folder.path, name)
const linesOf = async (name: string) => (await readFile(out(name), 'utf8')).trimEnd().split('\n')
const few = ['-n', '5', '--privacy', '4']

/** Wages with decimal commas, or the same with other delimiters. */
function wages(delimiter: string): string {
  const rows = Array.from({ length: 40 }, (_, i) => [i % 9, `${1200 + ((i * 37) % 90)},${10 + (i % 80)}`, 'ab'[i % 2]])
  const cell = (text: unknown) => (String(text).includes(delimiter) ? `"${String(text)}"` : String(text))
  return `years;wage;class\n${rows.map((row) => row.map(cell).join(';')).join('\n')}\n`.replaceAll(';', delimiter)
}

describe('what is written', () => {
  it.each([
    ['commas', ',', 'commas.csv', [], /^years,wage,class$/, /^\d,"\d{4},\d\d",[ab]$/],
    ['semicolons', ';', 'semicolons.csv', [], /^years;wage;class$/, /^\d;\d{4},\d\d;[ab]$/],
    ['tabs', '\t', 'tabs.csv', [], /^years\twage\tclass$/, /^\d\t\d{4},\d\d\t[ab]$/],
    ['bars', '|', 'bars.csv', [], /^years\|wage\|class$/, /^\d\|\d{4},\d\d\|[ab]$/],
    ['semicolons', ';', 'ending.tsv', [], /^years\twage\tclass$/, /^\d\t\d{4},\d\d\t[ab]$/],
    ['semicolons', ';', 'asked.tsv', ['--output-delimiter', 'pipe'], /^years\|wage\|class$/, /^\d\|\d{4},\d\d\|[ab]$/],
  ])('of a file with %s (%j) into %s', async (_, delimiter, name, args, header, row) => {
    const file = await folder.write(`in-${name}`, wages(delimiter))
    expect(await run('synth', file, ...few, ...args, '-o', out(name))).toMatchObject({ code: 0 })
    const [first, ...rows] = await linesOf(name)
    expect(first).toMatch(header)
    expect(rows).toHaveLength(5)
    for (const line of rows) expect(line).toMatch(row)
  })

  it('of a balanced table, to the letter', async () => {
    const text = wages(';').replaceAll(';b\n', ';a\n').replace(/;a\n/, ';b\n').replace(/;a\n/, ';b\n')
    const file = await folder.write('unbalanced.csv', text)
    const args = ['--target', 'class', '--model', 'smote', '--neighbors', '1', '-o', out('balanced.csv')]
    expect(await run('synth', file, ...args)).toMatchObject({ code: 0 })
    const lines = await linesOf('balanced.csv')
    expect(lines.slice(0, 41)).toEqual(text.trimEnd().split('\n'))
    expect(lines.length).toBeGreaterThan(70)
    for (const line of lines.slice(41)) expect(line).toMatch(/^\d;\d{4},\d\d;b$/)
  })

  it('by a saved model: semicolons where decimals have commas, or as its name or the user says', async () => {
    const file = await folder.write('model.csv', wages(';'))
    expect(await run('fit', file, '--privacy', '4', '-o', out('m.asdf'))).toMatchObject({ code: 0 })
    for (const [name, args, header] of [
      ['s.csv', [], 'years;wage;class'],
      ['s.tsv.gz', ['--output-delimiter', ','], 'years,wage,class'],
      ['s.tsv', [], 'years\twage\tclass'],
    ] as const) {
      expect(await run('sample', out('m.asdf'), '-n', '3', ...args, '-o', out(name))).toMatchObject({ code: 0 })
      if (name.endsWith('.gz')) continue
      expect((await linesOf(name))[0]).toBe(header)
    }
    const refused = await run('sample', out('m.asdf'), '-n', '3', '--output-delimiter', 'x')
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('comma, semicolon, tab or pipe') as string })
  })
})

describe('--escape-formulas with --balance', () => {
  it('changes only cells that a spreadsheet would run, and copies the others to the letter', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => [
      `${i}.${'0'.repeat(i % 3)}`,
      i === 3 ? '"=A1+1"' : i === 4 ? '=B2' : i === 5 ? '-' : `"t ${i}"`,
      `-${i},5 €`,
      i % 5 === 0 ? 'yes' : 'no',
    ])
    const text = `=n;note;money;label\n${rows.map((row) => row.join(';')).join('\n')}\n`
    const file = await folder.write('formulas.csv', text)
    const args = ['--target', 'label', '--balance', '--privacy', '4', '--escape-formulas', '-o', out('escaped.csv')]
    expect(await run('synth', file, ...args)).toMatchObject({ code: 0 })
    const expected = text.replace('=n', "'=n").replace('"=A1', `"'=A1`).replace(';=B2', ";'=B2")
    expect((await linesOf('escaped.csv')).slice(0, 41)).toEqual(expected.trimEnd().split('\n'))
  })
})
