import type { Schema, Synthesizer, Table } from '@asdf/contract'
import { nullCells, selectColumns } from '@asdf/core'

/** The model, with columns of which no row has a value kept from it: they stay empty in the rows that it makes. */
export function keepingEmptyColumns(model: Synthesizer): Synthesizer {
  return {
    ...model,
    async fit(train, run) {
      const { fields } = train.schema
      const kept = fields.filter((_, index) => !isEmpty(train, index)).map(({ name }) => name)
      if (kept.length === fields.length) return model.fit(train, run)
      const fitted = await model.fit(selectColumns(train, kept), run)
      const schema: Schema = { fields: fields.map((field) => fitted.schema.fields[kept.indexOf(field.name)] ?? field) }
      return {
        ...fitted,
        schema,
        async sample(count, options) {
          const { columns } = await fitted.sample(count, options)
          const all = fields.map((field) => columns[kept.indexOf(field.name)] ?? nullCells(field, count))
          return { schema, rowCount: count, columns: all }
        },
      }
    },
  }
}

function isEmpty({ columns, rowCount }: Table, index: number): boolean {
  return columns[index]!.valid?.includes(1) === false && rowCount > 0
}
