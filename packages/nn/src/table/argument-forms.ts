import type { Form } from '@asdf/core'
import { isObject } from '@asdf/core/forms'
import { aScope, aTensor } from '../argument-forms.ts'

/** What arguments of functions on tables and networks look like; for `checkForms` of `@asdf/core`. */
export const aLayout: Form = {
  phrase: 'a layout of rows, as rowLayout gives',
  fits: (value) =>
    isObject(value) &&
    areObjects(value['blocks']) &&
    typeof value['width'] === 'number' &&
    value['order'] instanceof Int32Array,
}

export const anActivation: Form = {
  phrase: 'an object with layout, as rowLayout gives',
  fits: (value) => isObject(value) && aLayout.fits(value['layout']),
}

export const aBlock: Form = {
  phrase: 'an object with start and width, numbers',
  fits: (value) => isObject(value) && typeof value['start'] === 'number' && typeof value['width'] === 'number',
}

export const conditionsOfPlan: Form = {
  phrase: 'a plan of a table, with conditions',
  fits: (value) => isObject(value) && isObject(value['conditions']),
}

export const aPlan: Form = {
  phrase: 'a plan of a table, with layout and conditions',
  fits: (value) => conditionsOfPlan.fits(value) && anActivation.fits(value),
}

export const aModel: Form = {
  phrase: 'a model of a table, with plan, target and what it was fitted on',
  fits: (value) => isObject(value) && aPlan.fits(value['plan']),
}

export const aWholeModel: Form = {
  phrase: 'a fitted or loaded model of a table',
  fits: (value) =>
    aModel.fits(value) &&
    isObject(value) &&
    typeof value['name'] === 'string' &&
    ['transform', 'numbers', 'schema'].every((name) => isObject(value[name])),
}

export const withCounts: Form = {
  phrase: 'an object with plan, target and counts of a model of a table',
  fits: (value) =>
    aModel.fits(value) &&
    isObject(value) &&
    typeof value['target'] === 'number' &&
    value['counts'] instanceof Float64Array,
}

export const aPreparedTable: Form = {
  phrase: 'a prepared table, as prepareTable gives',
  fits: (value) =>
    aModel.fits(value) && isObject(value) && Array.isArray(value['codes']) && typeof value['target'] === 'number',
}

export const someSettings: Form = {
  phrase: 'an object of settings, with name and transform',
  fits: (value) => isObject(value) && typeof value['name'] === 'string' && isObject(value['transform']),
}

export const aNetwork: Form = {
  phrase: 'a network of rows, with plan and writeSamplingGraph',
  fits: (value) => isObject(value) && aPlan.fits(value['plan']) && typeof value['writeSamplingGraph'] === 'function',
}

export const anEngine: Form = {
  phrase: 'an engine',
  fits: (value) => isObject(value) && typeof value['compile'] === 'function',
}

export const aGenerator: Form = {
  phrase: 'a generator of rows, as rowGenerator gives',
  fits: (value) => isObject(value) && typeof value['make'] === 'function',
}

export const aReader: Form = {
  phrase: 'a reader of models, with id, name and losses',
  fits: (value) => isObject(value) && typeof value['id'] === 'string' && typeof value['name'] === 'string',
}

export const categoryRows: Form = {
  phrase: 'the rows of each category, with rowCount, starts and rows',
  fits: (value) =>
    isObject(value) &&
    typeof value['rowCount'] === 'number' &&
    ArrayBuffer.isView(value['starts']) &&
    ArrayBuffer.isView(value['rows']),
}

export const aTransformShape: Form = {
  phrase: 'the shape of a transform, with width, slots and discrete',
  fits: (value) =>
    isObject(value) &&
    Number.isSafeInteger(value['width']) &&
    (value['width'] as number) >= 0 &&
    areObjects(value['slots']) &&
    areObjects(value['discrete']),
}

export const rowPicking: Form = {
  phrase: 'an object with candidates and classifier',
  fits: (value) => isObject(value) && isObject(value['classifier']),
}

export const maybeAcceptance: Form = {
  phrase: 'what fitAcceptance gives',
  fits: (value) => value === undefined || isObject(value),
}

export const someConditions: Form = { phrase: 'an array of conditions', fits: areObjects }

/** A tensor of a graph, or none. */
export const maybeTensor: Form = {
  phrase: 'a tensor of a graph or undefined',
  fits: (value) => value === undefined || aTensor.fits(value),
}

export { anObject, aTable } from '@asdf/core/forms'
export { aScope, aTensor }

function areObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every(isObject)
}
