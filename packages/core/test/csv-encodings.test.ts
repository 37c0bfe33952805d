import { Readable } from 'node:stream'
import { parseCsv } from '@asdf/core'
import { describe, expect, it } from 'vitest'

const hex = (text: string) => Uint8Array.from(text.match(/../g)!, (byte) => Number.parseInt(byte, 16))

/** The bytes of a text in an encoding of one byte a character, which `TextDecoder` knows. */
function encoded(text: string, label: string): Uint8Array {
  const decoder = new TextDecoder(label)
  const codes = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]))
  return Uint8Array.from(text, (character) => codes.get(character)!)
}

const message = (bytes: Uint8Array) =>
  parseCsv(bytes).then(
    () => 'accepted',
    (error: Error) => error.message,
  )

// 지역,n / 서울,1 in EUC-KR; 商品名,n / りんご,1 in Shift JIS; 姓名,n / 北京,1 in GB 18030; 姓名,n / 台北,1 in Big5.
const multiByte: readonly (readonly [label: string, bytes: Uint8Array, word: string])[] = [
  ['euc-kr', hex('c1f6bfaa2c6e0abcadbfef2c310a'), '서울'],
  ['shift_jis', hex('8fa495698' + 'abc2c6e0a82e882f182b22c310a'), 'りんご'],
  ['gb18030', hex('d0d5c3fb2c6e0ab1b1bea92c310a'), '北京'],
  ['big5', hex('a96da6572c6e0aa578a55f2c310a'), '台北'],
]

const oneByte: readonly (readonly [label: string, text: string])[] = [
  ['windows-1251', 'Имя,n\nМосква,1\nКазань,2\n'],
  ['koi8-r', 'Имя,n\nМосква,1\nКазань,2\n'],
  ['windows-1253', 'Όνομα,n\nΑθήνα,1\nΜαρία,2\n'],
  ['windows-1252', 'Straße,n\nKönigsallee,1\nMüller,2\n'],
  ['windows-1252', 'prénom,t [°C]\nRené,1\nFrançois,2\n'],
  ['windows-1250', 'imię,n\nŁukasz,1\nMałgorzata,2\n'],
  ['macintosh', 'Größe,n\nMüller,1\nJosé,2\n'],
]

describe('text that is not UTF-8', () => {
  const all = [
    ...multiByte,
    ...oneByte.map(([label, text]) => [label, encoded(text, label), text.split(',')[0]!] as const),
  ]
  it.each(all)('%s is recognized, shown, and read as advised', async (label, bytes, word) => {
    const fault = await message(bytes)
    expect(fault).toMatch(new RegExp(`not UTF-8 but (probably|perhaps) ${label} \\(.*--encoding ${label}\\)$`))
    expect(fault).toContain(word)
    const table = await parseCsv(bytes, { encoding: label })
    expect(table).toEqual(await parseCsv(new TextDecoder(label).decode(bytes)))
  })

  it('is not guessed where nothing speaks for an encoding', async () => {
    for (const bytes of [
      hex('612c620a812c310a'),
      Uint8Array.from({ length: 400 }, (_, i) => ((i * i * 31 + i * 7) % 254) + 1),
    ])
      expect(await message(bytes)).toMatch(/not UTF-8, and what it is cannot be told/)
  })

  it('in one line among others that are is a fault of that line', async () => {
    const bytes = Uint8Array.from([...new TextEncoder().encode('a,b\né,1\nü,2\n'), 0xe9, 44, 51, 10])
    expect(await message(bytes)).toMatch(/line 4: this line has bytes that are not UTF-8, while 2 others/)
  })

  it('is refused where it is not of the encoding that is given, as are encodings that do not exist', async () => {
    await expect(parseCsv(hex('612c620aff0a'), { encoding: 'euc-kr' })).rejects.toThrow(/the text is not euc-kr/)
    await expect(parseCsv('a\n1\n', { encoding: 'klingon' })).rejects.toMatchObject({ code: 'ASDF_OPTION_INVALID' })
  })

  it('is read as UTF-16 where a byte order mark says so, in pieces of any size', async () => {
    const text = `id\tname\r\n${Array.from({ length: 30 }, (_, i) => `${i * 2}\té𝄞${i % 3}\r\n`).join('')}`
    const little = Buffer.from(`\ufeff${text}`, 'utf16le')
    const expected = await parseCsv(text)
    for (const bytes of [Uint8Array.from(little), Uint8Array.from(Buffer.from(little).swap16())]) {
      expect(await parseCsv(bytes)).toEqual(expected)
      async function* pieces() {
        for (const byte of bytes) yield Uint8Array.of(byte)
      }
      expect(await parseCsv(pieces())).toEqual(expected)
    }
  })
})

it('windows-1252 has letters where Latin 1 has none, however short the text is and however it arrives', async () => {
  const bytes = Uint8Array.from('a,\u0080 \u0092\n1,\u0096\n', (letter) => letter.charCodeAt(0))
  const { schema, columns } = await parseCsv(bytes, { encoding: 'windows-1252' })
  expect(schema.fields[1]!.name).toBe('€ ’')
  const pieces = Readable.from(Array.from({ length: bytes.length }, (_, i) => bytes.subarray(i, i + 1)))
  expect(await parseCsv(pieces, { encoding: 'windows-1252' })).toEqual({ schema, columns, rowCount: 1 })
})
