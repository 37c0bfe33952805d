import type { ErrorContext, Schema } from '@asdf/contract'
import { aSchema, checkForms } from './argument-forms.ts'
import { classNames } from './fields.ts'
import { toNumbers } from './number-arrays.ts'
import { checkNumberOption, optionError } from './options.ts'

/**
 * The errors of a context, by class code of the schema's target; classes that are not named have 0. A context that is not
 * `{ classes, errors }`, a class that the target does not have or that is named twice, and errors that are not one number
 * of at least 0 for each class are an `ASDF_OPTION_INVALID`; errors that are not an array of numbers are an
 * `ASDF_DATA_INVALID`. A target that is not of classes has no errors. `where` names the call, as in `adaptive.train`.
 */
export function readErrorContext(where: string, schema: Schema, context: ErrorContext): Float64Array {
  checkForms(where, { schema: [schema, aSchema] })
  const { fields } = schema
  // From JavaScript it may be anything.
  const { classes, errors: given } = (context ?? {}) as Partial<ErrorContext>
  if (!Array.isArray(classes)) throw optionError(where, 'context', context, 'must be { classes, errors }')
  const named = classes as readonly unknown[]
  const errors = toNumbers(where, 'errors', given!)
  if (named.length !== errors.length)
    throw optionError(where, 'errors', errors.length, `must be ${named.length} numbers, one for each of classes`)
  const target = fields.find(({ role }) => role === 'target')
  const isOfClasses = target?.kind === 'categorical' || target?.kind === 'boolean'
  if (!isOfClasses && named.length > 0) {
    const fault = 'must be empty, since no column of categories or booleans is the target'
    throw optionError(where, 'classes', [...named], fault)
  }
  const names = isOfClasses ? classNames(target) : []
  const ordered = new Float64Array(names.length)
  const told = new Set<unknown>()
  named.forEach((label, i) => {
    const code = names.indexOf(label as string)
    if (code < 0 || told.has(label))
      throw optionError(where, 'classes', label, `must be classes of the target, each once: ${names.join(', ')}`)
    told.add(label)
    checkNumberOption(where, `errors of '${names[code]!}'`, errors[i], { minimum: 0 })
    ordered[code] = errors[i]!
  })
  return ordered
}
