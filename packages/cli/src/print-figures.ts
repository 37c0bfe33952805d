import type { Dataset } from '@asdf/datasets'
import type { Figures } from './scoring.ts'
import { formatSpread, formatTable } from './format-table.ts'
import { fraudReferences } from './reference-figures.ts'
import { figureColumns, figureRow, measuresFor, referenceRow } from './scoring.ts'

/** Prints methods side by side: on the test rows as they are and, for a thinned data set, at the full set's prevalence. */
export function printFigures(
  out: (text: string) => void,
  dataset: Dataset,
  figures: readonly Figures[],
  options: { readonly classCount: number; readonly references: boolean },
): void {
  const { classCount, references } = options
  const others = references && dataset.info?.name === 'fraud' ? fraudReferences : []
  const isWeighed = figures.some(({ fullPrevalence }) => fullPrevalence !== undefined)
  const sections = isWeighed ? (['raw', 'fullPrevalence'] as const) : (['raw'] as const)
  for (const kind of sections) {
    if (isWeighed)
      out(kind === 'raw' ? '\nTest rows as they are\n\n' : '\nWeighed to the prevalence of the full data\n\n')
    const known = others.filter((row) => Object.keys(row[kind]).length > 0)
    out(
      formatTable(figureColumns(classCount), [
        ...figures.map((row) => figureRow(row, kind, classCount)),
        ...known.map((row) => referenceRow(row.method, row[kind], classCount)),
      ]),
    )
  }
  if (classCount === 2)
    out('\nmacro F1 is at a probability of one half; "@ val" at the threshold chosen on validation rows.\n')
  if (others.length > 0) {
    out(
      'Paper: its Table I, which does not say at which prevalence. Python peers: the same data, and the splits of seeds\n',
    )
    out(
      '1 to 5, made anew by tools/peers/python/table_one.py. SDV’s CTGAN: one split; ctgan_rows.py beside it makes more.\n',
    )
  }
}

/** Prints one table that sums up: the test rows as they are, then weighed to the full data's prevalence where that is known. */
export function printSummary(out: (text: string) => void, figures: readonly Figures[], classCount: number): void {
  const measures = measuresFor(classCount).filter(({ key }) => key !== 'macroF1AtThreshold')
  const isWeighed = figures.some(({ fullPrevalence }) => fullPrevalence !== undefined)
  // ROC AUC does not depend on prevalence.
  const weighed = isWeighed ? measures.filter(({ key }) => key !== 'rocAuc') : []
  const columns = [...measures.map(({ title }) => title), ...weighed.map(({ title }) => `full: ${title}`)]
  out(
    formatTable(
      [{ title: 'method' }, ...columns.map((title) => ({ title, align: 'right' as const }))],
      figures.map(({ label, raw, fullPrevalence = {} }) => [
        label,
        ...measures.map(({ key }) => formatSpread(raw[key] ?? [])),
        ...weighed.map(({ key }) => formatSpread(fullPrevalence[key] ?? [])),
      ]),
    ),
  )
  if (isWeighed) out('\nfull: test rows weighed to the prevalence of the full data\n')
}
