import type { RunOptions } from '@asdf/contract'
import type { CodeLayout } from '../../columns/coder.ts'
import type { AmountModel } from './amount-model.ts'
import { guessesOf } from './guesses.ts'

/** Codes of the target, drawn given all other columns of rows. Columns are in modelling order. */
export async function redrawAmounts(
  { features, regressors, coder, density }: AmountModel,
  rows: { readonly coders: readonly CodeLayout[]; readonly codes: readonly Uint8Array[] },
  run: RunOptions & { readonly threads: number | null },
): Promise<Uint8Array> {
  const own = {
    coders: features.map((place) => rows.coders[place]!),
    codes: features.map((place) => rows.codes[place]!),
  }
  const guesses = await guessesOf(regressors, own)
  const fixed = [coder.encode({ kind: 'numeric', values: guesses }), ...own.codes]
  const { columns } = await density.sample(guesses.length, { fixed, from: fixed.length }, run)
  return columns.at(-1)!
}
