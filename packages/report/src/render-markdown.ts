import type { Evaluation } from './evaluation.ts'
import { formatValue } from './markup/format.ts'
import { standingOf } from './read/standing.ts'

/** The report as Markdown: the same numbers without the drawings. */
export function renderMarkdown(evaluation: Evaluation): string {
  const rows = evaluation.measured.map(
    (one) => `| ${one.label} | ${formatValue(one.result.value)} | ${standingOf(one).words} |`,
  )
  return [`# ${evaluation.title}`, '', '| measure | value | verdict |', '| --- | --- | --- |', ...rows, ''].join('\n')
}
