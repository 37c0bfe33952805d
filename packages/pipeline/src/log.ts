import type { JsonObject } from '@asdf/contract'
import type { Form } from '@asdf/core'
import { checkForms } from '@asdf/core'

/** A number for each class, by name. */
export type ByClass = Readonly<Record<string, number>>

/** First line of a log: everything that a second run needs to come out the same. */
export interface RunEntry {
  readonly kind: 'run'
  readonly logVersion: 1
  readonly seed: number
  readonly epochs: number
  readonly batchesPerEpoch: number
  readonly target: string
  readonly classes: readonly string[]
  readonly rows: Readonly<Record<'train' | 'controller' | 'validation' | 'test', number>>
  readonly preparations: readonly string[]
  readonly synthesizer: { readonly id: string; readonly options: JsonObject }
  readonly classifier: { readonly id: string; readonly options: JsonObject }
  readonly policy: { readonly id: string; readonly options: JsonObject }
  readonly gate: string | null
  /** Who gives synthetic rows soft labels, and how they reach the classifier; null where each keeps its class. */
  readonly teacher: {
    readonly id: string
    readonly options: JsonObject
    /** `weighted`: a copy of the row for each class, weighted by its probability; `drawn`: one class drawn by them. */
    readonly labels: 'weighted' | 'drawn'
  } | null
}

/**
 * Rows drawn from the synthesizer. While it is the same model, as one that is fitted once always is, `seed`, `class` and
 * `count` draw the very same rows again.
 */
export interface SampleEntry {
  readonly kind: 'sample'
  /** Epoch that trains on them, from 1. */
  readonly epoch: number
  readonly class: string
  readonly count: number
  readonly seed: number
  /** How many of them the gate let through; all of them without a gate. */
  readonly accepted: number
  /** Why there are none, where the synthesizer cannot make rows of this class from what there is. */
  readonly refused?: string
}

/** What one batch was made of. */
export interface BatchEntry {
  readonly kind: 'batch'
  readonly epoch: number
  readonly batch: number
  readonly rows: number
  readonly syntheticRows: number
  readonly syntheticFraction: number
}

/** What one epoch was made of, and where it led. */
export interface EpochEntry {
  readonly kind: 'epoch'
  readonly epoch: number
  readonly rows: number
  readonly syntheticRows: number
  readonly syntheticFraction: number
  /** Where a teacher gave them soft labels: the sum of these by class, not the classes that were asked for. */
  readonly syntheticByClass: ByClass
  /** F1 of each class on the controller rows: the context for the next epoch. */
  readonly f1: ByClass
  /** Metrics on the validation rows, by id. */
  readonly validation: ByClass
}

/** Last line: which epoch's model was kept, and what it scores on test rows, seen here for the first and only time. */
export interface EndEntry {
  readonly kind: 'end'
  readonly bestEpoch: number
  readonly test: ByClass
}

/** One line of the loop's log. */
export type LogEntry = RunEntry | SampleEntry | BatchEntry | EpochEntry | EndEntry

/** The entry as a line of JSON Lines, with its line break. */
export function formatLogEntry(entry: LogEntry): string {
  checkForms('formatLogEntry', { entry: [entry, anEntry] })
  return `${JSON.stringify(entry)}\n`
}

const anEntry: Form = {
  phrase: 'an entry of the log of adapt',
  fits: (value) => typeof value === 'object' && value !== null && typeof (value as Partial<LogEntry>).kind === 'string',
}
