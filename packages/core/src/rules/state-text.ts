import type { CellState } from './rule.ts'

/** A state as a text that no other state has. */
export function stateText({ column, is, not }: CellState): string {
  return JSON.stringify([column, is, not])
}
