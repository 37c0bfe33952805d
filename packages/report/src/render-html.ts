import type { Evaluation } from './evaluation.ts'
import { html } from './markup/html.ts'
import { measuresTable } from './sections/measures.ts'

/** The report as one HTML file, which needs no script, no network and no other file. */
export function renderHtml(evaluation: Evaluation): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
        />
        <title>${evaluation.title}</title>
      </head>
      <body>
        <main>
          <h1>${evaluation.title}</h1>
          ${measuresTable(evaluation)}
        </main>
      </body>
    </html> `.markup
}
