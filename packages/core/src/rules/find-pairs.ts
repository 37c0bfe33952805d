import type { Sliced } from '../slices.ts'
import type { FoundRule } from './rule.ts'
import type { NumberColumn, RuleSearch } from './search.ts'
import { isClose } from './rule-columns.ts'
import { allowed } from './search.ts'

/** A share of equal values from which a column is worth saying so, and how far it must lie above chance. */
const leastEqual = 0.05
const leastLift = 5
/** Equal values must differ among themselves, or the columns merely have a frequent value in common. */
const leastEqualValues = 12
/** Rows that are looked at before a pair is given up. */
const firstLook = 96

/** Equal columns, often equal ones, and ordered ones, among all pairs of numbers and all pairs of datetimes. */
export function* findPairs(search: RuleSearch): Sliced<FoundRule[]> {
  // Flags are a matter of dependencies.
  const numbers = search.numbers.filter(({ distinct }) => distinct > 2)
  // How likely a false rule is grows with the number of pairs that are tried.
  const leastSurprise = Math.log(100 * Math.max(1, numbers.length * (numbers.length - 1)))
  const found: FoundRule[] = []
  for (const [place, a] of numbers.entries()) {
    yield
    for (const b of numbers.slice(place + 1)) {
      if (a.field.kind !== b.field.kind || !isPromising(a, b) || isCoincidence(a, b)) continue
      found.push(...judge(search, a, b, leastSurprise))
      yield
    }
  }
  return found
}

interface Comparison {
  below: number
  above: number
  equal: number
  equalNonZero: number
  nonZero: number
}

/** Compares rows until the pair is beyond hope: out of order both ways, and hardly ever equal. */
function isPromising({ sample: a, distinct }: NumberColumn, { sample: b, distinct: others }: NumberColumn): boolean {
  let [below, above, equal, seen] = [0, 0, 0, 0]
  for (let row = 0; row < a.length; row++) {
    const [x, y] = [a[row]!, b[row]!]
    if (x < y) below++
    else if (x > y) above++
    else if (x === y) equal++
    else continue
    if (++seen < firstLook) continue
    const isOrdered = Math.min(below, above) <= 0.005 * seen
    return isOrdered || (Math.min(distinct, others) >= leastEqualValues && equal >= (leastEqual / 2) * seen)
  }
  return seen > 0
}

/** Rows that are compared with chance before whole columns are, and how many standard deviations a share may be off. */
const secondLook = 1000
const deviations = 4.5

/** Whether a pair that is out of order is equal about as often as shuffled columns are, such as two of few values. */
function isCoincidence(a: NumberColumn, b: NumberColumn): boolean {
  const [left, right, other] = [a.sample, b.sample, b.shuffled].map((values) => values.subarray(0, secondLook))
  const real = compare(left!, right!)
  if (Math.min(real.below, real.above) <= 0.005 * (real.below + real.above + real.equal)) return false
  const chance = compare(left!, other!)
  const spread = (count: number) => deviations * Math.sqrt(count) + deviations
  const most = (real.equalNonZero + spread(real.equalNonZero)) / real.nonZero
  const least = (chance.equalNonZero - spread(chance.equalNonZero)) / chance.nonZero
  return most < leastLift * least
}

function compare(a: Float64Array, b: Float64Array): Comparison {
  let [below, above, equal, equalNonZero, nonZero] = [0, 0, 0, 0, 0]
  for (let row = 0; row < a.length; row++) {
    const [x, y] = [a[row]!, b[row]!]
    if (Number.isNaN(x) || Number.isNaN(y)) continue
    if (x !== 0) nonZero++
    if (isClose(x, y)) {
      equal++
      if (x !== 0) equalNonZero++
    } else if (x < y) below++
    else above++
  }
  return { below, above, equal, equalNonZero, nonZero }
}

