import { numberOf, sortCategories } from './cell-text.ts'
import { numberStyle } from './number-style.ts'
import { numberSpelling } from './number-text.ts'
import { areSpelled } from './versions.ts'

/**
 * The categories of a column in their order. Texts that are all numbers are one category where they are equal, such as
 * `0` and `0.0`, in the spelling that most cells have; codes stay as they are.
 */
export function categoriesOf(texts: readonly string[], counts: readonly number[]): string[] {
  const groups = new Map<number, number[]>()
  for (const [i, text] of texts.entries()) {
    const value = numberOf(text)
    if (value === undefined) return sortCategories(texts)
    const group = groups.get(value)
    if (group === undefined) groups.set(value, [i])
    else group.push(i)
  }
  if (groups.size === texts.length || areSpelled(texts, counts)) return sortCategories(texts)
  const style = numberStyle()
  texts.forEach((text, i) => style.add(text, counts[i]!))
  const { write } = numberSpelling(style.format())
  const merged = [...groups].map(([value, group]) => {
    const usual = group.find((i) => Number.isFinite(value) && texts[i] === write(value))
    return texts[usual ?? group.reduce((best, i) => (counts[i]! > counts[best]! ? i : best))]!
  })
  return sortCategories(merged)
}
