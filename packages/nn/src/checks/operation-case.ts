import type { ElementType, SymbolicTensor } from '../index.ts'

/** Values to draw for an input: uniform floats, whole numbers for i32. */
export interface Draw {
  readonly shape: readonly number[]
  readonly low?: number
  readonly high?: number
  readonly dtype?: ElementType
}

export interface OperationCase {
  readonly name: string
  readonly inputs: readonly Draw[]
  readonly build: (...inputs: SymbolicTensor[]) => SymbolicTensor
  /** Highest derivative to check; 2 when absent, 0 for what has none. */
  readonly order?: 0 | 1 | 2
}
