import type { Form } from '../argument-forms.ts'
import type { Rule } from './rule.ts'
import { aFiniteNumber, anArray, anObject, aNumber, aText, listOf } from '../argument-forms.ts'

type PartsOf<R extends Rule> = Readonly<Partial<Record<keyof R, Form>>>

const term = record({ column: aText, factor: aNumber })
const side = record({ terms: listOf(term), constant: aNumber, dates: listOf(anObject) })
const key = record({ column: aText })
/** Whether a cell is null, zero or a value. */
export const aCellState = record({ column: aText })

/** What a row is looked up by, and what it then holds. */
export const aLookUp = record({ keys: listOf(key), cases: listOf(record({ keys: anArray })) })

/** The parts that a rule of each kind cannot do without. */
const parts: { readonly [Kind in Rule['kind']]: PartsOf<Extract<Rule, { kind: Kind }>> } = {
  equal: { left: aText, right: aText },
  'often-equal': { left: aText, right: aText },
  order: { low: aText, high: aText },
  sum: { column: aText, terms: listOf(term), constant: aNumber, decimals: aNumber },
  linear: { left: side, relation: aText, right: side, slack: aNumber },
  product: { column: aText, left: aText, right: aText, factor: aNumber, decimals: aNumber },
  multiple: { column: aText, source: aText, factors: listOf(aFiniteNumber), decimals: aNumber },
  dependency: { keys: listOf(key), column: aText, cases: listOf(record({ keys: anArray })) },
  bin: { column: aText, source: aText, cuts: listOf(aNumber), values: anArray },
  'one-of': { columns: listOf(aText) },
  implication: { when: aCellState, then: aCellState },
}

/** A rule between columns, with the parts of its kind. */
export const aRule: Form = {
  phrase: 'a rule, as findRules and parseRule give',
  fits: (value) => {
    if (!anObject.fits(value)) return false
    const { kind } = value as { readonly kind?: unknown }
    if (typeof kind !== 'string' || !Object.hasOwn(parts, kind)) return false
    return record(parts[kind as Rule['kind']]).fits(value)
  },
}

function record(forms: Readonly<Record<string, Form>>): Form {
  const fits = (value: unknown) =>
    anObject.fits(value) &&
    Object.entries(forms).every(([name, form]) => form.fits((value as Record<string, unknown>)[name]))
  return { phrase: `an object with ${Object.keys(forms).join(', ')}`, fits }
}
