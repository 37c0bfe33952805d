import { parseCsv } from '@asdf/core'
import { describe, expect, it } from 'vitest'
import { fileOf, read } from './spelled-columns.ts'

describe('versions', () => {
  it.each([
    ['that count up', ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '1.8', '1.9', '1.10', '1.11']],
    ['of one digit and with a zero', ['1.1', '1.10', '2.9', '2.12', '2.1']],
    ['of years', ['2024.1', '2024.10', '2024.2', '2023.11']],
  ])('versions %s keep their spelling, with a word', async (_, cells) => {
    const text = fileOf([...cells, ...cells])
    const { field, written, remarks } = await read(text)
    expect([field.kind, written]).toEqual(['categorical', text])
    expect(remarks).toEqual([expect.stringMatching(/kept '.*0' as it is.*kinds: \{ "x": 'numeric' \}/)])
    expect((await read(text, { kinds: { x: 'numeric' } })).field.kind).toBe('numeric')
    const target = await parseCsv(text, { target: 'x' })
    expect(target.schema.fields[0]).toMatchObject({ kind: 'categorical', categories: { length: cells.length } })
  })

  it.each([1, 40])('show at the end of %i00 rows as well', async (hundreds) => {
    const cells = Array.from({ length: 100 * hundreds }, (_, i) => `1.${i % 10}`)
    const text = fileOf([...cells, '1.10', '1.11'])
    const { field, written } = await read(text)
    expect([field.kind, written]).toEqual(['categorical', text])
    const numbers = await read(fileOf([...cells, '1.75', '1.10']))
    expect([numbers.field.kind, numbers.remarks]).toEqual(['numeric', []])
    const late = await read(fileOf([...cells, '1.10', '1.75']))
    expect([late.field.kind, late.remarks]).toEqual(['numeric', []])
    expect((await read(text, { kinds: { x: 'numeric' } })).field.kind).toBe('numeric')
  })

  it('numbers that may be versions are numbers, with a word, and others without one', async () => {
    expect((await read(fileOf(['1.9', '1.10', '1.2']))).remarks).toEqual([
      "column 'x': read '1.10' as 1.1; if these are versions, use kinds: { \"x\": 'categorical' }",
    ])
    for (const cells of [
      ['0.5', '0.50', '0.25', '1'],
      ['0.5', '0.50', '0.75'],
      ['1.10', '1.20', '1.30'],
      ['1.05', '1.10', '1.2'],
      ['-1.1', '1.10', '1.2'],
    ]) {
      const { field, remarks } = await read(fileOf(cells))
      expect([field.kind, remarks]).toEqual(['numeric', []])
    }
  })
})
