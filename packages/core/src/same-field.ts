import type { Field } from '@asdf/contract'
import { aField, checkForms } from './argument-forms.ts'

/** Whether two fields hold the same values: the same kind, categories, picture size, or channels. Names and roles may differ. */
export function isSameField(one: Field, other: Field): boolean {
  checkForms('isSameField', { one: [one, aField], other: [other, aField] })
  switch (one.kind) {
    case 'categorical':
      return other.kind === 'categorical' && isSameList(one.categories, other.categories, Object.is)
    case 'image': {
      if (other.kind !== 'image') return false
      return one.height === other.height && one.width === other.width && one.channels === other.channels
    }
    case 'series': {
      if (other.kind !== 'series' || one.time?.kind !== other.time?.kind) return false
      return isSameList(one.channels, other.channels, (a, b) => a.name === b.name && isSameField(a, b))
    }
    default:
      return one.kind === other.kind
  }
}

/** What to do, for the end of a message, where nothing but the categories of two columns differ: a model may have merged rare ones. */
export function categoriesAdvice(one: Field, other: Field): string {
  if (one.kind !== 'categorical' || other.kind !== 'categorical') return ''
  return "; give both tables one list with shareCategories(one, other), before the fit of a model, or fit a synthesizer with schema: 'training'"
}

/** What a field holds, for messages: its kind, and what must be the same for two columns to fit. */
export function describeField(field: Field): string {
  checkForms('describeField', { field: [field, aField] })
  switch (field.kind) {
    case 'categorical':
      return `categories ${field.categories.slice(0, 10).join(', ')}`
    case 'image':
      return `images of ${field.height} × ${field.width} pixels and ${field.channels} channels`
    case 'series': {
      const times = field.time === undefined ? '' : `, with ${field.time.kind} times`
      return `series of ${field.channels.map(({ name, kind }) => `${name} (${kind})`).join(', ')}${times}`
    }
    default:
      return field.kind
  }
}

function isSameList<T>(one: readonly T[], other: readonly T[], isSame: (a: T, b: T) => boolean): boolean {
  return one === other || (one.length === other.length && one.every((item, index) => isSame(item, other[index]!)))
}
