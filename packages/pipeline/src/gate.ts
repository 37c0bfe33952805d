import type { Table } from '@asdf/contract'

export interface GateInput {
  /** Epoch that is to train on the rows, from 1. */
  readonly epoch: number
  /** The class they were made for. */
  readonly class: string
  /** The real rows that they were made from. */
  readonly train: Table
}

/** Looks at drawn rows before they are trained on, and lets through all, some or none of them. */
export interface RowGate {
  readonly id: string
  accept(rows: Table, input: GateInput): Promise<Table>
}
