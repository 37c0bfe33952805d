import type { Column, Synthesizer, Table } from '@asdf/contract'
import { selectColumns } from '@asdf/core'

/** The model, with columns of which no row has a value kept from it: they stay empty in the rows that it makes. */
export function keepingEmptyColumns(model: Synthesizer): Synthesizer {
  return {
    ...model,
    async fit(train, run) {
      const { fields } = train.schema
      const kept = fields.filter((_, index) => !isEmpty(train, index)).map(({ name }) => name)
      if (kept.length === fields.length) return model.fit(train, run)
      const fitted = await model.fit(selectColumns(train, kept), run)
      const schema = { fields: fields.map((field) => fitted.schema.fields[kept.indexOf(field.name)] ?? field) }
      return {
        ...fitted,
        schema,
        async sample(count, options) {
          const { columns } = await fitted.sample(count, options)
          const all = fields.map(({ name }, index): Column => {
            return columns[kept.indexOf(name)] ?? emptied(train.columns[index]!, count)
          })
          return { schema, rowCount: count, columns: all }
        },
      }
    },
  }
}

function isEmpty({ columns, rowCount }: Table, index: number): boolean {
  return columns[index]!.valid?.includes(1) === false && rowCount > 0
}

function emptied({ kind }: Column, count: number): Column {
  const valid = new Uint8Array(count)
  if (kind === 'text') return { kind, values: new Array<string>(count).fill(''), valid }
  if (kind === 'categorical') return { kind, codes: new Int32Array(count).fill(-1), valid }
  if (kind === 'boolean') return { kind, values: new Uint8Array(count), valid }
  if (kind === 'image' || kind === 'series') throw new TypeError(`emptied: no file holds columns of kind ${kind}`)
  return { kind, values: new Float64Array(count).fill(Number.NaN), valid }
}
