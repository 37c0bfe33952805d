import type { Evaluation, Measured } from '../evaluation.ts'
import type { Standing } from './standing.ts'
import { formatCount, formatValue } from '../markup/format.ts'
import { standingOf } from './standing.ts'

/** What an evaluation says, in words. */
export interface Verdict {
  readonly isBad: boolean
  readonly lead: string
  /** One sentence for each group of measures, the worst first, and for what was demanded. */
  readonly points: readonly VerdictPoint[]
}

export interface VerdictPoint {
  readonly title: string
  readonly text: string
  readonly isBad: boolean
}

const groups = ['composite', 'fidelity', 'diversity', 'utility', 'privacy'] as const

export const groupTitles: Readonly<Record<Measured['group'], string>> = {
  composite: 'Quality score',
  fidelity: 'Fidelity',
  diversity: 'Diversity',
  utility: 'Utility',
  privacy: 'Privacy',
}

export interface Standings {
  readonly measure: Measured
  readonly standing: Standing
}

/** Measures of a group with where they stand, the worst first. */
export function standingsOf({ measured }: Evaluation, group: Measured['group']): Standings[] {
  const all = measured
    .filter((one) => one.group === group)
    .map((measure) => ({ measure, standing: standingOf(measure) }))
  return all.sort((a, b) => b.standing.gap - a.standing.gap)
}

export function verdictOf(evaluation: Evaluation): Verdict {
  const byGroup = groups.map((group) => ({ group, all: standingsOf(evaluation, group) }))
  const compared = byGroup
    .flatMap(({ group, all }) => (group === 'composite' ? [] : all))
    .filter(({ standing }) => standing.grade !== 'unknown')
  const worse = compared.filter(({ standing }) => standing.gap > 0).sort((a, b) => b.standing.gap - a.standing.gap)
  const points = byGroup
    .filter(({ all }) => all.length > 0)
    .sort((a, b) => (b.all[0]!.standing.gap || 0) - (a.all[0]!.standing.gap || 0))
    .map(({ group, all }) => pointOf(groupTitles[group], all))
  const missing = groups.filter(
    (group) => group !== 'composite' && !byGroup.some((one) => one.group === group && one.all.length > 0),
  )
  if (missing.length > 0) {
    const names = missing.map((group) => groupTitles[group].toLowerCase()).join(', ')
    points.push({ title: 'Not measured', text: `${names}. Nothing here speaks of it.`, isBad: false })
  }
  const demands = demandsOf(evaluation)
  return {
    isBad: worse.length > 0 || demands.some(({ isBad }) => isBad),
    lead: leadOf(compared.length, worse),
    points: [...demands, ...points],
  }
}

function leadOf(count: number, worse: readonly Standings[]): string {
  if (count === 0) return 'Nothing was compared with real rows.'
  const [worst] = worse
  if (worst === undefined)
    return `As good as real rows in ${count === 1 ? 'the one measure' : `all ${count} measures`}.`
  const { measure, standing } = worst
  const most = `${measure.label} is ${standing.grade} (${besideReal(measure)})`
  return `Worse than real rows in ${worse.length} of ${count} measures. ${worse.length === 1 ? '' : 'Most of all, '}${most}.`
}

function pointOf(title: string, all: readonly Standings[]): VerdictPoint {
  const compared = all.filter(({ standing }) => standing.grade !== 'unknown')
  const worse = compared.filter(({ standing }) => standing.gap > 0)
  const rest = all.length - compared.length
  const alone = rest === 0 ? '' : ` ${formatCount(rest)} without a comparison.`
  if (compared.length === 0) {
    const values = all.map(({ measure }) => `${measure.label} ${formatValue(measure.result.value)}`)
    return { title, text: `not compared with real rows: ${values.join(', ')}.`, isBad: false }
  }
  if (worse.length === 0) {
    const what = compared.length === 1 ? compared[0]!.measure.label : `all ${compared.length} measures`
    return { title, text: `as good as real rows in ${what}.${alone}`, isBad: false }
  }
  const named = worse
    .slice(0, 3)
    .map(({ measure, standing }) => `${measure.label} is ${standing.grade} (${besideReal(measure)})`)
  const more = worse.length > 3 ? `, and ${worse.length - 3} more` : ''
  const count = compared.length === 1 ? '' : `worse in ${worse.length} of ${compared.length}: `
  return { title, text: `${count}${named.join(', ')}${more}.${alone}`, isBad: true }
}

function besideReal({ result: { value, ceiling } }: Measured): string {
  return `${formatValue(value)}, real rows ${formatValue(ceiling!.value)}`
}

function demandsOf({ requirements = [] }: Evaluation): VerdictPoint[] {
  if (requirements.length === 0) return []
  const missed = requirements.filter(({ isMet }) => !isMet)
  if (missed.length === 0) {
    const count = requirements.length === 1 ? 'The one requirement is' : `All ${requirements.length} requirements are`
    return [{ title: 'Requirements', text: `${count} met.`, isBad: false }]
  }
  const named = missed.map(({ text, value }) => `${text} (is ${formatValue(value)})`)
  return [
    {
      title: 'Requirements',
      text: `${missed.length} of ${requirements.length} not met: ${named.join(', ')}.`,
      isBad: true,
    },
  ]
}
