import type { CategoricalField, Column, Field, FittedClassifier, Table } from '@asdf/contract'
import type { CodeLayout } from '../../columns/coder.ts'

/** Columns as codes, in modelling order; the first is the target. */
export interface CodedRows {
  readonly coders: readonly Pick<CodeLayout, 'ordered' | 'size'>[]
  readonly codes: readonly Uint8Array[]
}

/** Codes as a table that a classifier can learn from: ordered codes as numbers, the others as categories. */
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

function namesOf(size: number): string[] {
  return Array.from({ length: size }, (_, code) => String(code))
}

const smallest = 1e-6

/** For each row the log-odds that it belongs to the class, as the classifier sees it. */
export async function classScores(classifier: FittedClassifier, rows: CodedRows, code: number): Promise<Float64Array> {
  const { data } = await classifier.predictProbability(codeTable(rows))
  const classes = classifier.classes.length
  return Float64Array.from({ length: rows.codes[0]!.length }, (_, row) => {
    const probability = data[row * classes + code]!
    return Math.log((probability + smallest) / (1 - probability + smallest))
  })
}
