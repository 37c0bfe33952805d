import { existsSync } from 'node:fs'

/** The Chromium to run: `CHROMIUM_PATH`, or Debian's. Throws, saying how to install it, where there is none. */
export function findChromium(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const path = environment['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
  if (existsSync(path)) return path
  throw new Error(`findChromium: no browser at ${path}; run tools/browser/install-chromium.sh or set CHROMIUM_PATH`)
}
