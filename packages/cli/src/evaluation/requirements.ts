import type { Measured, Requirement } from '@asdf/report'
import type { Findings } from './measure.ts'
import { usageError } from '../usage-error.ts'
import { shortName } from './names.ts'

/** A bound on a measure. */
export interface Bound {
  /** As it was written. */
  readonly text: string
  readonly name: string
  readonly operator: keyof typeof comparisons
  readonly limit: number
}

const comparisons = {
  '>=': (value: number, limit: number) => value >= limit,
  '<=': (value: number, limit: number) => value <= limit,
  '>': (value: number, limit: number) => value > limit,
  '<': (value: number, limit: number) => value < limit,
} as const

/** Reads bounds such as `q>=0.8,attack-auc<=0.55`. */
export function parseRequirements(lists: readonly string[]): readonly Bound[] {
  return lists
    .flatMap((list) => list.split(','))
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((text) => {
      const found = /^([a-z][\w-]*)\s*(>=|<=|>|<)\s*(\S+)$/i.exec(text)
      const limit = Number(found?.[3])
      if (found === null || !Number.isFinite(limit)) {
        throw usageError('evaluate', '--require', text, `must be NAME>=NUMBER or NAME<=NUMBER, got '${text}'`)
      }
      return { text, name: found[1]!.toLowerCase(), operator: found[2] as Bound['operator'], limit }
    })
}

/** Refuses bounds on what is not measured, naming what is. */
export function checkNames(bounds: readonly Bound[], names: readonly string[]): void {
  for (const { name } of bounds) {
    if (names.includes(name)) continue
    const known = [...new Set(names)].join(', ')
    throw usageError('evaluate', '--require', name, `has no measure '${name}'; there are ${known}`)
  }
}

/** A bound and whether it is met. */
export interface Checked extends Requirement {
  /** What to tell a user of a bound that is not met. */
  readonly fault?: string
}

/** Holds bounds against what was found. Of several measures of one name, such as gaps by several columns, the worst counts. */
export function checkRequirements(bounds: readonly Bound[], { measured, unmeasured }: Findings): readonly Checked[] {
  return bounds.map(({ text, name, operator, limit }) => {
    const missing = unmeasured.find((one) => one.name === name)
    if (missing !== undefined) {
      return {
        text,
        value: NaN,
        isMet: false,
        fault: `${text}: ${missing.label} could not be measured: ${missing.reason}`,
      }
    }
    const values = valuesOf(measured, name)
    const value = operator.startsWith('>') ? Math.min(...values) : Math.max(...values)
    const isMet = comparisons[operator](value, limit)
    return { text, value, isMet, ...(!isMet && { fault: `${text}: ${name} is ${Number(value.toPrecision(4))}` }) }
  })
}

function valuesOf(measured: readonly Measured[], name: string): readonly number[] {
  return measured.filter((one) => shortName(one) === name).map(({ result }) => result.value)
}
