export { findChromium } from './chromium.ts'
export { openPage } from './open-page.ts'
export type { BrowserPage, PageModule, PageOptions } from './open-page.ts'
