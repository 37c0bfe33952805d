import type { Table } from '@asdf/contract'
import type { CellState, DependencyRule, FoundRule } from './rule.ts'
import { columnOf } from '../fields.ts'

/** From one thing that a rule speaks of to another that follows from it, both as texts. */
type Edge = readonly [from: string, to: string]

interface Candidate {
  readonly rule: FoundRule
  readonly edges: readonly Edge[]
}

const mostCases = 12
/** Of more rules none is left out: to compare them all would take long. */
const mostRules = 2000

/**
 * Rules that follow from a chain of others: states from states, and columns that decide others. Of rules that follow from one
 * another, those that come first stay.
 */
export function impliedRules(found: readonly FoundRule[], table: Table): ReadonlySet<FoundRule> {
  const exact = found.filter(({ exceptions }) => exceptions === 0)
  const states = exact.flatMap((rule): Candidate[] => {
    const edges = stateEdges(rule)
    return edges.length === 0 ? [] : [{ rule, edges }]
  })
  const columns = exact.flatMap((rule): Candidate[] => {
    const edges = columnEdges(rule)
    return edges.length === 0 ? [] : [{ rule, edges }]
  })
  const isImplication = (one: FoundRule) => wayOf(one) !== undefined
  const isLookUp = ({ rule }: FoundRule) => rule.kind === 'dependency' && !rule.presence
  return new Set([
    ...followingFrom(states, isImplication, trivialEdges(states, table)),
    ...followingFrom(columns, isLookUp, []),
  ])
}

function followingFrom(
  candidates: readonly Candidate[],
  mayGo: (rule: FoundRule) => boolean,
  given: readonly Edge[],
): FoundRule[] {
  if (candidates.length > mostRules) return []
  const next = new Map<string, Map<string, number>>()
  const count = ([from, to]: Edge, by: number) => {
    const targets = next.get(from) ?? new Map<string, number>()
    next.set(from, targets.set(to, (targets.get(to) ?? 0) + by))
  }
  for (const edge of [...given, ...candidates.flatMap(({ edges }) => edges)]) count(edge, 1)
  const gone: FoundRule[] = []
  // What a row is like says more than what it lacks.
  for (const { rule, edges } of [...candidates].sort((a, b) => (wayOf(b.rule) ?? 0) - (wayOf(a.rule) ?? 0))) {
    if (!mayGo(rule)) continue
    for (const edge of edges) count(edge, -1)
    if (edges.every(([from, to]) => leads(next, from, to))) gone.push(rule)
    else for (const edge of edges) count(edge, 1)
  }
  return gone
}

/** How early a rule goes that others imply; `undefined` for those that say more than a state. */
function wayOf({ rule }: FoundRule): number | undefined {
  if (rule.kind === 'implication') return 2
  if (rule.kind !== 'dependency' || rule.keys.length > 1) return undefined
  const [key] = rule.keys
  if (rule.presence) return key!.presence ? 1 : 0
  return key!.presence ? 3 : undefined
}

function leads(next: ReadonlyMap<string, ReadonlyMap<string, number>>, from: string, to: string): boolean {
  const seen = new Set([from])
  for (const place of seen) {
    if (place === to) return true
    for (const [target, count] of next.get(place) ?? []) if (count > 0) seen.add(target)
  }
  return false
}

function stateEdges({ rule }: FoundRule): Edge[] {
  if (rule.kind === 'implication') return bothWays(rule.when, rule.then)
  if (rule.kind === 'one-of') {
    const set = (column: string, not: boolean): CellState => ({ column, is: { value: true }, not })
    return rule.columns.flatMap((one, place) => {
      return rule.columns.slice(place + 1).flatMap((other) => bothWays(set(one, false), set(other, true)))
    })
  }
  if (rule.kind !== 'dependency' || rule.keys.length !== 1 || rule.cases.length > mostCases) return []
  return rule.cases.flatMap(({ keys, value }) => {
    return bothWays(stateOf(rule.keys[0]!, keys[0]!), stateOf(rule, value))
  })
}

function bothWays(when: CellState, then: CellState): Edge[] {
  return [
    [textOf(when), textOf(then)],
    [textOf({ ...then, not: !then.not }), textOf({ ...when, not: !when.not })],
  ]
}

function stateOf(
  { column, presence }: Pick<DependencyRule, 'column' | 'presence'>,
  value: DependencyRule['cases'][number]['value'],
): CellState {
  if (presence || value === null) return { column, is: 'null', not: presence && value === true }
  return value === 0 ? { column, is: 'zero', not: false } : { column, is: { value }, not: false }
}

function textOf({ column, is, not }: CellState): string {
  return JSON.stringify([column, is, not])
}

/** A value is not null, and no other value; what is not false is true where there are no nulls. */
function trivialEdges(candidates: readonly Candidate[], table: Table): Edge[] {
  const byColumn = new Map<string, Map<string, CellState['is']>>()
  for (const [from, to] of candidates.flatMap(({ edges }) => edges)) {
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
        const [own, rest] = [textOf({ column, is, not: false }), textOf({ column, is: other, not: true })]
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

/** From the columns that decide another to it. */
function columnEdges({ rule }: FoundRule): Edge[] {
  if (rule.kind === 'bin') return [[rule.source, rule.column]]
  if (rule.kind === 'dependency' && !rule.presence && rule.keys.length === 1 && !rule.keys[0]!.presence)
    return [[rule.keys[0]!.column, rule.column]]
  return rule.kind === 'sum' && rule.terms.length === 1 ? [[rule.terms[0]!.column, rule.column]] : []
}
