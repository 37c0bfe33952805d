import type { NumberFormat } from '@asdf/contract'
import { anObject, checkForms, optional } from '../argument-forms.ts'
import { numberOf, trimBlanks } from './cell-text.ts'

/** Reads and writes the numbers of a column in its own spelling. */
export interface NumberSpelling {
  /** The number that a cell spells, or `undefined`. */
  read(text: string): number | undefined
  write(value: number): string
}

/** Whether numbers of this format cannot be told from their text by `numberOf`. */
export function isForeign(format: NumberFormat | undefined): boolean {
  if (format === undefined) return false
  const { decimalMark, thousandsMark, prefix, suffix, negative } = format
  return [decimalMark, thousandsMark, prefix, suffix, negative].some((part) => part !== undefined)
}

/** How a column of this format reads and writes its numbers. Writing takes finite numbers. */
export function numberSpelling(format: NumberFormat | undefined): NumberSpelling {
  checkForms('numberSpelling', { format: [format, optional(anObject)] })
  if (format === undefined) return { read: numberOf, write: shortest }
  return {
    read: isForeign(format) ? (text) => readForeign(text, format) : numberOf,
    write: (value) => writeFormatted(value, format),
  }
}

function shortest(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** The number in a text that has marks, signs or a currency; `undefined` when the format does not fit it. */
function readForeign(text: string, format: NumberFormat): number | undefined {
  let rest = trimBlanks(text)
  let sign = ''
  if (format.negative === 'parentheses' && rest.startsWith('(') && rest.endsWith(')')) {
    sign = '-'
    rest = trimBlanks(rest.slice(1, -1))
  }
  const takeSign = () => {
    const found = /^[-+\u2212]/.exec(rest)?.[0]
    if (found === undefined || sign !== '') return
    sign = found === '+' ? '+' : '-'
    rest = trimBlanks(rest.slice(1))
  }
  takeSign()
  const prefix = trimBlanks(format.prefix ?? '')
  if (prefix !== '' && rest.startsWith(prefix)) {
    rest = trimBlanks(rest.slice(prefix.length))
    takeSign()
  }
  if (format.negative === 'trailing' && rest.endsWith('-') && sign === '') {
    sign = '-'
    rest = trimBlanks(rest.slice(0, -1))
  }
  const suffix = trimBlanks(format.suffix ?? '')
  if (suffix !== '' && rest.endsWith(suffix)) rest = trimBlanks(rest.slice(0, -suffix.length))
  else if (suffix === '%' || suffix === '\u2030') return undefined
  if (format.negative === 'trailing' && rest.endsWith('-') && sign === '') {
    sign = '-'
    rest = trimBlanks(rest.slice(0, -1))
  }
  const plain = withoutMarks(rest, format)
  return plain === undefined ? undefined : numberOf(sign + plain)
}

/** Digits with a decimal point alone; `undefined` where a mark is not where the format has it. */
export function withoutMarks(text: string, { decimalMark, thousandsMark, grouping }: NumberFormat): string | undefined {
  const power = /[eE][+-]?\d+$/.exec(text.length > 400 ? '' : text)?.[0] ?? ''
  const body = power === '' ? text : text.slice(0, -power.length)
  const point = body.indexOf(decimalMark ?? '.')
  const whole = point < 0 ? body : body.slice(0, point)
  const fraction = point < 0 ? '' : body.slice(point + 1)
  if (!isDigits(fraction)) return undefined
  const digits = thousandsMark === undefined ? whole : ungrouped(whole, thousandsMark, grouping === 'indian')
  if (digits === undefined || !isDigits(digits) || digits + fraction === '') return undefined
  return `${digits}${point < 0 ? '' : `.${fraction}`}${power}`
}

/** Whole digits without their groups; numbers without any mark are taken as they are. */
function ungrouped(whole: string, mark: string, isIndian: boolean): string | undefined {
  if (!whole.includes(mark)) return whole
  const groups = whole.split(mark)
  const [first = '', ...others] = groups
  const last = others.pop() ?? ''
  if (!isDigits(first) || first === '' || first.startsWith('0') || last.length !== 3) return undefined
  const size = isIndian ? 2 : 3
  if (first.length > size || others.some((group) => group.length !== size)) return undefined
  return groups.join('')
}

function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return false
  }
  return true
}

function writeFormatted(value: number, format: NumberFormat): string {
  const { prefix = '', suffix = '', negative, plus } = format
  const isNegative = value < 0 || Object.is(value, -0)
  const digits = magnitude(Math.abs(value), format)
  if (!isNegative) return `${plus === 'all' || (plus !== undefined && value > 0) ? '+' : ''}${prefix}${digits}${suffix}`
  if (negative === 'parentheses') return `(${prefix}${digits}${suffix})`
  if (negative === 'trailing') return `${prefix}${digits}-${suffix}`
  if (negative === 'after-prefix') return `${prefix}-${digits}${suffix}`
  return `${negative === 'minus-sign' ? '\u2212' : '-'}${prefix}${digits}${suffix}`
}

function magnitude(value: number, format: NumberFormat): string {
  const { minimumDecimals = 0, decimalMark = '.', thousandsMark, grouping, exponent } = format
  if (exponent !== undefined) return scientific(value, minimumDecimals, exponent).replace('.', decimalMark)
  const text = plainText(value, minimumDecimals)
  if (text.includes('e')) return text.replace('.', decimalMark)
  const [whole = '', fraction = ''] = text.split('.')
  const decimals = fraction.padEnd(minimumDecimals, '0')
  const grouped = thousandsMark === undefined ? whole : inGroups(whole, thousandsMark, grouping === 'indian')
  return decimals === '' ? grouped : `${grouped}${decimalMark}${decimals}`
}

/** The shortest text, without a power of ten where `decimals` digits behind the point say as much. */
function plainText(value: number, decimals: number): string {
  const text = String(value)
  if (!text.includes('e-') || decimals === 0) return text
  const fixed = value.toFixed(Math.min(100, decimals))
  return Number(fixed) === value ? fixed : text
}

/** As C and Python write it: at least the digits that tell the number from its neighbors, and two in the exponent. */
function scientific(value: number, decimals: number, letter: 'e' | 'E'): string {
  const shortestDecimals = (value.toExponential().split('e')[0]!.split('.')[1] ?? '').length
  const [mantissa = '', power = ''] = value
    .toExponential(Math.min(100, Math.max(decimals, shortestDecimals)))
    .split('e')
  return `${mantissa}${letter}${power.slice(0, 1)}${power.slice(1).padStart(2, '0')}`
}

function inGroups(whole: string, mark: string, isIndian: boolean): string {
  const groups: string[] = []
  let rest = whole
  for (let size = 3; rest.length > size; size = isIndian ? 2 : 3) {
    groups.unshift(rest.slice(-size))
    rest = rest.slice(0, -size)
  }
  return [rest, ...groups].join(mark)
}
