import type { Artifact, FitOptions, FittedSynthesizer, SampleOptions, SynthesizerFactory, Table } from '@asdf/contract'
import type { Check } from '../check.ts'
import type { MixedTableOptions } from '../fixtures.ts'
import { decodeArtifact, encodeArtifact } from '@asdf/core'
import { mixedTable } from '../fixtures.ts'

export interface SynthesizerSubject<Options> {
  readonly factory: SynthesizerFactory<Options>
  /** Options that make the synthesizer small, so that checks take seconds. */
  readonly options?: Partial<Options>
  /** Rows of the training tables; 200 when absent. */
  readonly rowCount?: number
  /** How many damaged copies of its artifact are tried; 40 when absent. */
  readonly damages?: number
}

/** What the checks of one subject share. */
export interface SynthesizerSetup<Options> {
  readonly factory: SynthesizerFactory<Options>
  readonly options: Partial<Options> | undefined
  readonly damages: number | undefined
  readonly train: Table
  /** A training table like `train` with something else about it. */
  readonly tableWith: (options: MixedTableOptions) => Table
  readonly fit: (table?: Table, run?: Partial<FitOptions>) => Promise<FittedSynthesizer>
  /** Options of `sample` for this seed, without conditions. */
  readonly sampling: (seed: number) => SampleOptions
  readonly checks: Check[]
  readonly check: (name: string, run: () => Promise<void>) => void
}

/** The setup of the same checks for models that have been saved and loaded, through bytes; `fit` gives loaded ones. */
export function setUpLoaded<Options>(subject: SynthesizerSubject<Options>): SynthesizerSetup<Options> {
  const setup = setUp(subject)
  const { factory, train, checks } = setup
  // Loading is what is checked here, so one fit of the common table serves.
  let common: Promise<Artifact> | undefined
  const save = async (table: Table, run: Partial<FitOptions>) => (await setup.fit(table, run)).save()
  return {
    ...setup,
    async fit(table = train, run = {}) {
      const isCommon = table === train && Object.keys(run).length === 0
      const artifact = isCommon ? await (common ??= save(table, run)) : await save(table, run)
      return factory.load(decodeArtifact(encodeArtifact(artifact)))
    },
    check: (name, run) => checks.push({ name: `${name}, once it is loaded`, run }),
  }
}

/** What the checks of a subject share. */
export function setUp<Options>(subject: SynthesizerSubject<Options>): SynthesizerSetup<Options> {
  const { factory, options, rowCount = 200, damages } = subject
  const tableWith = (mixed: MixedTableOptions) => mixedTable(rowCount, 1, { kinds: factory.traits.kinds, ...mixed })
  const train = tableWith({})
  const checks: Check[] = []
  return {
    factory,
    options,
    damages,
    train,
    tableWith,
    fit: (table = train, run = {}) => factory(options).fit(table, { seed: 1, ...run }),
    sampling: (seed) => ({ seed }),
    checks,
    check: (name, run) => checks.push({ name, run }),
  }
}
