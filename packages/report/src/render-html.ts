import type { Evaluation } from './evaluation.ts'
import type { Content, Markup } from './markup/html.ts'
import { checkEvaluation } from './check-evaluation.ts'
import { formatCount, shortName } from './markup/format.ts'
import { html } from './markup/html.ts'
import { figuresOf } from './read/figures.ts'
import { columnsSection } from './sections/columns.ts'
import { glossarySection } from './sections/glossary.ts'
import { figureGrid, partsOf } from './sections/group.ts'
import { measuresSection } from './sections/measures.ts'
import { pairsSection } from './sections/pairs.ts'
import { provenanceSection } from './sections/provenance.ts'
import { rulesSection } from './sections/rules.ts'
import { scoreSection } from './sections/score.ts'
import { unmeasuredSection } from './sections/unmeasured.ts'
import { verdictSection } from './sections/verdict.ts'
import { styleSheet } from './style/style.ts'

/**
 * The report of an evaluation as one HTML file: readable without scripts, which it forbids, and without a network. Verdict
 * first, then what is worst. It has no row of real data and grows with the number of columns, not of rows: the 40 worst
 * columns are drawn, the others stand in a table. The same evaluation gives the same bytes.
 *
 * Errors: `ASDF_OPTION_INVALID` for an evaluation without a title, numbers of rows or an array of measures.
 */
export function renderHtml(evaluation: Evaluation): string {
  checkEvaluation('renderHtml', evaluation)
  const sections = sectionsOf(evaluation).filter(({ content }) => hasContent(content))
  const title = shortName(evaluation.title, 120)
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
        />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${{ markup: styleSheet() }}
        </style>
      </head>
      <body>
        <a class="skip" href="#verdict">To the verdict</a>
        <header>
          <h1>${title}</h1>
          <p class="faint">${rowsText(evaluation)}</p>
        </header>
        <main>
          ${verdictSection(evaluation)}
          <nav aria-label="Sections">
            <ul>
              ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
            </ul>
          </nav>
          ${sections.map(
            ({ id, title, content }) =>
              html`<section aria-labelledby="${id}">
                <h2 id="${id}">${title}</h2>
                ${content}
              </section> `,
          )}
        </main>
        <footer>
          <p>Made by @asdf/report. This file has binned data and synthetic examples, and no row of the real data.</p>
        </footer>
      </body>
    </html> `.markup
}

interface Section {
  readonly id: string
  readonly title: string
  readonly content: Content
}

function sectionsOf(evaluation: Evaluation): Section[] {
  const { measured } = evaluation
  const figures = figuresOf(evaluation)
  const isOfGroups = (id: string) => /\/group-(gaps|shares)/.test(id)
  const group = (name: (typeof figures)[number]['group']): Content => [
    figureGrid(figures.filter((figure) => figure.group === name)),
    partsOf(
      evaluation,
      measured.filter((one) => one.group === name && !isOfGroups(one.id)),
    ),
  ]
  const groups = measured.filter(({ id }) => isOfGroups(id))
  return [
    { id: 'score', title: 'Quality score', content: scoreSection(evaluation) },
    { id: 'measures', title: 'Every measure beside real rows', content: measuresSection(evaluation) },
    { id: 'rules', title: 'Rules', content: rulesSection(evaluation) },
    { id: 'columns', title: 'Columns', content: columnsSection(evaluation) },
    { id: 'pairs', title: 'Pairs of columns', content: pairsSection(evaluation) },
    { id: 'privacy', title: 'Privacy: attacks', content: group('privacy') },
    { id: 'utility', title: 'Utility', content: group('utility') },
    { id: 'groups', title: 'Groups', content: partsOf(evaluation, groups) },
    { id: 'fidelity', title: 'More on fidelity', content: group('fidelity') },
    { id: 'diversity', title: 'More on diversity', content: group('diversity') },
    { id: 'training', title: 'Training', content: group('training') },
    { id: 'unmeasured', title: 'Not measured', content: unmeasuredSection(evaluation) },
    { id: 'glossary', title: 'Glossary', content: glossarySection(evaluation) },
    { id: 'provenance', title: 'How to repeat this', content: provenanceSection(evaluation) },
  ]
}

function hasContent(content: Content): boolean {
  if (content === undefined || content === '') return false
  if (typeof content === 'string' || typeof content === 'number') return true
  if (Array.isArray(content)) return (content as readonly Content[]).some(hasContent)
  return (content as Markup).markup !== ''
}

function rowsText({ rows: { train, holdout, synthetic }, created }: Evaluation): string {
  const held = holdout === undefined ? ' and no hold-out' : ` and ${formatCount(holdout)} hold-out rows`
  const when = created === undefined ? '' : `, ${created}`
  return `${formatCount(synthetic)} synthetic rows, beside ${formatCount(train)} training rows${held}${when}`
}
