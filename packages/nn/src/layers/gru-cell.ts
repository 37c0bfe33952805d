import type { SymbolicTensor } from '../tensor.ts'
import type { ParameterScope } from './scope.ts'
import { checkForms } from '@asdf/core'
import { aScope, aTensor } from '../argument-forms.ts'
import { add, multiply, subtract } from '../ops/arithmetic.ts'
import { matmul } from '../ops/matmul.ts'
import { sigmoid, tanh } from '../ops/saturating.ts'
import { slice } from '../ops/slice.ts'
import { uniformInitializer } from './initializers.ts'

/**
 * One step of a gated recurrent unit (Cho et al. 2014, in PyTorch's form): from an input [batch, features] and a state
 * [batch, units] to the next state. Weights hold the reset, update and new gates side by side.
 */
export function gruCell(scope: ParameterScope, x: SymbolicTensor, state: SymbolicTensor): SymbolicTensor {
  checkForms('gruCell', { scope: [scope, aScope], x: [x, aTensor], state: [state, aTensor] })
  const units = state.shape.at(-1) ?? 0
  const initialize = uniformInitializer(1 / Math.sqrt(units))
  const project = (tensor: SymbolicTensor, name: string) => {
    const weight = scope.parameter(`${name}-weight`, [tensor.shape.at(-1) ?? 0, 3 * units], initialize)
    return add(matmul(tensor, weight), scope.parameter(`${name}-bias`, [3 * units], initialize))
  }
  const [fromInput, fromState] = [project(x, 'input'), project(state, 'state')]
  const gate = (tensor: SymbolicTensor, index: number) => slice(tensor, 1, index * units, (index + 1) * units)
  const reset = sigmoid(add(gate(fromInput, 0), gate(fromState, 0)))
  const update = sigmoid(add(gate(fromInput, 1), gate(fromState, 1)))
  const fresh = tanh(add(gate(fromInput, 2), multiply(reset, gate(fromState, 2))))
  // (1 - update) · fresh + update · state
  return add(fresh, multiply(update, subtract(state, fresh)))
}
