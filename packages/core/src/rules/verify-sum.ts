import type { FoundRule, SumRule } from './rule.ts'
import type { RuleSearch } from './search.ts'
import { fits, rawSumOf } from './evaluate.ts'
import { allowed } from './search.ts'

/** The rule with how well all rows keep it; `undefined` where too few rows speak of it, or too many break it. */
export function verifySum(search: RuleSearch, rule: SumRule): FoundRule | undefined {
  const byName = new Map(search.numbers.map((one) => [one.name, one.values]))
  const raw = rawSumOf(rule, (name) => byName.get(name)!)
  const values = byName.get(rule.column)!
  let [support, exceptions] = [0, 0]
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row]!) || Number.isNaN(raw[row]!)) continue
    support++
    if (!fits(rule, 1, raw[row]!, values[row]!)) exceptions++
  }
  return support >= search.minimumSupport && exceptions <= allowed(search, support)
    ? { rule, support, exceptions }
    : undefined
}
