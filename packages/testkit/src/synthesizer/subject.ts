import type { FitOptions, FittedSynthesizer, SampleOptions, SynthesizerFactory, Table } from '@asdf/contract'
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
  /** The model of `train` that all checks of the subject share: for those that ask a model, and not how it is fitted. */
  readonly fitted: () => Promise<FittedSynthesizer>
  /** Options of `sample` for this seed, without conditions. */
  readonly sampling: (seed: number) => SampleOptions
  readonly checks: Check[]
  readonly check: (name: string, run: () => Promise<void>) => void
}

/** The setup of the same checks for models that have been saved and loaded, through bytes; `fit` gives loaded ones. */
export function setUpLoaded<Options>(subject: SynthesizerSubject<Options>): SynthesizerSetup<Options> {
  const setup = setUp(subject)
  const { factory, checks } = setup
  const reload = (model: FittedSynthesizer) => factory.load(decodeArtifact(encodeArtifact(model.save())))
  return {
    ...setup,
    fit: async (table, run) => reload(await setup.fit(table, run)),
    fitted: async () => reload(await setup.fitted()),
    check: (name, run) => checks.push({ name: `${name}, once it is loaded`, run }),
  }
}

/** By subject: the same table and seed make the same model, and a model that answers leaves itself as it was. */
const commonModels = new WeakMap<object, Promise<FittedSynthesizer>>()

/** What the checks of a subject share. */
export function setUp<Options>(subject: SynthesizerSubject<Options>): SynthesizerSetup<Options> {
  const { factory, options, rowCount = 200, damages } = subject
  const tableWith = (mixed: MixedTableOptions) => mixedTable(rowCount, 1, { kinds: factory.traits.kinds, ...mixed })
  const train = tableWith({})
  const checks: Check[] = []
  const fit = (table = train, run: Partial<FitOptions> = {}) => factory(options).fit(table, { seed: 1, ...run })
  return {
    factory,
    options,
    damages,
    train,
    tableWith,
    fit,
    fitted() {
      const model = commonModels.get(subject) ?? fit()
      commonModels.set(subject, model)
      return model
    },
    sampling: (seed) => ({ seed }),
    checks,
    check: (name, run) => checks.push({ name, run }),
  }
}
