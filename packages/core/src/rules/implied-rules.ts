import type { Table } from '@asdf/contract'
import type { CellState, DependencyRule, FoundRule, RuleKey } from './rule.ts'
import type { NumberColumn, RuleSearch } from './search.ts'
import { columnOf } from '../fields.ts'
import { numberStates } from './number-states.ts'
import { cellCodes } from './rule-columns.ts'
import { stateText } from './state-text.ts'

/** From one thing that a rule speaks of to another that follows from it, both as texts. */
type Edge = readonly [from: string, to: string]

interface Candidate {
  readonly rule: FoundRule
  /** What it says, each in all of its wordings: a state and its contrary. */
  readonly says: readonly (readonly Edge[])[]
}

const mostCases = 12
/** Of more rules none is left out: to compare them all would take long. */
const mostRules = 2000

/**
 * Rules that follow from a chain of others: states from states, and columns that decide others. Of rules that follow from one
 * another, those that come first stay.
 */
export function impliedRules(found: readonly FoundRule[], { table, numbers }: RuleSearch): ReadonlySet<FoundRule> {
  const exact = found.filter(({ exceptions }) => exceptions === 0)
  const states = candidates(exact, (one) => [
    ...stateEdges(one),
    ...numberStates(one, numbers).map((consequence) => bothWays(...consequence)),
  ])
  const isImplication = (one: FoundRule) => wayOf(one) !== undefined
  const gone = new Set(followingFrom(states, isImplication, trivialEdges(states, table), domainsOf(exact, table)))
  const left = exact.filter((one) => !gone.has(one))
  const isLookUp = ({ rule }: FoundRule) => rule.kind === 'dependency' || rule.kind === 'bin'
  const columns = candidates(left, (one) => columnEdges(one, numbers).map((edge) => [edge]))
  const given = table.schema.fields.map(({ name }): Edge => [nodeOf(name, false), nodeOf(name, true)])
  for (const one of followingFrom(columns, isLookUp, given, new Map())) gone.add(one)
  return gone
}

function candidates(rules: readonly FoundRule[], read: (rule: FoundRule) => Candidate['says']): readonly Candidate[] {
  return rules.map((rule) => ({ rule, says: read(rule) })).filter(({ says }) => says.length > 0)
}

/** By column, all states of a value that it has. */
type Domains = ReadonlyMap<string, readonly CellState[]>

/** The values of columns of which a rule without exceptions has a case for each. */
function domainsOf(exact: readonly FoundRule[], table: Table): Domains {
  return new Map(
    exact.flatMap(({ rule }) => {
      if (rule.kind !== 'dependency' || rule.keys.length > 1 || rule.keys[0]!.presence) return []
      const [{ column }] = rule.keys as [RuleKey]
      const cells = cellCodes(columnOf(table, column), table.rowCount, mostCases + 1)
      if (cells?.counts.length !== rule.cases.length) return []
      return [[column, rule.cases.map(({ keys }) => stateOf(rule.keys[0]!, keys[0]!))] as const]
    }),
  )
}

function followingFrom(
  all: readonly Candidate[],
  mayGo: (rule: FoundRule) => boolean,
  given: readonly Edge[],
  domains: Domains,
): FoundRule[] {
  if (all.length > mostRules) return []
  const next = new Map<string, Map<string, number>>()
  const count = ([from, to]: Edge, by: number) => {
    const targets = next.get(from) ?? new Map<string, number>()
    next.set(from, targets.set(to, (targets.get(to) ?? 0) + by))
  }
  for (const edge of [...given, ...all.flatMap(({ says }) => says.flat())]) count(edge, 1)
  const gone: FoundRule[] = []
  // What a row is like says more than what it lacks.
  for (const { rule, says } of [...all].sort((a, b) => rankOf(b.rule) - rankOf(a.rule))) {
    if (!mayGo(rule)) continue
    for (const edge of says.flat()) count(edge, -1)
    const isReached = ([from, to]: Edge) => leads(next, domains, from, to)
    if (says.every((wordings) => wordings.some(isReached))) gone.push(rule)
    else for (const edge of says.flat()) count(edge, 1)
  }
  return gone
}

/** Intervals go last, after what looks a column up. */
function rankOf(one: FoundRule): number {
  return one.rule.kind === 'bin' ? -1 : (wayOf(one) ?? 0)
}

/** How early a rule goes that others imply; `undefined` for those that say more than a state. */
function wayOf({ rule }: FoundRule): number | undefined {
  if (rule.kind === 'implication') {
    if (rule.then.is === 'null') return 3
    return rule.then.not && rule.then.is !== 'zero' ? 4 : 2
  }
  if (rule.kind !== 'dependency' || rule.keys.length > 1) return undefined
  const [key] = rule.keys
  if (rule.presence) return key!.presence ? 1 : 0
  return key!.presence ? 3 : undefined
}

/**
 * Whether one state leads to another. A column that has none of its values but one has that one; what each of its other values
 * leads to follows from its not having one.
 */
