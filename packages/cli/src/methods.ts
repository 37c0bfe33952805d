import type { Classifier } from '@asdf/contract'

async function boosting(): Promise<Classifier> {
  return (await import('@asdf/trees')).gradientBoosting()
}

async function forest(): Promise<Classifier> {
  return (await import('@asdf/trees')).randomForest()
}

/** The classifiers that can be asked for, by the name given to `--teacher`. */
export const classifiers = { gbm: boosting, rf: forest } as const satisfies Readonly<
  Record<string, () => Promise<Classifier>>
>

export type ClassifierName = keyof typeof classifiers

export const classifierNames = Object.keys(classifiers) as readonly ClassifierName[]

/** A row of the comparison table: which rows a classifier is trained on, and which classifier. */
export interface Method {
  readonly label: string
  /** Real training rows; those with SMOTE's, so that the classes are level; or as many rows of a model alone. */
  readonly trainOn: 'real' | 'oversampled' | { readonly model: string }
  readonly createClassifier: () => Promise<Classifier>
}

/** The methods of `asdf compare`, by the name given to `--methods`. */
export const methods: Readonly<Record<string, Method>> = {
  trtr: { label: 'TRTR, boosting', trainOn: 'real', createClassifier: boosting },
  'trtr-rf': { label: 'TRTR, forest', trainOn: 'real', createClassifier: forest },
  'smote-rf': { label: 'SMOTE + RF', trainOn: 'oversampled', createClassifier: forest },
  'smote-gbm': { label: 'SMOTE + boosting', trainOn: 'oversampled', createClassifier: boosting },
  // Classes in the shares of the training rows, to within a row.
  'forest-gbm': { label: 'forest + boosting', trainOn: { model: 'forest' }, createClassifier: boosting },
  'adaptive-gbm': { label: 'adaptive + boosting', trainOn: { model: 'adaptive' }, createClassifier: boosting },
  // CTGAN comes near them, by the calibration of what it has learned to make.
  'ctgan-gbm': { label: 'CTGAN + GBM', trainOn: { model: 'ctgan' }, createClassifier: boosting },
}

export const methodNames: readonly string[] = Object.keys(methods)
