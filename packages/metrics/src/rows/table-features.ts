import type { FeatureExtractor, Table } from '@asdf/contract'
import { selectColumns, tableEncoder } from '@asdf/core'

/**
 * Encodes the columns of numbers, datetimes, categories and booleans: numbers over the range of the training rows, one-hot categories, a
 * column for where a null is. The default of `frechetDistance`. Texts, images and series are left out.
 */
export const tableFeatures: FeatureExtractor = {
  specVersion: 1,
  id: '@asdf/metrics/table-features',
  async fit(train: Table) {
    const unmeasured: Record<string, string> = {}
    const columns = train.schema.fields.flatMap(({ name, kind }) => {
      if (kind !== 'text' && kind !== 'image' && kind !== 'series') return [name]
      unmeasured[name] = `values of kind ${kind} have no features; give an extractor that reads them`
      return []
    })
    const encoder = tableEncoder({ columns, nulls: 'indicator' }).fit(train)
    return {
      width: encoder.width,
      unmeasured,
      extract: async (rows: Table) => encoder.encode(selectColumns(rows, columns)),
    }
  },
}
