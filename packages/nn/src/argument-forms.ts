import type { Form } from '@asdf/core'
import { isObject } from '@asdf/core/forms'

export { aFunction, aNumber, anRng, aText, numberList as someNumbers } from '@asdf/core/forms'

/** What arguments of functions on graphs look like; for `checkForms` of `@asdf/core`. */
export const aTensor: Form = {
  phrase: 'a tensor of a graph, as input(...) and constant(...) give',
  fits: (value) => isObject(value) && Array.isArray(value['shape']) && isObject(value['operation']),
}

export const anOperand: Form = {
  phrase: 'a number or a tensor of a graph',
  fits: (value) => typeof value === 'number' || aTensor.fits(value),
}

export const someTensors: Form = {
  phrase: 'an array of tensors of a graph',
  fits: (value) => Array.isArray(value) && value.every(aTensor.fits),
}

export const namedTensors: Form = {
  phrase: 'tensors of a graph by name',
  fits: (value) => isObject(value) && Object.values(value).every(aTensor.fits),
}

export const namedBuffers: Form = {
  phrase: 'typed arrays by name',
  fits: (value) => isObject(value) && Object.values(value).every((one) => ArrayBuffer.isView(one)),
}

export const someSignatures: Form = {
  phrase: 'shapes and element types by name',
  fits: (value) =>
    isObject(value) &&
    Object.values(value).every((one) => isObject(one) && aShape.fits(one['shape']) && elementType.fits(one['dtype'])),
}

export const aShape: Form = {
  phrase: 'a shape: an array of numbers',
  fits: (value) => Array.isArray(value) && value.every((size) => typeof size === 'number'),
}

export const aScope: Form = {
  phrase: 'a scope of parameters, as parameterScope(name) gives',
  fits: (value) => isObject(value) && typeof value['parameter'] === 'function' && typeof value['at'] === 'function',
}

export const parameterList: Form = {
  phrase: 'an array of parameters, as the list() of a scope gives',
  fits: (value) => Array.isArray(value) && value.every((one) => isObject(one) && aTensor.fits(one['tensor'])),
}

export const someOptions: Form = { phrase: 'an object of options', fits: isObject }
export const floats: Form = { phrase: 'a Float32Array', fits: (value) => value instanceof Float32Array }

export const elementType: Form = {
  phrase: "'f32', 'i32' or 'bool'",
  fits: (value) => value === 'f32' || value === 'i32' || value === 'bool',
}
