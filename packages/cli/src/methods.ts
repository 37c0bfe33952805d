import type { Classifier } from '@asdf/contract'

/** A row of the comparison table: which rows a classifier is trained on, and which classifier. */
export interface Method {
  readonly label: string
  readonly oversample: boolean
  readonly createClassifier: () => Promise<Classifier>
}

async function boosting(): Promise<Classifier> {
  return (await import('@asdf/trees')).gradientBoosting()
}

async function forest(): Promise<Classifier> {
  return (await import('@asdf/trees')).randomForest()
}

/** The methods of `asdf compare`, by the name given to `--methods`. */
export const methods: Readonly<Record<string, Method>> = {
  trtr: { label: 'TRTR, boosting', oversample: false, createClassifier: boosting },
  'trtr-rf': { label: 'TRTR, forest', oversample: false, createClassifier: forest },
  'smote-rf': { label: 'SMOTE + RF', oversample: true, createClassifier: forest },
  'smote-gbm': { label: 'SMOTE + boosting', oversample: true, createClassifier: boosting },
}

export const methodNames: readonly string[] = Object.keys(methods)
