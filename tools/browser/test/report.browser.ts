import type { Browser } from 'playwright-core'
import { createRng, standardNormal, tableFromColumns } from '@asdf/core'
import { describeColumns, renderHtml } from '@asdf/report'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findChromium } from '../src/chromium.ts'

let browser: Browser
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findChromium(), args: ['--disable-dev-shm-usage'] })
})
afterAll(() => browser.close())

/** Tables of `count` columns, numbers and categories in turns, with names as long as a line. */
function tableOf(count: number, seed: number) {
  const columns = Array.from({ length: count }, (_, index): [string, readonly unknown[]] => {
    const rng = createRng(seed).fork(index)
    const values = Array.from({ length: 200 }, () => standardNormal(rng))
    const cells = index % 2 === 0 ? values : values.map((value) => `a level of the category ${Math.round(value)}`)
    return [`${'averylongnamewithoutablank'.repeat(5)}${index}`, cells]
  })
  return tableFromColumns(Object.fromEntries(columns))
}

function reportOf(columns: number): string {
  const tables = { train: tableOf(columns, 1), synthetic: tableOf(columns, 2) }
  const names = tables.train.schema.fields.map(({ name }) => name)
  const pairs = {
    kind: 'matrix' as const,
    rows: names,
    columns: names,
    values: names.map((_, i) => names.map((_, j) => 1 / (1 + i + j))),
  }
  return renderHtml({
    title: `<script>document.title = 'ran'</script> ${columns} columns`,
    rows: { train: 200, synthetic: 200 },
    command: `asdf evaluate --train ${'x'.repeat(300)}.csv`,
    measured: [
      {
        id: '@asdf/metrics/pair-trends',
        label: 'pair trends',
        group: 'fidelity',
        goal: 'maximize',
        range: [0, 1],
        result: {
          value: 0.9,
          interval: [0.88, 0.92],
          ceiling: { value: 0.97, interval: [0.96, 0.98], n: 200 },
          breakdown: Object.fromEntries(names.map((name) => [name, 0.9])),
          details: { pairs, roc: { kind: 'curve', xLabel: 'x', yLabel: 'y', x: [0, 0.5, 1], y: [0, 0.8, 1] } },
        },
      },
    ],
    columns: describeColumns(tables),
  })
}

for (const columns of [1, 30, 60]) {
  test(`a report of ${columns} columns fits a phone and a desk, in light and dark, and runs nothing`, async () => {
    const html = reportOf(columns)
    for (const width of [360, 1280]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme })
        const said: string[] = []
        page.on('console', (message) => said.push(message.text()))
        page.on('request', (request) => said.push(request.url()))
        await page.setContent(html)
        expect(await page.title()).toMatch(/^<script>/)
        const evaluated = (text: string) => page.evaluate<number>(text)
        expect(await evaluated('document.documentElement.scrollWidth')).toBe(width)
        expect(await evaluated('document.querySelectorAll("svg").length')).toBeGreaterThan(3)
        expect(said).toEqual([])
        await page.close()
      }
    }
  })
}

test('the first key leads to the verdict', async () => {
  const page = await browser.newPage()
  await page.setContent(reportOf(1))
  await page.keyboard.press('Tab')
  expect(await page.evaluate<string>('document.activeElement.getAttribute("href")')).toBe('#verdict')
  await page.close()
})
