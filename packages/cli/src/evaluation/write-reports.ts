import type { Evaluation } from '@asdf/report'
import { renderHtml, renderMarkdown } from '@asdf/report'

/** Files to write reports to. */
export interface ReportFiles {
  readonly html?: string
  readonly markdown?: string
}

/** Writes the report into each file that is named. */
export async function writeReports(
  { html, markdown }: ReportFiles,
  evaluation: Evaluation,
  signal: AbortSignal,
): Promise<void> {
  const { replaceFile } = await import('@asdf/core/node')
  if (html !== undefined) await replaceFile(html, (append) => append(renderHtml(evaluation)), { signal })
  if (markdown !== undefined) await replaceFile(markdown, (append) => append(renderMarkdown(evaluation)), { signal })
}