function leads(next: Next, domains: Domains, from: string, to: string): boolean {
  const seen = reachedFrom(next, domains, [from])
  if (seen.has(to)) return true
  if (domains.size === 0) return false
  return [...seen].some((text) => {
    const others = othersOf(text, domains)
    return others !== undefined && others.every((one) => reachedFrom(next, domains, [...seen, one]).has(to))
  })
}

type Next = ReadonlyMap<string, ReadonlyMap<string, number>>

function reachedFrom(next: Next, domains: Domains, from: readonly string[]): ReadonlySet<string> {
  const seen = new Set(from)
  for (const place of seen) {
    for (const [target, count] of next.get(place) ?? []) if (count > 0) seen.add(target)
    const left = othersOf(place, domains)?.filter((one) => !seen.has(contraryOf(one)))
    if (left?.length === 1) seen.add(left[0]!)
  }
  return seen
}

/** The other values of a column that does not have this one; `undefined` where they are not known. */
function othersOf(text: string, domains: Domains): readonly string[] | undefined {
  if (domains.size === 0) return undefined
  const [column, is, not] = JSON.parse(text) as [string, CellState['is'], boolean]
  const others = domains.get(column)?.map(stateText)
  return not ? others?.filter((one) => one !== stateText({ column, is, not: false })) : undefined
}

function contraryOf(text: string): string {
  const [column, is, not] = JSON.parse(text) as [string, CellState['is'], boolean]
  return stateText({ column, is, not: !not })
}

function stateEdges({ rule }: FoundRule): Edge[][] {
  if (rule.kind === 'implication') return [bothWays(rule.when, rule.then)]
  if (rule.kind === 'one-of') {
    const set = (column: string, not: boolean): CellState => ({ column, is: { value: true }, not })
    return rule.columns.flatMap((one, place) => {
      return rule.columns.slice(place + 1).map((other) => bothWays(set(one, false), set(other, true)))
    })
  }
  if (rule.kind !== 'dependency' || rule.keys.length !== 1 || rule.cases.length > mostCases) return []
  return rule.cases.map(({ keys, value }) => {
    return bothWays(stateOf(rule.keys[0]!, keys[0]!), stateOf(rule, value))
  })
}

function bothWays(when: CellState, then: CellState): Edge[] {
  return [
    [stateText(when), stateText(then)],
    [stateText({ ...then, not: !then.not }), stateText({ ...when, not: !when.not })],
  ]
}

function stateOf(
  { column, presence }: Pick<DependencyRule, 'column' | 'presence'>,
  value: DependencyRule['cases'][number]['value'],
): CellState {
  if (presence || value === null) return { column, is: 'null', not: presence && value === true }
  return value === 0 ? { column, is: 'zero', not: false } : { column, is: { value }, not: false }
}

/** A value is not null, and no other value; what is not false is true where there are no nulls. */
function trivialEdges(all: readonly Candidate[], table: Table): Edge[] {
  const byColumn = new Map<string, Map<string, CellState['is']>>()
  for (const [from, to] of all.flatMap(({ says }) => says.flat())) {
    for (const text of [from, to]) {
      const [column, is] = JSON.parse(text) as [string, CellState['is']]
      byColumn.set(column, (byColumn.get(column) ?? new Map<string, CellState['is']>()).set(JSON.stringify(is), is))
    }
  }
  return [...byColumn].flatMap(([column, values]) => {
    const all = [...values.values()]
    const { kind, valid } = columnOf(table, column)
    const isEither = kind === 'boolean' && valid?.includes(0) !== true && all.length === 2
    return all.flatMap((is) =>
      all.flatMap((other): Edge[] => {
        if (is === other) return []
        const [own, rest] = [stateText({ column, is, not: false }), stateText({ column, is: other, not: true })]
        return isEither
          ? [
              [own, rest],
              [rest, own],
            ]
          : [[own, rest]]
      }),
    )
  })
}

/** From the columns that decide another, or whether it is null, to it. */
function columnEdges({ rule }: FoundRule, numbers: readonly NumberColumn[]): Edge[] {
  const edge = (from: string, to: string): Edge => [nodeOf(from, false), nodeOf(to, false)]
  if (rule.kind === 'bin') return [edge(rule.source, rule.column)]
  if (rule.kind === 'equal') return [edge(rule.left, rule.right), edge(rule.right, rule.left)]
  if (rule.kind === 'dependency' && rule.keys.length === 1) {
    const [key] = rule.keys
    return [[nodeOf(key!.column, key!.presence), nodeOf(rule.column, rule.presence)]]
  }
  const source = soleSource(rule)
  if (source === undefined || (rule.kind !== 'sum' && rule.kind !== 'multiple')) return []
  const distinct = (name: string) => numbers.find((one) => one.name === name)?.distinct
  const isTurnable = distinct(source) === distinct(rule.column)
  return isTurnable ? [edge(source, rule.column), edge(rule.column, source)] : [edge(source, rule.column)]
}

/** The only column that a number is computed from. */
function soleSource(rule: FoundRule['rule']): string | undefined {
  if (rule.kind === 'multiple') return rule.factors.length === 1 ? rule.source : undefined
  return rule.kind === 'sum' && rule.terms.length === 1 ? rule.terms[0]!.column : undefined
}

function nodeOf(column: string, presence: boolean): string {
  return JSON.stringify([column, presence])
}
