/** A blank beside one of these is a blank between words. */
const inline = new Set(['a', 'bdi', 'code', 'em', 'small', 'span', 'strong'])
/** These begin a line, so that the file can be read and compared. */
const ownLine = new Set(['details', 'figure', 'h2', 'h3', 'li', 'p', 'section', 'style', 'table', 'tr'])

const known = new WeakMap<TemplateStringsArray, readonly string[]>()

/** The parts of a template without the white space that lays it out, which would be half of a report. */
export function compactTemplate(template: TemplateStringsArray): readonly string[] {
  const compact = known.get(template) ?? template.map(compactPart)
  known.set(template, compact)
  return compact
}

function compactPart(part: string): string {
  return part.replace(/(<\/?([a-z\d]+)[^<>]*>)?(\s+)(?=(\/?>|<\/?([a-z\d]+))?)/g, (...found) => {
    const [, tag = '', before, space, after, next] = found as readonly (string | undefined)[]
    return squeezed(tag) + between(before, space!, after, next)
  })
}

/** What is left of white space after the tag `before` and before what closes a tag or the tag `next`. */
function between(
  before: string | undefined,
  space: string,
  after: string | undefined,
  next: string | undefined,
): string {
  if (after !== undefined && next === undefined) return ''
  if (space.includes('\n') && after?.startsWith('</') === false && ownLine.has(next!)) return '\n'
  const isLayout = [before, next].some((name) => name !== undefined && !inline.has(name))
  return isLayout ? '' : ' '
}

/** A tag that is laid out over lines, on one. */
function squeezed(tag: string): string {
  return tag.replace(/\s+/g, ' ').replace(/ (?=\/?>$)/, '')
}
