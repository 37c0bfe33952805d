import type { DefaultTreeAdapterTypes } from 'parse5'
import { parse } from 'parse5'

type Node = DefaultTreeAdapterTypes.Node
export type Element = DefaultTreeAdapterTypes.Element

export interface HtmlDocument {
  readonly elements: readonly Element[]
  /** What the parser of the HTML standard found wrong. */
  readonly errors: readonly string[]
  /** Tags that end nothing, or that something else ended. */
  readonly unclosed: readonly string[]
}

export function readHtml(html: string): HtmlDocument {
  const errors: string[] = []
  const document = parse(html, {
    sourceCodeLocationInfo: true,
    onParseError: ({ code, startLine, startCol }) => errors.push(`${code} at ${startLine}:${startCol}`),
  })
  const elements = elementsIn(document)
  const unclosed = elements.filter(isUnclosed).map(({ tagName }) => tagName)
  return { elements, errors, unclosed }
}

const empty = new Set(['br', 'meta', 'link', 'hr', 'img', 'input'])

function isUnclosed({ tagName, sourceCodeLocation }: Element): boolean {
  // Elements of SVG may close themselves.
  if (empty.has(tagName) || sourceCodeLocation == null) return !empty.has(tagName)
  const { startTag, endTag, endOffset } = sourceCodeLocation
  return endTag === undefined && startTag !== undefined && endOffset !== startTag.endOffset
}

function elementsIn(node: Node): Element[] {
  const children = 'childNodes' in node ? node.childNodes.flatMap(elementsIn) : []
  return 'tagName' in node ? [node, ...children] : children
}

export function attributeOf({ attrs }: Element, name: string): string | undefined {
  return attrs.find((one) => one.name === name)?.value
}

export function textOf(node: Node): string {
  if (node.nodeName === '#text') return (node as DefaultTreeAdapterTypes.TextNode).value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}
