import type { Table } from '@asdf/contract'
import type { Rule } from '../rule.ts'
import { AsdfError } from '@asdf/contract'
import { anObject, aTable, checkForms } from '../../argument-forms.ts'
import { checkTableForm } from '../../check-table.ts'
import { checkChoiceOption, optionError } from '../../options.ts'
import { takeRows } from '../../table.ts'
import { columnsOfRule } from '../columns-of-rule.ts'
import { describeRule } from '../describe-rule.ts'
import { brokenInTraining, spokenRows } from './broken-declared.ts'
import { parseRule } from './parse-rule.ts'
import { reasonAgainst } from './rule-column.ts'
import { settleRules } from './settle-rules.ts'

/** What is done about training rows that break a declared rule: an error, or they are left out, or learned from. */
export type RuleViolations = 'error' | 'drop' | 'keep'

/** How rules are declared. */
export interface DeclareRulesOptions {
  /** The call that an error names, such as `withRules`. */
  readonly where: string
  /** 'error' by default. */
  readonly violations?: RuleViolations
  /** What an error about rows that break a rule says to do. */
  readonly advice?: string
}

/** Rules that a user wrote, with the rows to learn from. */
export interface DeclaredRules {
  /** Each once, settled on the table. */
  readonly rules: readonly Rule[]
  /** The rows to learn from: all, or with `violations: 'drop'` those that keep the rules. */
  readonly table: Table
  /** Rows that break a rule. */
  readonly broken: number
}

const choices: readonly RuleViolations[] = ['error', 'drop', 'keep']
const shownRows = 5
/** Of more rules, only the first ones are compared with one another. */
const mostPaired = 50
const standardAdvice = "correct them, or set violations to 'drop' to leave them out or to 'keep' to learn from them"

/**
 * Reads rules that a user wrote, as texts (`parseRule`) or values, and checks them against the rows of a table. Rules that no
 * row keeps, that contradict one another or that speak of no row are an `ASDF_DATA_INVALID`, as are rows that break
 * one, unless `violations` says otherwise: the error names the first ones, counted from 1.
 */
export function declareRules(
  written: readonly (string | Rule)[],
  table: Table,
  options: DeclareRulesOptions,
): DeclaredRules {
  checkForms('declareRules', { table: [table, aTable], options: [options, anObject] })
  const { where, violations = 'error', advice = standardAdvice } = options
  checkChoiceOption(where, 'violations', violations, choices)
  checkTableForm(where, table)
  const rules = readRules(written, table, where)
  if (rules.length === 0) return { rules, table, broken: 0 }
  const tried = rules.map((rule): TriedRule => {
    const [spoken, broken] = [spokenRows(rule, table), brokenInTraining(rule, table)]
    return { rule, text: describeRule(rule), spoken, broken }
  })
  for (const one of tried) checkSupport(one, where)
  const isBroken = Uint8Array.from({ length: table.rowCount }, (_, row) =>
    Number(tried.some(({ broken }) => broken[row] === 1)),
  )
  const broken = isBroken.reduce((sum, one) => sum + one, 0)
  if (broken > 0) checkConflicts(tried, isBroken, where)
  if (broken > 0 && violations === 'error') throw brokenBy(tried, table, where, advice)
  const kept = broken > 0 && violations === 'drop' ? withoutRows(table, isBroken) : table
  return { rules: settleRules(where, rules, kept), table: kept, broken }
}

interface TriedRule {
  readonly rule: Rule
  readonly text: string
  /** One byte a row: whether it has a value in all columns, and whether it breaks the rule. */
  readonly spoken: Uint8Array
  readonly broken: Uint8Array
}

