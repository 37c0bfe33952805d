import type { Evaluation, Measured } from './evaluation.ts'
import { printable } from '@asdf/contract'
import { checkEvaluation } from './check-evaluation.ts'
import { formatCount, formatShare, formatValue, shortName } from './markup/format.ts'
import { rankColumns } from './read/column-ranking.ts'
import { glossaryOf } from './read/glossary.ts'
import { largestDifference, marginalRows } from './read/marginal-rows.ts'
import { pairMapsOf } from './read/pair-maps.ts'
import { groupTitles, standingsOf, verdictOf } from './read/verdict.ts'

const most = 10

/**
 * The report as Markdown, for a pull request or a terminal: verdict, every measure beside its ceiling, the worst columns and
 * pairs, broken rules, glossary, and how to repeat it; no drawings. Errors as in `renderHtml`.
 */
export function renderMarkdown(evaluation: Evaluation): string {
  checkEvaluation('renderMarkdown', evaluation)
  const { rows, warnings = [], promises = [] } = evaluation
  const held = rows.holdout === undefined ? 'no hold-out' : `${formatCount(rows.holdout)} hold-out rows`
  const { lead, points } = verdictOf(evaluation)
  const blocks = [
    `# ${plain(shortName(evaluation.title, 120))}`,
    `${formatCount(rows.synthetic)} synthetic rows, beside ${formatCount(rows.train)} training rows and ${held}.`,
    `**${plain(lead)}**`,
    list(points.map(({ title, text, isBad }) => `${isBad ? '✗ ' : ''}**${title}:** ${plain(text)}`)),
    titled('## Before you believe a number', list(warnings.map(plain))),
    titled('## What holds by construction', list(promises.map(plain))),
    ...(['composite', 'fidelity', 'diversity', 'utility', 'privacy'] as const).map((group) =>
      measures(evaluation, group),
    ),
    titled('## Broken rules', rules(evaluation)),
    titled('## Worst columns', columns(evaluation)),
    ...pairs(evaluation),
    titled(
      '## Glossary',
      list(
        glossaryOf(evaluation).map(
          ({ term, means, believe }) => `**${plain(term)}**: ${plain(means)} _When to believe it:_ ${plain(believe)}`,
        ),
      ),
    ),
    titled('## How to repeat this', provenance(evaluation)),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function measures(evaluation: Evaluation, group: Measured['group']): string {
  const all = standingsOf(evaluation, group)
  const rows = all.map(({ measure: { label, goal, result }, standing }) => [
    plain(label),
    goal === 'maximize' ? 'high' : 'low',
    withInterval(result.value, result.interval),
    result.ceiling === undefined ? '–' : withInterval(result.ceiling.value, result.ceiling.interval),
    plain([standing.grade === 'unknown' ? '' : standing.grade, standing.note].filter((part) => part !== '').join(', ')),
  ])
  return titled(`## ${groupTitles[group]}`, tableOf(['measure', 'best', 'value', 'real rows', 'verdict'], rows))
}

function withInterval(value: number, interval: readonly [number, number] | undefined): string {
  if (interval === undefined) return formatValue(value)
  return `${formatValue(value)} (${formatValue(interval[0])} to ${formatValue(interval[1])})`
}

function rules({ ruleCount, brokenRules = [] }: Evaluation): string {
  if (brokenRules.length === 0)
    return ruleCount === undefined || ruleCount === 0 ? '' : `None of ${formatCount(ruleCount)}.`
  const rows = brokenRules.slice(0, most).map(({ rule, share, examples: [example = {}] }) => [
    plain(shortName(rule, 120)),
    formatShare(share),
    plain(
      Object.entries(example)
        .map(([name, cell]) => `${shortName(name)} = ${shortName(cell)}`)
        .join(', '),
    ),
  ])
  return tableOf(['rule', 'broken by', 'a synthetic row'], rows) + andMore(brokenRules.length)
}

function columns(evaluation: Evaluation): string {
  const { measures, columns } = rankColumns(evaluation)
  const rows = columns
    .slice(0, most)
    .map(({ name, marginals, scores }) => [
      plain(shortName(name)),
      ...scores.map((score) => (score === undefined ? '–' : formatValue(score.value))),
      marginals === undefined ? '' : plain(largestDifference(marginalRows(marginals))),
    ])
  return tableOf(['column', ...measures.map(({ label }) => plain(label)), 'where'], rows) + andMore(columns.length)
}

function pairs(evaluation: Evaluation): string[] {
  return pairMapsOf(evaluation).map(({ label, worst }) => {
    const titles = worst[0]?.values.length === 2 ? ['real', 'synthetic'] : ['score']
    const rows = worst.map(({ names, values }) => [
      plain(names.map((name) => shortName(name)).join(' × ')),
      ...values.map(formatValue),
    ])
    return titled(`## Worst pairs: ${plain(label)}`, tableOf(['columns', ...titles], rows))
  })
}

function provenance({ command, versions = {}, seeds = {}, created }: Evaluation): string {
  const facts = [
    ...Object.entries(seeds).map(([name, seed]) => `seed of ${plain(name)}: ${seed}`),
    ...Object.entries(versions).map(([name, version]) => `version of ${plain(name)}: ${plain(version)}`),
    ...(created === undefined ? [] : [`made ${plain(created)}`]),
  ]
  const fence = command === undefined ? '' : fenced(command)
  return [fence, list(facts)].filter((part) => part !== '').join('\n\n')
}

/** Code between fences that are longer than any within. */
function fenced(code: string): string {
  const text = printable(code)
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}sh\n${text}\n${fence}`
}

function titled(title: string, body: string): string {
  return body === '' ? '' : `${title}\n\n${body}`
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}

function tableOf(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n')
}

function andMore(count: number): string {
  return count > most ? `\n\nAnd ${count - most} more.` : ''
}

/** Text that Markdown shows as it is: on one line, without markup, and without HTML. */
function plain(text: string): string {
  return printable(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|~&]/g, (character) => `\\${character}`)
}
