import type { CommandContext, CommonOptions } from '../context.ts'
import { datasetCatalog } from '@asdf/datasets'
import { formatCount, formatTable } from '../format-table.ts'

/** `asdf datasets`: what comes along, and under which licence. */
export async function datasets({ terminal }: CommandContext, options: CommonOptions): Promise<void> {
  if (options.json === true) {
    terminal.out(`${JSON.stringify(datasetCatalog, null, 2)}\n`)
    return
  }
  const rows = datasetCatalog.map(({ name, title, target, columns, files, licence }) => [
    name,
    title,
    files.map((file) => formatCount(file.rows)).join(' + '),
    String(columns),
    target,
    licence,
  ])
  terminal.out(
    formatTable(
      [
        { title: 'name' },
        { title: 'title' },
        { title: 'rows', align: 'right' },
        { title: 'columns', align: 'right' },
        { title: 'target' },
        { title: 'licence' },
      ],
      rows,
    ),
  )
}
