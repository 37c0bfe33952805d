import type { Form } from '@asdf/core'
import { isObject } from '@asdf/core/forms'

/** What arguments of baselines look like; for `checkForms` of `@asdf/core`, which names function and argument. */
export const anAdapter: Form = {
  phrase: 'an object with id, defaults and create',
  fits: (value) =>
    isObject(value) &&
    typeof value['id'] === 'string' &&
    isObject(value['defaults']) &&
    typeof value['create'] === 'function' &&
    ['function', 'undefined'].includes(typeof value['restore']),
}

export const aBaselineInput: Form = {
  phrase: 'an object with train, test, classifier and metrics',
  fits: (value) => isObject(value) && hasMethod(value['classifier'], 'fit') && scoringRules.fits(value),
}

export const aSynthesizer: Form = {
  phrase: 'a synthesizer, such as smote()',
  fits: (value) => hasMethod(value, 'fit'),
}

export const scoringRules: Form = {
  phrase: 'an object with metrics, an array of metrics of predictions, and perhaps threshold and classWeights',
  fits: (value) =>
    isObject(value) &&
    Array.isArray(value['metrics']) &&
    value['metrics'].every((metric) => hasMethod(metric, 'compute')) &&
    (value['threshold'] === undefined ||
      (hasMethod(value['threshold'], 'choose') && hasMethod(value['threshold'], 'score'))) &&
    (value['classWeights'] === undefined || isObject(value['classWeights'])),
}

export const somePredictions: Form = {
  phrase: 'an object with the predictions of test rows as test, and perhaps those of validation rows as validation',
  fits: (value) =>
    isObject(value) &&
    isPredictions(value['test']) &&
    (value['validation'] === undefined || isPredictions(value['validation'])),
}

function isPredictions(value: unknown): boolean {
  return isObject(value) && Array.isArray(value['classes']) && ArrayBuffer.isView(value['truth'])
}

function hasMethod(value: unknown, name: string): boolean {
  return isObject(value) && typeof value[name] === 'function'
}
