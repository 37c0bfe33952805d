import type { Metric, MetricInput, MetricResult, Rng, RunOptions, Synthesizer, Table } from '@asdf/contract'
import {
  appendTables,
  checkNumberOption,
  checkOptionNames,
  checkRun,
  compareTables,
  compareWithHoldout,
  createRng,
  sampleWithReplacement,
  takeRows,
} from '@asdf/core'
import { parts } from '../attacks/judge.ts'
import { checkSynthesizer } from '../attacks/shadow-attack.ts'
import { createSpace } from '../mixed-rows.ts'
import { nearestDistances } from '../nearest-distances.ts'
import { fdpEpsilon, oneRunEpsilon } from './one-run-bounds.ts'

const where = 'canaryAudit'
const id = '@asdf/privacy/canary-audit'

export interface CanaryAuditOptions {
  /** Rows that are made up and put in by the toss of a coin, at least 10. */
  readonly canaries: number
  /** The δ of the claim that is put to the test. */
  readonly delta: number
}

const defaults: CanaryAuditOptions = Object.freeze({ canaries: 400, delta: 1e-5 })

/** Shares of the canaries that are guessed to be in, and to be out; each pair is tried at a fifth of the significance. */
const guessedShares = [
  [0.1, 0],
  [0.25, 0],
  [0.05, 0.05],
  [0.15, 0.15],
  [0.5, 0.5],
] as const
const significance = 0.05

/**
 * A lower bound on the ε of any synthesizer from one fit: made-up rows, each cell drawn from another hold-out row, are put among
 * the training rows by the toss of a coin; as many rows are made as there are synthetic ones; and canaries that are nearer to
 * these than to the training rows are guessed to have been in. 0 where the guesses are as good as a coin; the more, the more
 * single rows show. The synthetic rows of the input count by their number only.
 *
 * The value is the bound of Steinke, Nasr and Jagielski (NeurIPS 2023; see `oneRunEpsilon`), the largest of five ways to
 * guess fixed beforehand (the first tenth or quarter as in; a tenth, three tenths or all, as many in as out), each at a fifth of 5 %. `details.bounds` has it beside that of Mahloujifar et
 * al. (2024; see `fdpEpsilon`), and the guesses. Cost: a fit on all training rows, and two searches. It proves a loss and
 * never its absence: 0 says that these canaries do not show. Above what a differentially private synthesizer promises, the
 * promise is broken.
 *
 * Errors: `ASDF_OPTION_INVALID` when configured, those of `nearestNeighborAttack` and of the synthesizer.
 */
export function canaryAudit(synthesizer: Synthesizer, options: Partial<CanaryAuditOptions> = {}): Metric {
  checkSynthesizer(where, synthesizer)
  checkOptionNames(where, options, defaults)
  const { canaries, delta } = { ...defaults, ...options }
  checkNumberOption(where, 'canaries', canaries, { integer: true, minimum: 10, maximum: 100_000 })
  checkNumberOption(where, 'delta', delta, { minimum: 0, exclusiveMinimum: true, maximum: 0.1 })
  return {
    specVersion: 1,
    id,
    label: 'lower bound on ε by canaries',
    group: 'privacy',
    goal: 'minimize',
    range: [0, Infinity],
    needsHoldout: true,
    needsTarget: false,
    compute: (input, run) => computeBound(synthesizer, { canaries, delta }, input, run),
  }
}

async function computeBound(
  synthesizer: Synthesizer,
  { canaries, delta }: CanaryAuditOptions,
  input: MetricInput,
  run: RunOptions,
): Promise<MetricResult> {
  checkRun(where, run)
  run.signal?.throwIfAborted()
  const { train, holdout, synthetic } = compareWithHoldout(where, input)
  const rng = createRng(run.seed).fork(id)
  const planted = madeUpRows(holdout, canaries, rng.fork('canaries'))
  const coin = rng.fork('coins')
  const isIn = Array.from({ length: canaries }, () => coin.next() < 0.5)
  const inside = takeRows(
    planted,
    Uint32Array.from(isIn.keys()).filter((row) => isIn[row]),
  )
  const fitted = await synthesizer.fit(appendTables(train, inside), { ...run, seed: rng.fork('fit').nextUint32() })
  const drawn = await fitted.sample(synthetic.rowCount, { ...run, seed: rng.fork('sample').nextUint32() })
  const scores = await scoreCanaries({ train, made: drawn, planted }, run)
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b)
  const tried = guessedShares.map(([inShare, outShare]) => {
    const [first, last] = [inShare, outShare].map((share) => Math.floor(share * canaries)) as [number, number]
    const correct = order.reduce((sum, row, place) => {
      const isRight = (place < first && isIn[row]!) || (place >= canaries - last && !isIn[row]!)
      return sum + (isRight ? 1 : 0)
    }, 0)
    const given = { canaries, guesses: first + last, correct, delta, significance: significance / guessedShares.length }
    return { ...given, oneRun: oneRunEpsilon(given), fdp: fdpEpsilon(given) }
  })
  const best = tried.reduce((one, other) => (other.oneRun > one.oneRun ? other : one))
  const fdp = Math.max(...tried.map((one) => one.fdp))
  return {
    value: best.oneRun,
    n: drawn.rowCount,
    verdict: verdictOf(best, fdp),
    details: {
      bounds: parts({ oneRun: best.oneRun, fdp, canaries, guesses: best.guesses, correct: best.correct, delta }),
    },
  }
}

function verdictOf(
  best: { readonly oneRun: number; readonly guesses: number; readonly correct: number },
  fdp: number,
): string {
  const guessed = `${best.correct} of ${best.guesses} guesses were right`
  if (best.oneRun === 0) return `no loss of privacy shows: ${guessed}`
  return `ε is at least ${best.oneRun.toFixed(2)}, and ${fdp.toFixed(2)} if noise is Gaussian: ${guessed}`
}

/** Rows whose cells come from different rows of the table. */
function madeUpRows(table: Table, count: number, rng: Rng): Table {
  const shuffled = table.columns.map((_, c) =>
    takeRows(table, sampleWithReplacement(table.rowCount, count, rng.fork(c))),
  )
  return { schema: table.schema, rowCount: count, columns: shuffled.map(({ columns }, c) => columns[c]!) }
}

/** How much nearer a canary is to what was made than to the training rows: the logarithm of the ratio. */
async function scoreCanaries(
  { train, made, planted }: Readonly<Record<'train' | 'made' | 'planted', Table>>,
  run: RunOptions,
): Promise<Float64Array> {
  const tables = compareTables(where, { train, synthetic: made, holdout: planted })
  const space = createSpace(where, tables.train)
  const queries = space.encode(tables.holdout!)
  const toMade = await nearestDistances(
    space,
    queries,
    space.encode(tables.synthetic),
    run,
    'distances to what was made',
  )
  const toReal = await nearestDistances(space, queries, space.encode(tables.train), run, 'distances to training rows')
  const softening = toReal.reduce((sum, distance) => sum + distance / toReal.length, 0) / 100 || 1
  return toMade.map((distance, i) => Math.log((toReal[i]! + softening) / (distance + softening)))
}
