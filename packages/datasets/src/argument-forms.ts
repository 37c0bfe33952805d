import type { Form } from '@asdf/core'

/** What arguments of `loadDataset` and `datasetPath` look like; for `checkForms` of `@asdf/core`. */
export const aName: Form = { phrase: 'a name or a path', fits: (value) => typeof value === 'string' }

export const loadOptions: Form = {
  phrase: 'an object of options, with texts for part and directory',
  fits: (value) =>
    typeof value === 'object' &&
    value !== null &&
    ['part', 'directory'].every((name) =>
      ['string', 'undefined'].includes(typeof (value as Record<string, unknown>)[name]),
    ),
}
