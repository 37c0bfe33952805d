import type { Form } from '@asdf/core'
import { aCount, isObject } from '@asdf/core/forms'

/** What arguments of tree functions look like; for `checkForms` of `@asdf/core`. */
export const numberColumns: Form = {
  phrase: 'an array of Float64Arrays',
  fits: (value) => Array.isArray(value) && value.every((one) => one instanceof Float64Array),
}

export { aCount, aText } from '@asdf/core/forms'

export const aBoosterSize: Form = {
  phrase: 'an object with rowCount, featureCount, maximumBins and maximumLeaves, whole numbers',
  fits: (value) =>
    isObject(value) &&
    ['rowCount', 'featureCount', 'maximumBins', 'maximumLeaves'].every((name) => aCount.fits(value[name])),
}

export const aCodeState: Form = {
  phrase: 'the state of a model of codes, with json and arrays',
  fits: (value) => isObject(value) && isObject(value['json']) && isObject(value['arrays']),
}

export const aFileUrl: Form = { phrase: 'a URL', fits: (value) => value instanceof URL }

/** A Uint8Array of this length at least. */
export function bytesFor(length: number): Form {
  return {
    phrase: `a Uint8Array of ${length} or more`,
    fits: (value) => value instanceof Uint8Array && value.length >= length,
  }
}

/** Columns of this length at least. */
export function columnsFor(rowCount: number): Form {
  return {
    phrase: `an array of Float64Arrays of ${rowCount} numbers or more`,
    fits: (value) => numberColumns.fits(value) && (value as Float64Array[]).every(({ length }) => length >= rowCount),
  }
}

/** As many arrays of thresholds as there are columns. */
export function edgesFor(count: number): Form {
  return {
    phrase: `an array of ${count} Float64Arrays, thresholds by column`,
    fits: (value) => numberColumns.fits(value) && (value as unknown[]).length === count,
  }
}
