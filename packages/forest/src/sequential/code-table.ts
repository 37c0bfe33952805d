import type { CategoricalField, Column, Field, FittedClassifier, FittedRegressor, Table } from '@asdf/contract'
import type { CodeLayout } from '../columns/coder.ts'

/** Columns as codes, in modelling order. */
export interface CodedRows {
  readonly coders: readonly Pick<CodeLayout, 'ordered' | 'size'>[]
  readonly codes: readonly Uint8Array[]
}

/** Codes as a table that a classifier of the first column can learn from: ordered codes as numbers, the others as categories. */
export function codeTable({ coders, codes }: CodedRows): Table {
  const fields = coders.map(({ ordered, size }, place): Field => {
    const base = { name: String(place), role: place === 0 ? 'target' : 'feature', nullable: false } as const
    if (ordered && place > 0) return { ...base, kind: 'numeric', integer: true }
    return { ...base, kind: 'categorical', categories: namesOf(size), ordered: false } satisfies CategoricalField
  })
  const columns = codes.map((column, place): Column => {
    if (coders[place]!.ordered && place > 0) return { kind: 'numeric', values: Float64Array.from(column) }
    return { kind: 'categorical', codes: Int32Array.from(column) }
  })
  return { schema: { fields }, rowCount: codes[0]!.length, columns }
}

/** Whether a model learned from just the features of this table, so that it fails now rather than when rows are drawn. */
export function hasFeatures(model: FittedClassifier | FittedRegressor, { schema }: Table): boolean {
  const expected = schema.fields.slice(1).map((field) => {
    return { name: field.name, kind: field.kind, categories: field.kind === 'categorical' ? field.categories : null }
  })
  return JSON.stringify(model.save().state['features']) === JSON.stringify(expected)
}

function namesOf(size: number): string[] {
  return Array.from({ length: size }, (_, code) => String(code))
}
