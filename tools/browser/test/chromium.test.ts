import { expect, test } from 'vitest'
import { findChromium } from '../src/chromium.ts'

test('a missing browser is an error that says how to get one', () => {
  expect(() => findChromium({ CHROMIUM_PATH: '/nowhere/chromium' })).toThrow(
    /no browser at \/nowhere\/chromium; run tools\/browser\/install-chromium.sh/,
  )
})

test('CHROMIUM_PATH names the browser', () => {
  expect(findChromium({ CHROMIUM_PATH: process.execPath })).toBe(process.execPath)
})
