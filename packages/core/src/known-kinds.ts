import type { ColumnKind, Field, ScalarKind, Schema } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { anArray, aSchema, checkForms } from './argument-forms.ts'

/** Which packages know the kinds that not every synthesizer does, and what to do about such a column. */
const advice: Partial<Readonly<Record<ColumnKind, string>>> = {
  image:
    'no package of ASDF makes images yet; leave it out, or hand a synthesizer of images to withColumn of @asdf/pipeline',
  series:
    'no package of ASDF makes series yet; make its steps rows with unnestSeries of @asdf/core, or hand a synthesizer of ' +
    'series to withColumn of @asdf/pipeline',
}

/**
 * Fails with `ASDF_UNSUPPORTED` at the first column whose kind is not among `kinds`, such as a synthesizer's
 * `traits.kinds`; the message names the column and who knows it. `where` names the call, as in `smote.fit`.
 */
export function checkKinds(where: string, schema: Schema, kinds: readonly ColumnKind[]): void {
  checkForms(where, { schema: [schema, aSchema], kinds: [kinds, anArray] })
  const stranger = schema.fields.find(({ kind }) => !kinds.includes(kind))
  if (stranger !== undefined) throw unknownKind(where, stranger, kinds)
}

/** Kinds that hold one value a row. */
export const scalarKinds: readonly ScalarKind[] = ['numeric', 'categorical', 'boolean', 'datetime', 'text']

/** The error of `checkKinds` for one column. */
export function unknownKind(
  where: string,
  { name, kind }: Pick<Field, 'name' | 'kind'>,
  kinds: readonly ColumnKind[] = scalarKinds,
): AsdfError {
  const known = `${kinds.slice(0, -1).join(', ')}${kinds.length > 1 ? ' and ' : ''}${kinds.at(-1)}`
  return new AsdfError(
    'ASDF_UNSUPPORTED',
    `${where}: column '${name}' is ${kind}, but only ${known} columns are known here; ${advice[kind] ?? 'leave it out'}`,
    { feature: `${kind} column '${name}'` },
  )
}
