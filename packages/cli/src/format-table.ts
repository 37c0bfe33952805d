export interface TableColumn {
  readonly title: string
  readonly align?: 'left' | 'right'
}

/**
 * Rows of text as an aligned table with a rule under its head. Every line ends with a line break; those within a cell are shown
 * as blanks.
 */
export function formatTable(columns: readonly TableColumn[], cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map((cell) => cell.replace(/[\r\n\t]+/g, ' ')))
  const widths = columns.map(({ title }, index) =>
    Math.max(width(title), ...rows.map((row) => width(row[index] ?? ''))),
  )
  const line = (texts: readonly string[]) =>
    texts
      .map((cell, index) => pad(cell, widths[index]!, columns[index]!.align ?? 'left'))
      .join('  ')
      .trimEnd()
  const head = line(columns.map(({ title }) => title))
  const rule = widths.map((size) => '─'.repeat(size)).join('──')
  return [head, rule, ...rows.map((row) => line(columns.map((_, index) => row[index] ?? '')))]
    .map((text) => `${text}\n`)
    .join('')
}

/** Mean and standard deviation (of a sample) as `0.985 ± 0.009`; the mean alone for one value, `–` for none. */
export function formatSpread(values: readonly number[], digits = 3): string {
  if (values.length === 0) return '–'
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  if (values.length === 1) return mean.toFixed(digits)
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return `${mean.toFixed(digits)} ± ${Math.sqrt(variance).toFixed(digits)}`
}

/** A count with a comma at every thousand. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** A file's size, such as `12.3 kB`. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB']
  const unit = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return `${(bytes / 1000 ** unit).toFixed(unit === 0 ? 0 : 1)} ${units[unit]!}`
}

function pad(text: string, size: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, size - width(text)))
  return align === 'right' ? blanks + text : text + blanks
}

/** Characters rather than code units, so that accents and emoji do not shift a column by much. */
function width(text: string): number {
  return [...text].length
}
