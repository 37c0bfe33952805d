import { parseCsv } from '@asdf/core'
import { describe, expect, it } from 'vitest'
import { count, fileOf, read, two } from './spelled-columns.ts'

const day = 86_400_000
const dates = (i: number) => new Date(Date.UTC(2024, 0, 1) + ((i * 37) % 300) * day + ((i * 7919) % 1440) * 60_000)

describe('dates among datetimes', () => {
  const iso = (i: number) => dates(i).toISOString()
  const slashed = (i: number) => `${two(dates(i).getUTCDate())}/${two(dates(i).getUTCMonth() + 1)}/2024`
  it.each([
    ['ISO 8601', 'datetime-space', undefined, (i: number) => iso(i).slice(0, 19).replace('T', ' '), (i: number) => iso(i).slice(0, 10)], // prettier-ignore
    ['ISO 8601 with T and zone', 'datetime-zone', undefined, (i: number) => `${iso(i).slice(0, 19)}Z`, (i: number) => iso(i).slice(0, 10)], // prettier-ignore
    [
      'days first',
      'datetime-space',
      'dd/mm/yyyy hh:mm',
      (i: number) => `${slashed(i)} ${iso(i).slice(11, 16)}`,
      slashed,
    ],
  ])('%s are midnights, with a word', async (_, format, pattern, timed, dated) => {
    const cells = count(90, (i) => (i % 3 === 0 ? dated(i) : timed(i)))
    const { field, remarks } = await read(fileOf(cells))
    expect(field).toMatchObject({ kind: 'datetime', format, ...(pattern !== undefined && { pattern }) })
    expect(remarks).toEqual([`column 'x': read 30 cells without a time of day, such as '${dated(0)}', as midnight`])
    const { columns } = await parseCsv(fileOf(cells))
    const midnight = Math.floor(dates(0).getTime() / day) * day
    expect((columns[0] as { values: Float64Array }).values[0]).toBe(midnight)
  })
})

describe('times that have passed', () => {
  it.each([
    ['[h]:mm:ss', (i: number) => `${(i * 7) % 130}:${two((i * 11) % 60)}:${two((i * 13) % 60)}`],
    ['[hh]:mm:ss', (i: number) => `${two((i * 7) % 130)}:${two((i * 11) % 60)}:${two((i * 13) % 60)}`],
    ['[h]:mm', (i: number) => `${(i * 7) % 130}:${two((i * 11) % 60)}`],
    ['[m]:ss.fff', (i: number) => `${(i * 7) % 90}:${two((i * 13) % 60)}.${100 + ((i * 17) % 900)}`],
  ])('%s are read beyond a day and written back', async (pattern, cell) => {
    const text = fileOf(count(120, cell))
    const { field, written, remarks } = await read(text)
    expect(field).toMatchObject({ kind: 'datetime', pattern })
    expect(written).toBe(text)
    expect(remarks.length).toBe(pattern === '[h]:mm' ? 1 : 0)
  })

  it('[m]:ss can be asked for, and times of day stay some', async () => {
    const laps = fileOf(['75:30', '4:05', '12:59'])
    const asked = await read(laps, { dateFormats: { x: '[m]:ss' } })
    expect([asked.field.kind, asked.written]).toEqual(['datetime', laps])
    const { columns } = await parseCsv(laps, { dateFormats: { x: '[m]:ss' } })
    expect((columns[0] as { values: Float64Array }).values[0]).toBe(75 * 60_000 + 30_000)
    const clock = await read(fileOf(count(50, (i) => `${two(i % 24)}:${two((i * 7) % 60)}`)))
    expect(clock.field).toMatchObject({ kind: 'datetime', pattern: 'hh:mm' })
  })
})

describe('dates of points and years of two digits', () => {
  it('are versions where no day is beyond the twelfth, with a word', async () => {
    const versions = fileOf(['1.1.10', '1.2.10', '1.2.11', '2.1.12', '2.1.13'])
    const { field, written, remarks } = await read(versions)
    expect([field.kind, written]).toEqual(['categorical', versions])
    expect(remarks).toEqual([expect.stringContaining("as versions are written; if these are dates, use dateFormats: { \"x\": 'd.m.yy' }")]) // prettier-ignore
    expect((await read(versions, { dateFormats: { x: 'd.m.yy' } })).field.kind).toBe('datetime')
    for (const cells of [
      ['1.1.10', '13.2.10'],
      ['01.02.10', '03.04.11'],
    ])
      // prettier-ignore
      expect((await read(fileOf(cells))).field.kind).toBe('datetime')
  })
})
