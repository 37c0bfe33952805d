import { parseCsv } from '@asdf/core'
import { expect, it } from 'vitest'

it.each([',', ';', '\t'])('cells in apostrophes between %j are read without them, with a remark', async (delimiter) => {
  const rows = [
    ["'id'", "'name'", "'size'"],
    ['1', `'O''Brien${delimiter} "Bob"'`, "'2.5'"],
    ['2', "'two\nlines'", "'3.5'"],
    ['3', "it's", ''],
    ['4', "''", "'4'"],
  ]
  const text = rows.map((cells) => cells.join(delimiter)).join('\n')
  for (const start of ['', '\ufeff']) {
    const remarks: string[] = []
    const onRemark = ({ message }: { message: string }) => void remarks.push(message)
    const table = await parseCsv(`${start}${text}\n`, { kinds: { name: 'text' }, onRemark })
    expect(table.schema.fields.map(({ name, kind }) => [name, kind])).toEqual([
      ['id', 'numeric'],
      ['name', 'text'],
      ['size', 'numeric'],
    ])
    const names = (table.columns[1] as { values: readonly string[] }).values
    expect(names.slice(0, 3)).toEqual([`O'Brien${delimiter} "Bob"`, 'two\nlines', "it's"])
    expect(remarks[0]).toBe('read apostrophes around cells as quotes, as all column names have them')
  }
})

it('apostrophes in a header with other names stay', async () => {
  const { schema } = await parseCsv("'a',b\n'x',1\n'y',2\n")
  expect(schema.fields[0]).toMatchObject({ name: "'a'", categories: ["'x'", "'y'"] })
  const own = "'a','b'\n1,2\n3,4\n"
  const fields = schema.fields.map((field, i) => ({ ...field, name: ["'a'", "'b'"][i]!, kind: 'text' as const }))
  expect((await parseCsv(own, { schema: { fields } })).rowCount).toBe(2)
})
