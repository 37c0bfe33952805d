import { escapeFormulas, formatCsv, parseCsv } from '@asdf/core'
import { expect, it } from 'vitest'

it('escaping formulas keeps different texts different', async () => {
  const cells = ['=x', "'=x", "''=x", "'x", 'x', '-a', "'-a", '-1', "'-1"]
  const file = (texts: readonly string[]) => `n,x\n${texts.map((text, i) => `${i},${text}\n`).join('')}`
  const table = await parseCsv(file(cells), { kinds: { x: 'text' } })
  const written = formatCsv(escapeFormulas(table))
  expect(written).toBe(file(["'=x", "''=x", "'''=x", "'x", 'x', "'-a", "''-a", '-1', "'-1"]))
})
