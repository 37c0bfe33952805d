import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFolder, run } from './support/run.ts'

let folder: Awaited<ReturnType<typeof createFolder>>
let csv = ''
let dirty = ''
beforeAll(async () => {
  folder = await createFolder()
  csv = await folder.write('stays.csv', stays(200))
  const lines = stays(200).split('\n')
  for (const line of [4, 90, 91]) lines[line] = lines[line]!.replace(/^([^,]*),([^,]*)/, '$2,$1')
  dirty = await folder.write('dirty.csv', lines.join('\n'))
})
afterAll(() => folder.remove())

/** Stays: two dates, nights, a price, a fee of it, a room that decides the floor, a label. */
function stays(count: number): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const [nights, price, room] = [1 + ((i * 7) % 12), 40 + ((i * 37) % 101) / 2, (i * 11) % 8]
    const start = Date.UTC(2024, 0, 1 + ((i * 17) % 300))
    const dates = [start, start + nights * 86_400_000].map((time) => new Date(time).toISOString().slice(0, 10))
    const fee = (0.3 * price * ((i * 13) % 10) * 0.1).toFixed(2)
    return [
      ...dates,
      nights,
      price,
      fee,
      `r${room}`,
      `f${room % 3}`,
      i % 5 === 0 ? 'no' : 'yes',
      i % 9 === 0 ? '' : i % 4,
    ].join()
  })
  return ['start,end,nights,night price,fee,room,floor,paid,guests', ...rows].join('\n')
}

const rules = ['start + nights = end', 'fee <= 0.3 * `night price`', 'room -> floor', 'guests < 4']
const asOptions = (texts: readonly string[]) => texts.flatMap((text) => ['--rule', text])

async function brokenRows(path: string): Promise<number> {
  const [, ...lines] = (await readFile(path, 'utf8')).trim().split('\n')
  expect(lines.length).toBeGreaterThan(0)
  const isBroken = (line: string) => {
    const [start, end, nights, price, fee, room, floor, , guests] = line.split(',')
    const days = (Date.parse(end!) - Date.parse(start!)) / 86_400_000
    const isKept = days === Number(nights) && Number(fee) <= 0.3 * Number(price) + 1e-9
    return !isKept || Number(room!.slice(1)) % 3 !== Number(floor!.slice(1)) || Number(guests) >= 4
  }
  return lines.filter(isBroken).length
}

describe('rules that a user writes', () => {
  it.each([
    ['forest', []],
    ['arf', []],
    ['smote', ['-t', 'paid', '-n', '60']],
  ])('hold in rows of %s, beside those that are found or without', async (model, extra) => {
    const out = join(folder.path, `${model}.csv`)
    for (const more of [[], ['--no-rules']]) {
      const args = ['synth', csv, '-m', model, ...extra, ...more, ...asOptions(rules), '-o', out]
      const { code, err } = await run(...args)
      expect([code, err]).toEqual([0, expect.stringMatching(/rows keep the 4 rules of --rule/)])
      expect(await brokenRows(out)).toBe(0)
    }
  })

  it('are marked in what is said, and kept by a model in a file', async () => {
    const model = join(folder.path, 'model.asdf')
    const { out } = await run('fit', csv, ...asOptions(rules), '--no-rules', '--json', '-o', model)
    expect((JSON.parse(out) as { rules: string[] }).rules).toEqual(rules.map((rule) => `${rule} (declared)`))
    const path = join(folder.path, 'sampled.csv')
    expect(await run('sample', model, '-n', '150', '--where', 'floor=f1', '-o', path)).toMatchObject({ code: 0 })
    expect(await brokenRows(path)).toBe(0)
    expect((await readFile(path, 'utf8')).match(/,f1,/g)).toHaveLength(150)
  })

  it('name the rows of the file that break them, which --rule-violations drops or keeps', async () => {
    const rule = ['--rule', 'start <= end']
    const { code, err } = await run('synth', dirty, '-t', 'paid', ...rule, '-o', join(folder.path, 'no.csv'))
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/3 of 200 rows break the rule 'start <= end': rows 4, 90, 91; .*--rule-violations drop/),
    ])
    for (const [what, note] of [
      ['drop', /left out 3 rows/],
      ['keep', /^(?!.*left out)/s],
    ] as const) {
      const out = join(folder.path, `${what}.csv`)
      const done = await run('synth', dirty, ...rule, '--rule-violations', what, '-o', out)
      expect([done.code, done.err]).toEqual([0, expect.stringMatching(note)])
      const lines = (await readFile(out, 'utf8')).trim().split('\n').slice(1)
      expect(lines.filter((line) => line.split(',')[0]! > line.split(',')[1]!)).toEqual([])
    }
  })

  it('count rows as the file does, also where rows without a class are left out', async () => {
    const lines = stays(200).split('\n')
    for (const line of [1, 2, 3]) lines[line] = lines[line]!.replace(/(yes|no)(?=,[^,]*$)/, '')
    lines[50] = lines[50]!.replace(/^([^,]*),([^,]*)/, '$2,$1')
    const path = await folder.write('unlabelled.csv', lines.join('\n'))
    const { err } = await run(
      'synth',
      path,
      '-t',
      'paid',
      '--balance',
      '--rule',
      'start <= end',
      '-o',
      join(folder.path, 'x.csv'),
    )
    expect(err).toMatch(/1 of 200 rows breaks the rule 'start <= end': row 50;/)
  })

  it.each([
    ['strat <= end', 1, /did you mean start\?\n {2}strat <= end\n {2}\^/],
    ['start <= (end', 2, /never closed\n {2}start <= \(end\n {11}\^/],
    ['', 2, /empty/],
    ['nothing -> floor', 1, /the columns are start, end, nights, `night price`/],
    ['nights -> `night price`', 1, /rows break the rule/],
    ['start, end, `night price` -> room', 2, /refused: 200 rows hold 200 different values.*copy of the table/],
  ])("are refused with what is wrong: '%s'", async (rule, code, message) => {
    const done = await run('synth', csv, '--rule', rule, '-o', join(folder.path, 'refused.csv'))
    expect([done.code, done.err]).toEqual([code, expect.stringMatching(message)])
  })

  it('say which column is empty, and that --rule-violations needs a rule', async () => {
    const empty = stays(80)
      .split('\n')
      .map((line, i) => `${line},${i === 0 ? 'note' : ''}`)
      .join('\n')
    const path = await folder.write('empty.csv', empty)
    const done = await run('synth', path, '--rule', 'note <= nights', '-o', join(folder.path, 'y.csv'))
    expect([done.code, done.err]).toEqual([1, expect.stringMatching(/note/)])
    const usage = await run('synth', csv, '--rule-violations', 'drop', '-o', join(folder.path, 'y.csv'))
    expect([usage.code, usage.err]).toEqual([2, expect.stringMatching(/--rule-violations needs --rule/)])
  })
})
