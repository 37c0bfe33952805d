import type { Metric, MetricInput, RunOptions, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { isPresent, runSteps } from '@asdf/core'

const id = '@asdf/testkit/test/copies'

/** The share of synthetic rows that are copies of training rows, less that among held-out rows: keeps every promise. */
export const copies: Metric = {
  specVersion: 1,
  id,
  label: 'Copies',
  group: 'privacy',
  goal: 'minimize',
  range: [0, 1],
  needsHoldout: true,
  needsTarget: false,
  async compute({ train, synthetic, holdout }: MetricInput, run: RunOptions) {
    if (holdout === undefined || [train, synthetic, holdout].some(({ rowCount }) => rowCount === 0))
      throw new AsdfError('ASDF_METRIC_UNDEFINED', 'copies: needs rows of all three tables', { metric: id })
    const compared = train.schema.fields.filter(({ role }) => role !== 'identifier' && role !== 'weight')
    const names = compared.map(({ name }) => name)
    const [known, usual] = [train, holdout].map((table) => new Set(keysOf(table, names)))
    const keys = keysOf(synthetic, names)
    let [found, expected] = [0, 0]
    await runSteps(run, 'copies', 4, (step) => {
      for (let row = step; row < keys.length; row += 4) {
        found += Number(known!.has(keys[row]!)) / keys.length
        expected += Number(usual!.has(keys[row]!)) / keys.length
      }
      return {}
    })
    const value = Math.min(1, Math.max(0, found - expected))
    return { value, interval: [value / 2, value] }
  },
}

function keysOf({ schema, columns, rowCount }: Table, names: readonly string[]): string[] {
  const picked = names.map((name) => {
    const column = columns[schema.fields.findIndex((field) => field.name === name)]
    if (column !== undefined) return column
    const details = { column: name, expected: name, received: 'no such column' }
    throw new AsdfError('ASDF_SCHEMA_MISMATCH', `copies: column '${name}' is missing`, details)
  })
  return Array.from({ length: rowCount }, (_, row) =>
    JSON.stringify(
      picked.map((column) => {
        if (!isPresent(column, row)) return null
        if (column.kind === 'image' || column.kind === 'series') return null
        return column.kind === 'categorical' ? column.codes[row] : column.values[row]
      }),
    ),
  )
}
