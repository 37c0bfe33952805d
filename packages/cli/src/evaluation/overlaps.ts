import type { RunOptions, Table } from '@asdf/contract'
import type { EvaluatedTables } from './evaluated-tables.ts'
import { duplicateShare } from '@asdf/metrics'
import { exactCopies } from '@asdf/privacy'

/**
 * Says where the hold-out is not what it has to be: rows that the model never saw. Tables of few values share rows anyway; only more
 * than that counts.
 */
export async function findOverlaps(
  { train, holdout, synthetic }: EvaluatedTables,
  run: RunOptions,
): Promise<readonly string[]> {
  const copies = (rows: Table, of: Table) => exactCopies.compute({ train: of, synthetic: rows }, run)
  const known = await copies(holdout, train)
  const { value: repeated } = await duplicateShare.compute({ train, synthetic: train }, run)
  const [made, usual] = [await copies(synthetic, holdout), await copies(train, holdout)]
  const warnings: string[] = []
  // Of rows with twins in their own table, at least half equal an earlier one.
  if (known.interval![0] > 2 * repeated)
    warnings.push(
      `${percent(known.value)} of the hold-out rows are training rows: name rows that the model did not see, or no figure beside real rows holds`,
    )
  if (made.interval![0] > usual.interval![1])
    warnings.push(
      `${percent(made.value)} of the synthetic rows are hold-out rows: what made them has seen these, so neither utility nor privacy can be believed`,
    )
  return warnings
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
