import type { SymbolicTensor } from '../tensor.ts'

/** A rule gives back something cheaper with the same value, or `undefined` when it does not apply. */
export type Rule = (tensor: SymbolicTensor) => SymbolicTensor | undefined
