import type { Metric, MetricDetails, MetricResult, RunOptions, Table } from '@asdf/contract'
import type { Side } from './beside-real.ts'
import type { Grouping } from './groups.ts'
import type { Learned, Learner, UtilityScore } from './learner.ts'
import type { UtilityOptions } from './options.ts'
import type { Studies, Study } from './study.ts'
import { isAsdfError } from '@asdf/contract'
import { checkNumberOption, optionError } from '@asdf/core'
import { undefinedMetric } from '../checks.ts'
import { besideReal } from './beside-real.ts'
import { groupsBy, rowsByGroup } from './groups.ts'
import { checkLearner, outcomeOfRows, scoreOutcome } from './learner.ts'
import { readUtilityOptions } from './options.ts'
import { halfModel, separateStudies, sideModel, testHalf } from './study.ts'
import { utilityMetric } from './traits.ts'

const where = 'groupGaps'

export interface GroupGapsOptions extends UtilityOptions {
  /** The column whose values are the groups, such as one with the role `sensitive`. */
  readonly column: string
  /** Hold-out rows that a group needs to be measured. */
  readonly minimumRows: number
}

/** `groupGaps` as configured. */
export interface GroupGapsMetric extends Metric {
  readonly column: string
  readonly score: UtilityScore
}

/**
 * How differently a model serves the groups of a column: the largest difference of the `score` between two groups of the hold-out,
 * for a model of synthetic rows (TSTR); the `ceiling` is the same for a model of as many real rows. `breakdown` has the score of
 * each group; `details` those of the model of real rows, and each group's share of the rows. Groups are
 * classes, `null` among them, and quarters of the training rows for numbers and datetimes. A group with fewer than `minimumRows`
 * hold-out rows, or with one class, is `unmeasured`, with the reason.
 *
 * One model serves all groups, whose column it may use; see `groupShares` for shares alone. Differences between groups are not
 * proof of unfairness, nor small ones of fairness: labels may be unfair themselves (Barocas, Hardt and Narayanan, "Fairness and
 * machine learning", 2023, chapter 3). Read it beside the ceiling: the question is what synthetic rows
 * make worse. Cost and errors as in `trainSyntheticTestReal`; `ASDF_METRIC_UNDEFINED` also with fewer than two
 * groups that can be measured, `ASDF_SCHEMA_MISMATCH` without the column.
 */
export function groupGaps(
  learner: Learner,
  options: Pick<GroupGapsOptions, 'column'> & Partial<GroupGapsOptions>,
): GroupGapsMetric {
  checkLearner(where, learner)
  return gapsOf(separateStudies(learner), options)
}

/** As `groupGaps`, with models that other metrics share. */
export function gapsOf(
  studies: Studies,
  options: Pick<GroupGapsOptions, 'column'> & Partial<GroupGapsOptions>,
): GroupGapsMetric {
  const { score, repeats, column, minimumRows } = readUtilityOptions(where, options, { column: '', minimumRows: 50 })
  if (typeof column !== 'string' || column === '')
    throw optionError(where, 'column', column, 'must be the name of a column')
  checkNumberOption(where, 'minimumRows', minimumRows, { integer: true, minimum: 1 })
  const short = score.id.slice(score.id.lastIndexOf('/') + 1)
  const traits = {
    id: `@asdf/metrics/group-gaps/${short}`,
    label: `gap in ${score.label} by ${column}`,
    goal: 'minimize',
    range: [0, score.range[1] - score.range[0]],
  } as const
  const metric = utilityMetric(traits, where, studies, (study, run) =>
    measureGaps(study, { score, repeats, column, minimumRows }, traits, run),
  )
  return { ...metric, column, score }
}

async function measureGaps(
  study: Study,
  { score, repeats, column, minimumRows }: GroupGapsOptions,
  traits: Pick<Metric, 'label' | 'goal' | 'range'>,
  run: RunOptions,
): Promise<MetricResult> {
  const grouping = groupsBy(where, study.train, column)
  const scores = async (model: Learned, test: Table, least: number): Promise<GroupScores> => {
    const outcome = await study.predict(model, test)
    return scoreGroups(grouping, test, least, (rows) => scoreOutcome(where, score, outcomeOfRows(outcome, rows)))
  }
  const found: Partial<Record<Side, GroupScores>> = {}
  const sides = {
    n: study.n,
    whole: async (side: Side) => {
      found[side] = await scores(await sideModel(study, side, run), study.holdout, minimumRows)
      return gapOf(found[side], score)
    },
    // Of half the rows, in the same groups.
    half: async (side: Side, repeat: number) =>
      gapOf(
        await scores(await halfModel(study, side, repeat, run), testHalf(study, repeat), Math.ceil(minimumRows / 2)),
        score,
      ),
  }
  const result = await besideReal(traits, sides, repeats, run)
  const { values, unmeasured } = found.synthetic!
  const details: Record<string, MetricDetails> = {
    'groups for real rows': { kind: 'parts', values: found.real!.values },
    'share of training rows': { kind: 'parts', values: sharesOf(grouping, study.train) },
    'share of synthetic rows': { kind: 'parts', values: sharesOf(grouping, study.synthetic) },
    'hold-out rows': { kind: 'parts', values: found.synthetic!.counts },
  }
  return {
    ...result,
    breakdown: values,
    details,
    ...(Object.keys(unmeasured).length > 0 && { unmeasured }),
  }
}

interface GroupScores {
  readonly values: Readonly<Record<string, number>>
  /** Tested rows of each group. */
  readonly counts: Readonly<Record<string, number>>
  readonly unmeasured: Readonly<Record<string, string>>
}

function scoreGroups(
  grouping: Grouping,
  test: Table,
  least: number,
  scoreOf: (rows: Uint32Array) => number,
): GroupScores {
  const values: Record<string, number> = {}
  const counts: Record<string, number> = {}
  const unmeasured: Record<string, string> = {}
  for (const [group, rows] of rowsByGroup(grouping, test).entries()) {
    const name = grouping.names[group]!
    if (rows.length === 0) continue
    counts[name] = rows.length
    if (rows.length < least) {
      unmeasured[name] = `has ${rows.length} hold-out rows of the ${least} that it takes`
      continue
    }
    try {
      values[name] = scoreOf(rows)
    } catch (error) {
      if (!isAsdfError(error, 'ASDF_METRIC_UNDEFINED')) throw error
      unmeasured[name] = error.message
    }
  }
  return { values, counts, unmeasured }
}

function gapOf({ values, unmeasured }: GroupScores, { label }: UtilityScore): number {
  const scores = Object.values(values)
  if (scores.length > 1) return Math.max(...scores) - Math.min(...scores)
  const reasons = Object.entries(unmeasured).map(([name, reason]) => `'${name}' ${reason}`)
  const why = reasons.length === 0 ? '' : `: ${reasons.slice(0, 3).join(', ')}`
  throw undefinedMetric(where, `${label} can be measured in ${scores.length} groups, and a gap takes two${why}`)
}

function sharesOf(grouping: Grouping, table: Table): Record<string, number> {
  const rows = rowsByGroup(grouping, table)
  return Object.fromEntries(grouping.names.map((name, group) => [name, rows[group]!.length / table.rowCount]))
}
