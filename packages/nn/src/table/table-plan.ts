import type { RowLayout } from './row-layout.ts'
import { checkForms } from '@asdf/core'
import { conditionsOfPlan } from './argument-forms.ts'

/** The form of rows and conditions: what the networks of every synthesizer of tables have in common. */
export interface TablePlan {
  readonly layout: RowLayout
  readonly conditions: ConditionPlan
}

/** How conditions enter the networks. */
export type ConditionPlan =
  /** Not at all. */
  | { readonly kind: 'none' }
  /** As a vector beside noise and rows: one category of one column (CTGAN). */
  | { readonly kind: 'vector' }
  /**
   * Through learned embeddings: any categories, of which the rows then hold exactly those, and the error of each of
   * `classes` classes.
   */
  | { readonly kind: 'embedded'; readonly size: number; readonly classes: number }

/** The length of the context: the number of classes that a network is given errors of. */
export function contextSize(plan: Pick<TablePlan, 'conditions'>): number {
  checkForms('contextSize', { plan: [plan, conditionsOfPlan] })
  const { conditions } = plan
  return conditions.kind === 'embedded' ? conditions.classes : 0
}
