import { AsdfError } from '@asdf/contract'

/** What is wrong with the text of a rule, and where. */
export type Fault = (position: number, fault: string) => AsdfError

const shownBefore = 50
const shownAfter = 25

/** Makes errors that show the text of a rule with a caret below the character at fault. */
export function faultsOf(text: string): Fault {
  return (position, fault) =>
    new AsdfError('ASDF_OPTION_INVALID', `${fault}\n${pointed(text, position)}`, {
      option: 'rules',
      received: text,
      position,
    })
}

/** The error for a column that is not there, or that a rule cannot speak of. */
export function columnFault(text: string, position: number, fault: string, column: string): AsdfError {
  return new AsdfError('ASDF_SCHEMA_MISMATCH', `${fault}\n${pointed(text, position)}`, {
    column,
    expected: 'a column that rules can speak of',
    received: column,
    position,
  })
}

/** The text around a position, on one line, and a caret on the next. */
function pointed(text: string, position: number): string {
  const start = Math.max(0, position - shownBefore)
  const before = text.slice(start, position).replace(/\s/gu, ' ')
  const after = text.slice(position, position + shownAfter).replace(/\s/gu, ' ')
  const head = start > 0 ? '…' : ''
  const tail = position + shownAfter < text.length ? '…' : ''
  return `  ${head}${before}${after}${tail}\n  ${head === '' ? '' : ' '}${blankFor(before)}^`
}

const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u

/** Blanks that take as much room as the text: marks take none, and letters of East Asia twice as much. */
function blankFor(text: string): string {
  return [...text.replace(/\p{M}/gu, '')].map((letter) => (wide.test(letter) ? '\u3000' : ' ')).join('')
}
