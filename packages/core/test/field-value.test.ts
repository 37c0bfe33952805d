import type { JsonObject } from '@asdf/contract'
import { classCode, fieldValue, parseCsv, schemaFromJson, schemaToJson } from '@asdf/core'
import { describe, expect, it } from 'vitest'

const text = `when;price;grade
31/12/2024;1.234,50;1.0
01/02/2023;17,25;2.0
15/06/2023;2.000,00;1.0
`

describe('fieldValue', () => {
  it('reads a value in the spelling of its column, or plainly', async () => {
    const { fields } = (await parseCsv(text, { kinds: { grade: 'categorical' } })).schema
    const [when, price, grade] = fields
    expect(fieldValue(when!, '31/12/2024')).toBe(Date.UTC(2024, 11, 31))
    expect(fieldValue(when!, '2024-12-31')).toBe(Date.UTC(2024, 11, 31))
    expect(fieldValue(when!, '12/31/2024')).toBeUndefined()
    expect([fieldValue(price!, '1.234,5'), fieldValue(price!, '17.25'), fieldValue(price!, 17.25)]).toEqual([
      1234.5, 17.25, 17.25,
    ])
    expect(fieldValue(price!, 'much')).toBeUndefined()
    expect([fieldValue(grade!, '2'), fieldValue(grade!, '2.0'), fieldValue(grade!, 2)]).toEqual([1, 1, 1])
    expect(classCode(grade!, 1)).toBe(0)
    expect(fieldValue(grade!, '3')).toBeUndefined()
  })
})

describe('how values are written', () => {
  it('is kept in a schema as JSON', async () => {
    const { schema } = await parseCsv(text)
    const json = JSON.parse(JSON.stringify(schemaToJson(schema))) as JsonObject
    expect(schemaFromJson(json)).toEqual(schema)
  })

  it.each([
    { kind: 'numeric', integer: false, format: { prefix: 3 } },
    { kind: 'numeric', integer: false, format: { minimumDecimals: -1 } },
    { kind: 'numeric', integer: false, format: { unknown: 'x' } },
    { kind: 'numeric', integer: false, format: 'x' },
    { kind: 'datetime', pattern: 'nonsense' },
    { kind: 'text', nullText: 3 },
  ])('is refused where it cannot be: %j', (field) => {
    const json = { fields: [{ name: 'x', role: 'feature', nullable: false, ...field }] }
    expect(() => schemaFromJson(json)).toThrow(expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID' }))
  })
})
