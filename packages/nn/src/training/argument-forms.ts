import type { Form } from '@asdf/core'
import { isObject } from '@asdf/core/forms'

/** What arguments of trainings look like; for `checkForms` of `@asdf/core`. */
export const aHistory: Form = {
  phrase: 'the report of a training, with history, an array of records, and bestEpoch, a number',
  fits: (value) => isObject(value) && someRecords.fits(value['history']) && typeof value['bestEpoch'] === 'number',
}

export const someRecords: Form = {
  phrase: 'an array of records of epochs',
  fits: (value) => Array.isArray(value) && value.every(isObject),
}

export const aScope: Form = {
  phrase: 'the scope of a checkpoint, with id, name, identity, epochs and earlyStopping',
  fits: (value) =>
    isObject(value) &&
    typeof value['id'] === 'string' &&
    typeof value['name'] === 'string' &&
    isObject(value['identity']) &&
    typeof value['epochs'] === 'number' &&
    (value['earlyStopping'] === null || isObject(value['earlyStopping'])),
}

export const aTrainerState: Form = {
  phrase: 'the state of a trainer, as its save() gives',
  fits: (value) =>
    isObject(value) &&
    typeof value['steps'] === 'number' &&
    isObject(value['networks']) &&
    Object.values(value['networks']).every((one) => isObject(one) && one['rows'] instanceof Float32Array),
}

export const aTrainingState: Form = {
  phrase: 'the state of a training, with trainer, history and best',
  fits: (value) =>
    isObject(value) &&
    aTrainerState.fits(value['trainer']) &&
    someRecords.fits(value['history']) &&
    (value['best'] === undefined || (isObject(value['best']) && value['best']['values'] instanceof Float32Array)),
}

export const aTrainer: Form = {
  phrase: 'a trainer',
  fits: (value) =>
    isObject(value) && ['findUnsound', 'save', 'load'].every((name) => typeof value[name] === 'function'),
}

export const someSteps: Form = {
  phrase: 'an object with name and step',
  fits: (value) => isObject(value) && typeof value['name'] === 'string' && typeof value['step'] === 'function',
}

export const epochSettings: Form = {
  phrase: 'settings of epochs, with name, step, epochs, stepsPerEpoch, earlyStopping, onEpoch and onDiverged',
  fits: (value) =>
    isObject(value) &&
    someSteps.fits(value) &&
    typeof value['epochs'] === 'number' &&
    typeof value['stepsPerEpoch'] === 'number' &&
    typeof value['onEpoch'] === 'function' &&
    typeof value['onDiverged'] === 'function' &&
    (value['resume'] === undefined || aTrainingState.fits(value['resume'])),
}

export const aStepCount: Form = {
  phrase: 'an object with the numbers count, first and totalSteps',
  fits: (value) => isObject(value) && ['count', 'first', 'totalSteps'].every((name) => typeof value[name] === 'number'),
}

export const someTexts: Form = {
  phrase: 'an array of texts',
  fits: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
}
