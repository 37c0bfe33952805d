import type { GridLevel } from './grid-levels.ts'
import { isOnLevel } from './grid-levels.ts'

/** A level of fewer distinct values than this may be chance. */
const fewestPoints = 8
/** Nats by which a level has to explain the values better, so that chance does not make one. */
const price = 10
/** Levels are looked for among at most so many rows and distinct values, and first among a few. */
const mostRows = 32_768
const mostValues = 1024
const firstLook = 128
/** How many times as many values lie on a level as chance would have. */
const leastLift = 1.25
/** A value counts as so many times the rows that half of the values have, at most: one common value is no level. */
const mostWeight = 4
/** Groups of values whose greatest common divisors are tried, and their size. */
const groups = 48
const groupSize = 4

/** A range of so many numbers is counted without sorting. */
const widestTally = 2 ** 19

const goldenRatio = (Math.sqrt(5) - 1) / 2
const day = 86_400_000
const month: GridLevel = { step: 30.436875 * day, origin: 0, calendar: 'month' }
const multiples = [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 100_000]
const times = [1, 10, 100, 1000, 5000, 10_000, 15_000, 30_000, 60_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000]
const longTimes = [2, 3, 4, 6, 8, 12, 24, 24 * 7].map((hours) => hours * 3_600_000)

/** What the units of a grid are. */
export interface UnitKind {
  /** Milliseconds. */
  readonly isTime: boolean
  /** How many units are one; 0 for time. */
  readonly whole: number
}

/**
 * The grids within a grid that many values lie on, finest first, each within the one before; none where values lie evenly.
 * `units` are the values in whole units. A level is taken where it describes the values in
 * clearly fewer nats than the finer grid alone does: a value of a level with share p and of density d costs -log(p / d).
 */
export function findLevels(units: Float64Array, finest: GridLevel, kind: UnitKind): GridLevel[] {
  const values = distinctValues(units)
  const coarse: GridLevel[] = []
  let below = finest
  let on: Values = values
  for (let level = bestLevel(on, below, undefined, kind); level !== undefined;) {
    coarse.push(level)
    const inside: GridLevel = level
    on = where(on, (value) => isOnLevel(inside, value))
    below = inside
    level = inside.calendar === undefined ? bestLevel(on, below, undefined, kind) : undefined
  }
  const [first] = coarse
  if (first === undefined) return []
  const between: GridLevel[] = []
  let above = first
  let off = where(values, (value) => !isOnLevel(first, value))
  for (let level = bestLevel(off, finest, above, kind); level !== undefined;) {
    between.unshift(level)
    const outside: GridLevel = level
    off = where(off, (value) => !isOnLevel(outside, value))
    above = outside
    level = bestLevel(off, finest, above, kind)
  }
  return [...between, ...coarse]
}

/** Different values in ascending order, and how much each counts. */
interface Values {
  readonly values: Float64Array
  readonly weights: Float64Array
}

function distinctValues(units: Float64Array): Values {
  const { values, weights: rows } = thinnedPairs(countDistinct(thinned(units, mostRows)), mostValues)
  const usual = rows.slice().sort()[rows.length >> 1] ?? 1
  return { values, weights: rows.map((count) => Math.min(count, mostWeight * usual)) }
}

/** The different values of an array of whole numbers, and how often each is there. */
function countDistinct(units: Float64Array): Values {
  let [lowest, highest] = [Infinity, -Infinity]
  for (let i = 0; i < units.length; i++) {
    if (units[i]! < lowest) lowest = units[i]!
    if (units[i]! > highest) highest = units[i]!
  }
  return highest - lowest < widestTally ? tally(units, lowest, highest) : sortAndCount(units)
}

/** A counter for each number of the range. */
function tally(units: Float64Array, lowest: number, highest: number): Values {
  const counts = new Uint32Array(highest - lowest + 1)
  for (let i = 0; i < units.length; i++) counts[units[i]! - lowest]!++
  const values = new Float64Array(units.length)
  const weights = new Float64Array(units.length)
  let count = 0
  for (let offset = 0; offset < counts.length; offset++) {
    if (counts[offset] === 0) continue
    values[count] = lowest + offset
    weights[count++] = counts[offset]!
  }
  return { values: values.slice(0, count), weights: weights.slice(0, count) }
}

function sortAndCount(units: Float64Array): Values {
  const values = units.slice().sort()
  const weights = new Float64Array(values.length)
  let count = 0
  for (let i = 0; i < values.length; i++) {
    if (i === 0 || values[i] !== values[i - 1]) values[count++] = values[i]!
    weights[count - 1]!++
  }
  return { values: values.slice(0, count), weights: weights.slice(0, count) }
}

function where({ values, weights }: Values, isKept: (value: number) => boolean): Values {
  const kept = Uint32Array.from(values.keys()).filter((i) => isKept(values[i]!))
  return { values: take(values, kept), weights: take(weights, kept) }
}

function take(values: Float64Array, places: Uint32Array): Float64Array {
  const taken = new Float64Array(places.length)
  for (let i = 0; i < places.length; i++) taken[i] = values[places[i]!]!
  return taken
}

