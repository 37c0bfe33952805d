import type { Synthesizer, Table } from '@asdf/contract'
import type { QualityWeights } from '@asdf/metrics'
import type { CommandContext, CommonOptions } from '../context.ts'
import type { EvaluatedTables } from './evaluated-tables.ts'
import type { Findings } from './measure.ts'
import type { Bound, Checked } from './requirements.ts'
import { usageError } from '../usage-error.ts'
import { battery } from './battery.ts'
import { measureAll } from './measure.ts'
import { shortName } from './names.ts'
import { findOverlaps } from './overlaps.ts'
import { checkNames, checkRequirements } from './requirements.ts'

/** How tables are evaluated. */
export interface EvaluationPlan {
  readonly seed: number
  /** Columns whose groups are compared. */
  readonly groups: readonly string[]
  readonly weights?: QualityWeights
  readonly bounds: readonly Bound[]
  /** What made the rows, where that is known. */
  readonly synthesizer?: Synthesizer
}

/** What was found, and whether it meets the bounds. */
export interface Outcome {
  readonly findings: Findings
  readonly requirements: readonly Checked[]
  readonly warnings: readonly string[]
}

/** Measures synthetic rows beside training rows and hold-out. Bounds on what is not measured are refused before anything is. */
export async function evaluateTables(
  context: CommandContext,
  options: CommonOptions,
  tables: EvaluatedTables,
  { seed, groups, weights, bounds, synthesizer }: EvaluationPlan,
): Promise<Outcome> {
  const target = targetKind(tables.train)
  const entries = battery(tables, { target, groups, ...(weights && { weights }), ...(synthesizer && { synthesizer }) })
  checkNames(
    bounds,
    entries.map(({ metric }) => shortName(metric)),
  )
  const findings = await measureAll(context, options, entries, tables, seed)
  const warnings = [
    ...(await findOverlaps(tables, { seed, signal: context.signal })),
    ...(target === undefined
      ? ['without a --target nobody learned from the rows, so their utility is not measured']
      : []),
    ...(synthesizer === undefined
      ? ['attacks know the rows alone: an attacker who has a generator like the one that made the file may find more']
      : []),
  ]
  return { findings, requirements: checkRequirements(bounds, findings), warnings }
}

/** The columns whose groups are compared: those with the role `sensitive`, and those that are named. */
export function groupColumns({ schema }: Table, named: readonly string[]): readonly string[] {
  const sensitive = schema.fields.filter(({ role }) => role === 'sensitive').map(({ name }) => name)
  return [...new Set([...sensitive, ...named])]
}

function targetKind({ schema }: Table): 'classes' | 'numbers' | undefined {
  const field = schema.fields.find(({ role }) => role === 'target')
  if (field === undefined) return undefined
  if (field.kind === 'categorical' || field.kind === 'boolean') return 'classes'
  if (field.kind === 'numeric') return 'numbers'
  throw usageError(
    'evaluate',
    '--target',
    field.name,
    `must have classes or numbers; '${field.name}' is ${field.kind}: --kind '${field.name}=categorical' makes each value a class`,
  )
}
