import type { ClassifierSession, EpochClassifier, RunOptions, Table } from '@asdf/contract'
import type { FittedTreeClassifier } from './model.ts'

/** A configured `gradientBoosting`. */
export interface GradientBoosting extends EpochClassifier {
  fit(train: Table, run: RunOptions): Promise<FittedTreeClassifier>
  start(train: Table, run: RunOptions): Promise<GradientBoostingSession>
}

export interface GradientBoostingSession extends ClassifierSession {
  finish(): FittedTreeClassifier
}
