import type { ParameterScope } from '../../layers/scope.ts'
import type { SymbolicTensor } from '../../tensor.ts'
import type { TablePlan } from '../table-plan.ts'
import { checkForms } from '@asdf/core'
import * as nn from '../../index.ts'
import { anObject, aPlan, aScope, conditionsOfPlan } from '../argument-forms.ts'

/** The conditions of a batch as tensors. */
export interface ConditionInputs {
  /** Zeros and ones like the discrete blocks of a row, [rows, condition width]. */
  readonly condition?: SymbolicTensor
  /** The error of each class, [1, classes]: the same for the whole batch. */
  readonly context?: SymbolicTensor
}

/** The condition inputs of a graph for so many rows; none for plans without conditions. */
export function conditionInputs(plan: TablePlan, rows: number): ConditionInputs {
  checkForms('conditionInputs', { plan: [plan, aPlan] })
  const { layout, conditions } = plan
  if (conditions.kind === 'none' || layout.conditionWidth === 0) return {}
  const condition = nn.input('condition', [rows, layout.conditionWidth])
  if (conditions.kind === 'vector' || conditions.classes === 0) return { condition }
  return { condition, context: nn.input('context', [1, conditions.classes]) }
}

/**
 * What a network reads beside its rows: the condition as it is, or the sum of a learned vector for each category that it
 * names and one for each class in proportion to its error. Those of the errors start at zero, since errors come late.
 */
export function embedConditions(
  scope: ParameterScope,
  plan: TablePlan,
  inputs: ConditionInputs,
): readonly SymbolicTensor[] {
  checkForms('embedConditions', { scope: [scope, aScope], plan: [plan, conditionsOfPlan], inputs: [inputs, anObject] })
  const { conditions } = plan
  const { condition, context } = inputs
  if (condition === undefined) return []
  if (conditions.kind !== 'embedded') return [condition]
  const [, width] = condition.shape
  const weights = scope.at('condition').parameter('weight', [width!, conditions.size], nn.normalInitializer())
  const embedded = nn.matmul(condition, weights)
  if (context === undefined) return [embedded]
  const shape = [conditions.classes, conditions.size]
  const errors = scope.at('context').parameter('weight', shape, nn.constantInitializer(0))
  return [nn.add(embedded, nn.matmul(context, errors))]
}
