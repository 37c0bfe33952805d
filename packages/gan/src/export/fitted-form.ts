import type { Form } from '@asdf/core'

/** What a fitted GAN looks like from the outside. */
export const aFittedGan: Form = {
  phrase: 'a fitted GAN, as fit() and load() of ctgan and its like give',
  fits: (value) => isObject(value) && isObject(value['model']) && isObject(value['model']['plan']),
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