function judge(search: RuleSearch, a: NumberColumn, b: NumberColumn, leastSurprise: number): FoundRule[] {
  const sampled = compare(a.sample, b.sample)
  const isOrdered = Math.min(sampled.below, sampled.above) <= 0.005 * (sampled.below + sampled.above + sampled.equal)
  if (!isOrdered && sampled.equal < (leastEqual / 2) * (sampled.below + sampled.above)) return []
  const real = compare(a.values, b.values)
  const chance = compare(a.sample, b.shuffled)
  const support = real.below + real.above + real.equal
  const chances = chance.below + chance.above + chance.equal
  if (support < search.minimumSupport || chances === 0) return []
  const most = allowed(search, support)
  const expected = (count: number) => (count / chances) * support
  if (real.below + real.above <= most) {
    const isSurprising = expected(chance.below + chance.above) >= leastSurprise
    const exceptions = real.below + real.above
    return isSurprising ? [{ rule: { kind: 'equal', left: a.name, right: b.name }, support, exceptions }] : []
  }
  const found: FoundRule[] = []
  const isOrder = (low: NumberColumn, high: NumberColumn, broken: number, byChance: number) =>
    broken <= most &&
    low.maximum > high.minimum &&
    expected(byChance) >= leastSurprise + 20 * broken &&
    isSharp(low.values, high.values) &&
    (byChance >= plainShare * chances ||
      low.field.kind === 'datetime' ||
      (broken === 0 && isBound(low.values, high.values)))
  if (isOrder(a, b, real.above, chance.above)) {
    found.push({ rule: { kind: 'order', low: a.name, high: b.name }, support, exceptions: real.above })
  } else if (isOrder(b, a, real.below, chance.below)) {
    found.push({ rule: { kind: 'order', low: b.name, high: a.name }, support, exceptions: real.below })
  }
  const share = real.equalNonZero / real.nonZero
  const isOften =
    share >= leastEqual &&
    share > (leastLift * chance.equalNonZero) / Math.max(1, chance.nonZero) &&
    real.equalNonZero >= search.minimumSupport &&
    stepsApart(a.sample, b.sample) * spike <= sampled.equal &&
    distinctEqual(a.values, b.values) >= leastEqualValues
  if (isOften) {
    const exceptions = support - real.equal
    found.push({ rule: { kind: 'often-equal', left: a.name, right: b.name }, support, exceptions })
  }
  return found
}

/** Unrelated values that break an order so often are no matter of scale. */
const plainShare = 0.15
/** Gaps that are looked at, as a share of all, and how small the largest of them is beside the middle one at a bound. */
const smallestGaps = 0.02
const boundary = 0.15
/** Breaches to be expected among as many new rows, by the smallest gaps, of what is no coincidence. */
const fewBreaches = 0.1

/**
 * Whether gaps crowd at zero, as at a bound, or end well above it. Columns of different scale also happen to be in order:
 * then gaps thin out towards zero, and more rows would cross it.
 */
function isBound(low: Float64Array, high: Float64Array): boolean {
  const gaps = high.map((value, row) => value - low[row]!).filter((gap) => !Number.isNaN(gap))
  gaps.sort()
  const count = Math.min(gaps.length - 1, Math.max(10, Math.floor(smallestGaps * gaps.length)))
  const top = gaps[count]!
  if (top <= boundary * gaps[gaps.length >> 1]!) return true
  let excess = 0
  for (let i = 0; i < count; i++) excess += (top - gaps[i]!) / count
  // Gaps below the largest of them taken for exponential.
  return excess === 0 || count * Math.exp(-top / excess) <= fewBreaches
}

/** Rows that are equal must be so many times those that are the least bit apart: else equal is the least of many gaps. */
const spike = 3

/** How many rows are as little apart as any that differ, one way or the other, whichever has more. */
function stepsApart(a: Float64Array, b: Float64Array): number {
  let [least, above, below] = [Infinity, 0, 0]
  for (let row = 0; row < a.length; row++) {
    const gap = b[row]! - a[row]!
    if (Number.isNaN(gap) || isClose(a[row]!, b[row]!)) continue
    const size = Math.abs(gap)
    if (size < least * (1 - gapNoise)) [least, above, below] = [size, 0, 0]
    if (size > least * (1 + gapNoise)) continue
    if (gap > 0) above++
    else below++
  }
  return Math.max(above, below)
}

/** Gaps of decimals differ in their last digits. */
const gapNoise = 1e-6

const sharpness = 20

/**
 * Whether rows stop at the bound, but for exceptions, rather than thin out across it as in a mere tendency: for each
 * exception, many rows lie as close on the other side.
 */
function isSharp(low: Float64Array, high: Float64Array): boolean {
  const broken: number[] = []
  for (let row = 0; row < low.length; row++) if (low[row]! > high[row]!) broken.push(low[row]! - high[row]!)
  if (broken.length === 0) return true
  const middle = broken.sort((a, b) => a - b)[broken.length >> 1]!
  let close = 0
  for (let row = 0; row < low.length; row++) if (high[row]! >= low[row]! && high[row]! - low[row]! <= middle) close++
  return close >= sharpness * broken.length
}

function distinctEqual(a: Float64Array, b: Float64Array): number {
  const values = new Set<number>()
  for (let row = 0; row < a.length && values.size < leastEqualValues; row++) {
    if (a[row] !== 0 && isClose(a[row]!, b[row]!)) values.add(a[row]!)
  }
  return values.size
}
