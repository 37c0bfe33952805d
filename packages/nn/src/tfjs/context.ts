import type { SymbolicTensor } from '../tensor.ts'
import type { TensorFlow, TfjsTensor } from './runtime.ts'

/** What operations compute with on TensorFlow.js. Tensors they make on the way are freed behind them. */
export interface TfjsContext {
  readonly tf: TensorFlow
  /** A tensor that the operation behind `output` needs at every run: made at the first, and freed with the program. */
  once(output: SymbolicTensor, make: () => TfjsTensor): TfjsTensor
}

export const tfjsTypes = { f32: 'float32', i32: 'int32', bool: 'bool' } as const