/** The level above `finest`, and below `coarser` if that is given, that explains the values best. */
function bestLevel(
  all: Values,
  finest: GridLevel,
  coarser: GridLevel | undefined,
  kind: UnitKind,
): GridLevel | undefined {
  if (all.values.length < fewestPoints) return undefined
  const few = thinnedPairs(all, firstLook)
  // A level of few values among all has fewer still here.
  const fewestOfFew = Math.max(2, Math.ceil((fewestPoints * few.values.length) / all.values.length))
  const steps = candidateSteps(few.values, finest, kind).filter((step) => {
    return coarser === undefined || (coarser.calendar === undefined ? coarser.step % step === 0 : day % step === 0)
  })
  let best: GridLevel | undefined
  let most = 0
  const consider = (level: GridLevel) => {
    if (coarser !== undefined && !isWithin(coarser, level)) return
    if (few !== all && gainOf(few, level, finest, coarser, fewestOfFew) < 0) return
    const gain = gainOf(all, level, finest, coarser, fewestPoints) - price
    if (gain <= most) return
    best = level
    most = gain
  }
  const decimal = kind.whole > 1 ? new Set(decimalSteps(kind.whole)) : undefined
  for (const step of steps) {
    const origin = commonResidue(few, step)
    consider({ step, origin })
    // A few values may hide that most are whole numbers, tenths and so on.
    if (origin !== 0 && decimal?.has(step) === true) consider({ step, origin: 0 })
  }
  if (kind.isTime && coarser === undefined && finest.step <= day && day % finest.step === 0) consider(month)
  return best
}

function isWithin(coarser: GridLevel, level: GridLevel): boolean {
  return coarser.calendar === undefined ? isOnLevel(level, coarser.origin) : level.origin === 0
}

/** Nats by which values are described better with the level than without it. */
function gainOf(
  { values, weights }: Values,
  level: GridLevel,
  finest: GridLevel,
  coarser: GridLevel | undefined,
  fewest: number,
): number {
  let [points, on, total, heaviest] = [0, 0, 0, 0]
  for (let i = 0; i < values.length; i++) {
    total += weights[i]!
    if (!isOnLevel(level, values[i]!)) continue
    points++
    on += weights[i]!
    heaviest = Math.max(heaviest, weights[i]!)
  }
  const off = total - on
  // One common value does not make a level.
  on -= heaviest
  if (points < fewest) return -Infinity
  const rest = coarser === undefined ? 0 : 1 / coarser.step
  const chance = (1 / level.step - rest) / (1 / finest.step - rest)
  const share = on / (on + off)
  if (share < leastLift * chance) return -Infinity
  const gain = on * Math.log(share / chance) + (off > 0 ? off * Math.log((1 - share) / (1 - chance)) : 0)
  return gain - Math.log(level.step / finest.step)
}

function candidateSteps(values: Float64Array, { step }: GridLevel, { isTime, whole }: UnitKind): number[] {
  const range = values.at(-1)! - values[0]!
  const listed = isTime
    ? [...times, ...longTimes]
    : [...multiples.map((multiple) => multiple * step), ...decimalSteps(whole)]
  const found = new Set([...listed, ...divisorsOf(values)])
  return [...found].filter((one) => one > step && one % step === 0 && one * 2 <= range)
}

/** One, tenths, hundredths and so on, in units, where they are whole. */
function decimalSteps(whole: number): number[] {
  const steps: number[] = []
  for (let unit = whole; unit > 1 && Number.isInteger(unit); unit /= 10) steps.push(unit)
  return steps
}

/** Common divisors of the differences in groups of values, spread over all of them. */
function divisorsOf(values: Float64Array): number[] {
  const found = new Map<number, number>()
  let place = 0
  for (let group = 0; group < groups; group++) {
    let divisor = 0
    const first = values[place % values.length]!
    for (let i = 1; i < groupSize; i++) {
      // A stride without a common pattern with the order of the values.
      place += 101
      divisor = greatestDivisor(divisor, Math.abs(values[place % values.length]! - first))
    }
    place += 37
    if (divisor > 1) found.set(divisor, (found.get(divisor) ?? 0) + 1)
  }
  return [...found]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, 8)
    .map(([divisor]) => divisor)
}

/** The remainder that most values have. */
function commonResidue({ values, weights }: Values, step: number): number {
  const counts = new Map<number, number>()
  let [most, best] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    const rest = modulo(values[i]!, step)
    const count = (counts.get(rest) ?? 0) + weights[i]!
    counts.set(rest, count)
    if (count > most) [most, best] = [count, rest]
  }
  return best
}

/** At most `most` of the values. */
function thinned(values: Float64Array, most: number): Float64Array {
  return values.length <= most ? values : take(values, thinnedPlaces(values.length, most))
}

function thinnedPairs(all: Values, most: number): Values {
  if (all.values.length <= most) return all
  const places = thinnedPlaces(all.values.length, most)
  return { values: take(all.values, places), weights: take(all.weights, places) }
}

/** One place from each of `count` equal parts, so that no grid repeats in them. */
function thinnedPlaces(length: number, count: number): Uint32Array {
  const places = new Uint32Array(count)
  for (let i = 0; i < count; i++) places[i] = Math.floor(((i + ((i * goldenRatio) % 1)) * length) / count)
  return places
}

/** What is left of a whole number, from 0 up to but not including the divisor. */
export function modulo(value: number, divisor: number): number {
  const rest = value % divisor
  return rest < 0 ? rest + divisor : rest + 0
}

export function greatestDivisor(a: number, b: number): number {
  while (b !== 0) {
    const rest = a % b
    a = b
    b = rest
  }
  return a
}
