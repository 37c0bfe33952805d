import type { Table } from '@asdf/contract'
import type { BrowserPage } from '../src/index.ts'
import type * as pages from './pages/synthesize.ts'
import type { Synthesized } from './pages/synthesize.ts'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { classCounts, formatCsv, parseCsv, takeRows, targetIndex } from '@asdf/core'
import { loadDataset } from '@asdf/datasets'
import { checkFitsSchema } from '@asdf/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPage } from '../src/index.ts'
import { synthesize } from './pages/synthesize.ts'

let page: BrowserPage<typeof pages>
let adult: Table
let inPage: Synthesized
beforeAll(async () => {
  adult = (await loadDataset('adult')).table
  page = await openPage<typeof pages>({ entry: fileURLToPath(new URL('pages/synthesize.ts', import.meta.url)) })
})
afterAll(() => page.close())

test('a page fits and samples Adult: as many rows, all within the schema, classes exact', async () => {
  inPage = await page.call('synthesize', formatCsv(adult), 'income', 1)
  const synthetic = await parseCsv(inPage.text, { schema: adult.schema })
  checkFitsSchema(synthetic)
  expect(synthetic.rowCount).toBe(adult.rowCount)
  expect(countClasses(synthetic)).toEqual(countClasses(adult))
  console.log(`in a page: fit ${inPage.fitSeconds.toFixed(2)} s, sample ${inPage.sampleSeconds.toFixed(2)} s`)
})

test('the same seed gives the same bytes in a page and in Node', async () => {
  const inNode = await synthesize(formatCsv(adult), 'income', 1)
  console.log(`in Node: fit ${inNode.fitSeconds.toFixed(2)} s, sample ${inNode.sampleSeconds.toFixed(2)} s`)
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  expect(hash(inPage.text)).toBe(hash(inNode.text))
})

test('another seed gives other rows', async () => {
  const few = formatCsv(
    takeRows(
      adult,
      Uint32Array.from({ length: 500 }, (_, i) => i),
    ),
  )
  const [one, two] = [await page.call('synthesize', few, 'income', 1), await page.call('synthesize', few, 'income', 2)]
  expect(one.text).not.toBe(two.text)
})

test('and the page prints nothing', () => expect(page.printed).toEqual([]))

function countClasses({ schema, columns }: Table): Uint32Array {
  const index = targetIndex(schema, 'countClasses')
  return classCounts(schema.fields[index]!, columns[index]!)
}
