import type { LinearRule, LinearSide } from '../rule.ts'
import { formatDatetime } from '../../infer/datetime.ts'
import { ruleName } from './rule-name.ts'

/** A comparison as one line of text, which `parseRule` reads as the same rule. */
export function describeLinear({ left, relation, right }: LinearRule): string {
  return `${describeSide(left)} ${relation} ${describeSide(right)}`
}

function describeSide({ terms, constant, dates }: LinearSide): string {
  const parts = [
    ...terms.map(({ column, factor }) => ({ factor, text: ruleName(column) })),
    ...dates.map(({ time, factor }) => ({ factor, text: `'${describeTime(time)}'` })),
  ].map(({ factor, text }) => {
    const size = Math.abs(factor)
    return { isTaken: factor < 0, text: size === 1 ? text : `${size} * ${text}` }
  })
  if (constant !== 0) parts.push({ isTaken: constant < 0, text: String(Math.abs(constant)) })
  const [first, ...others] = parts
  if (first === undefined) return '0'
  const start = first.isTaken ? `-${first.text}` : first.text
  return others.reduce((text, one) => `${text} ${one.isTaken ? '-' : '+'} ${one.text}`, start)
}

function describeTime(time: number): string {
  const text = formatDatetime(time)
  return text.endsWith('T00:00:00Z') ? text.slice(0, 10) : text
}
