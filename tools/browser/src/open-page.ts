import type { Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { bundleForBrowsers } from './bundle.ts'
import { findChromium } from './chromium.ts'
import { serveSite } from './serve.ts'

export interface PageOptions {
  /** Path of the page's module, in TypeScript. Its exported functions are what `call` runs. */
  readonly entry: string
  /** Folders whose files the page may load from beside itself, such as WebAssembly modules. */
  readonly folders?: readonly string[]
  /** Whether the page is cross-origin isolated, so that it may share memory between threads; no by default. */
  readonly isIsolated?: boolean
}

/** What a page's module exports. */
export type PageModule<Module> = {
  readonly [Name in keyof Module]: (...args: never[]) => unknown
}

export interface BrowserPage<Module extends PageModule<Module>> {
  /**
   * Runs an exported function in the page. Arguments and result travel as JSON. Rejects with what the function throws,
   * and with any error of the page that nobody caught, at once or, if it came before, at the call.
   */
  call<Name extends keyof Module & string>(
    name: Name,
    ...args: Parameters<Module[Name]>
  ): Promise<Awaited<ReturnType<Module[Name]>>>
  /** What the page has printed to its console so far. */
  readonly printed: readonly string[]
  /** Ends the browser and the server. */
  close(): Promise<void>
}

const html = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module">
globalThis.pageModule = await import('./page.js')
</script>`

/** Bundles a module from source and opens it in a page of headless Chromium. Throws where there is no Chromium. */
export async function openPage<Module extends PageModule<Module>>({
  entry,
  folders = [],
  isIsolated = false,
}: PageOptions): Promise<BrowserPage<Module>> {
  const executablePath = findChromium()
  const files = { 'index.html': html, 'page.js': await bundleForBrowsers(entry) }
  const server = await serveSite({ files, folders, isIsolated })
  const browser = await chromium.launch({ executablePath, args: ['--disable-dev-shm-usage'] })
  const page = await browser.newPage()
  const printed: string[] = []
  page.on('console', (message) => printed.push(`${message.type()}: ${message.text()}`))
  const failure = failureOf(page)
  const close = async () => {
    await browser.close()
    await server.close()
  }
  try {
    await page.goto(server.url)
    await Promise.race([failure, page.waitForFunction('globalThis.pageModule !== undefined')])
  } catch (error) {
    await close()
    throw error
  }
  return {
    printed,
    close,
    async call(name, ...args) {
      const result = page.evaluate(callInPage, { name, args })
      return (await Promise.race([failure, result])) as never
    },
  }
}

/** Rejects when the page has an error that nobody caught. */
function failureOf(page: Page): Promise<never> {
  const failure = new Promise<never>((_, reject) => {
    page.on('pageerror', (error) => reject(error))
    page.on('crash', () => reject(new Error('the page crashed: most likely it ran out of memory')))
  })
  // Nobody may be waiting yet.
  failure.catch(() => {})
  return failure
}

/** Sent to the page as text, so it may use nothing from around it. */
function callInPage({ name, args }: { readonly name: string; readonly args: readonly unknown[] }): unknown {
  const { pageModule } = globalThis as unknown as { pageModule: Record<string, (...args: unknown[]) => unknown> }
  return pageModule[name]!(...args)
}
