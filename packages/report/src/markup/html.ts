import { printable } from '@asdf/contract'
import { compactTemplate } from './compact-template.ts'

/** Text that is HTML already. Only `html` makes it. */
export interface Markup {
  readonly markup: string
}

export type Content = string | number | Markup | undefined | readonly Content[]

/**
 * A template of HTML or SVG: what is put in is escaped unless it is markup itself, so that no text of the data can become
 * an element or end an attribute. Attributes must be quoted in the template. The white space that lays the template out is left out.
 */
export function html(template: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const parts = compactTemplate(template)
  let markup = parts[0]!
  contents.forEach((content, index) => {
    markup += written(content) + parts[index + 1]!
  })
  return { markup }
}

function written(content: Content): string {
  if (content === undefined) return ''
  if (typeof content === 'number') return String(content)
  if (typeof content === 'string') return escapeText(content)
  if (isMarkup(content)) return content.markup
  return content.map(written).join('')
}

function isMarkup(content: Markup | readonly Content[]): content is Markup {
  return !Array.isArray(content)
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

/** Surrogates without their other half, and code points that are no characters: neither may be in HTML. */
const unwritable = /[\ud800-\udfff\ufdd0-\ufdef\p{Noncharacter_Code_Point}]/gu

function escapeText(text: string): string {
  return printable(text)
    .replace(unwritable, '\ufffd')
    .replace(/[&<>"'`]/g, (character) => references[character]!)
}
