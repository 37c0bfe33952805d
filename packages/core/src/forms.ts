export { aCount, aFunction, aNumber, anObject, anRng, aTable, aText, isObject, numberList } from './argument-forms.ts'
