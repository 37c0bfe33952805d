import type { BrowserPage } from '../src/index.ts'
import type * as behavior from './pages/behavior.ts'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPage } from '../src/index.ts'

type Behavior = typeof behavior

const entry = fileURLToPath(new URL('pages/behavior.ts', import.meta.url))
const folders = [fileURLToPath(new URL('pages', import.meta.url))]
let page: BrowserPage<Behavior>
beforeAll(async () => (page = await openPage<Behavior>({ entry, folders })))
afterAll(() => page.close())

test('a function of the page is called with arguments and gives its result', async () => {
  expect(await page.call('add', 1, 2)).toBe(3)
})

test('a call rejects with what the function throws', async () => {
  await expect(page.call('fail', 'on purpose')).rejects.toThrow('RangeError: on purpose')
})

test('a page loads files of the given folders, and no others', async () => {
  expect(await page.call('fetchStatus', 'behavior.ts')).toBe(200)
  expect(await page.call('fetchStatus', 'open-page.browser.ts')).toBe(404)
  expect(await page.call('fetchStatus', '..%2Fopen-page.browser.ts')).toBe(404)
})

test('what a page prints can be read', async () => {
  await page.call('print', 'hello')
  expect(page.printed).toContain('log: hello')
})

test('a page is cross-origin isolated when it is asked to be', async () => {
  expect(await page.call('isIsolated')).toBe(false)
  const isolated = await openPage<Behavior>({ entry, isIsolated: true })
  expect(await isolated.call('isIsolated')).toBe(true)
  await isolated.close()
})

test('an error of a page that nobody catches ends the call, and those that come later', async () => {
  const broken = await openPage<Behavior>({ entry })
  await expect(broken.call('failLater', 'too late')).rejects.toThrow('too late')
  await expect(broken.call('add', 1, 2)).rejects.toThrow('too late')
  await broken.close()
})

test('a module that cannot be bundled is an error that names it', async () => {
  await expect(openPage({ entry: '/nowhere/page.ts' })).rejects.toThrow('/nowhere/page.ts')
})
