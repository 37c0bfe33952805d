/** A column name that a rule can hold as it is; others go in backticks. */
export const plainName = /[\p{L}_][\p{L}\p{M}\p{Nd}_.]*/uy

const wholeName = new RegExp(`^${plainName.source}$`, 'u')

/** A column name as rules spell it: `` `zip code` ``. A backtick inside is written twice. */
export function ruleName(name: string): string {
  return wholeName.test(name) ? name : `\`${name.replaceAll('`', '``')}\``
}