/** The rules that are written, each once. Slack, which rows need to be judged, is read off the table. */
function readRules(written: readonly (string | Rule)[], table: Table, where: string): readonly Rule[] {
  if (!Array.isArray(written)) throw optionError(where, 'rules', written, 'must be a list of texts or rules')
  const all = (written as readonly (string | Rule)[]).flatMap((one) => {
    return typeof one === 'string' ? parseRule(one, table.schema) : [checkedRule(one, table, where)]
  })
  const once = new Map(all.map((rule) => [JSON.stringify(rule), rule]))
  return [...once.values()].map((rule) => (rule.kind === 'dependency' ? rule : settleRules(where, [rule], table)[0]!))
}

function checkedRule(rule: Rule, { schema }: Table, where: string): Rule {
  for (const name of columnsOfRule(rule)) {
    const field = schema.fields.find((one) => one.name === name)
    const why = field === undefined ? 'it is not there' : reasonAgainst(field)
    if (why === undefined) continue
    const expected = 'a column that rules can speak of'
    const message = `${where}: a rule cannot speak of column '${name}': ${why}`
    throw new AsdfError('ASDF_SCHEMA_MISMATCH', message, { column: name, expected, received: name })
  }
  return rule
}

function checkSupport({ rule, text, spoken, broken }: TriedRule, where: string): void {
  if (!spoken.includes(1))
    throw faultOf(
      rule,
      0,
      `${where}: the rule '${text}' says nothing: no row has a value in all of its columns; leave it out`,
    )
  if (spoken.every((isSpoken, row) => isSpoken === 0 || broken[row] === 1))
    throw faultOf(rule, 0, `${where}: no row keeps the rule '${text}'; check which way around it is, and its columns`)
}

/** Refuses rules that no row keeps together; of two that contradict one another it names both. */
function checkConflicts(tried: readonly TriedRule[], isBroken: Uint8Array, where: string): void {
  for (const [place, one] of tried.slice(0, mostPaired).entries()) {
    for (const other of tried.slice(0, place)) {
      const both = one.spoken.map((isSpoken, row) => isSpoken & other.spoken[row]!)
      const isNeverKept = both.every((isSpoken, row) => isSpoken === 0 || (one.broken[row]! | other.broken[row]!) === 1)
      if (!both.includes(1) || !isNeverKept) continue
      throw faultOf(
        one.rule,
        0,
        `${where}: no row keeps both of the rules '${other.text}' and '${one.text}'; leave one out`,
      )
    }
  }
  if (!isBroken.includes(0))
    throw faultOf(tried[0]!.rule, 0, `${where}: no row keeps all ${tried.length} rules; leave some out`)
}

/** The error for the first rule that rows break; others are named with how many rows break them. */
function brokenBy(tried: readonly TriedRule[], { rowCount }: Table, where: string, advice: string): AsdfError {
  const [first, ...others] = tried.filter(({ broken }) => broken.includes(1))
  const { rule, text, broken } = first!
  const rows = [...broken.keys()].filter((row) => broken[row] === 1).map((row) => row + 1)
  const shown = rows.slice(0, shownRows).join(', ')
  const listed = rows.length === 1 ? `row ${shown}` : rows.length > shownRows ? `rows ${shown} …` : `rows ${shown}`
  const share = rows.length === 1 ? `1 of ${rowCount} rows breaks` : `${rows.length} of ${rowCount} rows break`
  const named = others
    .slice(0, shownRows)
    .map((one) => `'${one.text}' (${one.broken.reduce((sum, byte) => sum + byte, 0)})`)
  const also =
    named.length === 0 ? '' : `, and others break ${named.join(', ')}${others.length > shownRows ? ' …' : ''}`
  return faultOf(rule, rows[0]!, `${where}: ${share} the rule '${text}': ${listed}${also}; ${advice}`)
}

function faultOf(rule: Rule, row: number, message: string): AsdfError {
  return new AsdfError('ASDF_DATA_INVALID', message, { column: columnsOfRule(rule)[0] ?? '', row })
}

function withoutRows(table: Table, isOut: Uint8Array): Table {
  return takeRows(table, Uint32Array.from([...isOut.keys()].filter((row) => isOut[row] === 0)))
}
