import type { Artifact, LoadOptions, Synthesizer, SynthesizerFactory, Table } from '@asdf/contract'
import type { Engine } from '@asdf/nn'
import type { GanRunOptions } from './fitting/run-options.ts'
import type { GanSettings } from './fitting/settings.ts'
import type { FittedGan } from './model/fitted-gan.ts'
import { fitModel } from './fitting/fit-model.ts'
import { fittedGan } from './model/fitted-gan.ts'
import { restoreModel } from './model/state.ts'
import { optionsToJson } from './options/to-settings.ts'
import { ganTraits } from './traits.ts'

/** One of the algorithms with its options chosen. */
export interface ConfiguredGan extends Synthesizer {
  fit(train: Table, run: GanRunOptions): Promise<FittedGan>
}

/** What `load` takes besides the artifact. */
export interface GanLoadOptions extends LoadOptions {
  /** What runs the networks of the loaded model; as for a new one when absent or null. */
  readonly engine?: Engine | null
}

/** One of the algorithms: call it to configure, `load` to restore. */
export interface ConfiguredGanFactory<Options> extends SynthesizerFactory<Options> {
  (options?: Partial<Options>): ConfiguredGan
  load(artifact: Artifact, options?: GanLoadOptions): FittedGan
}

/** The algorithm of these settings, which were made from `options`. */
export function configured(options: object, settings: GanSettings): ConfiguredGan {
  return {
    specVersion: 1,
    id: settings.id,
    traits: ganTraits,
    options: optionsToJson(options),
    fit: async (train, run) => fittedGan(await fitModel(train, settings, run), settings.engine),
  }
}

/** `load` of the algorithm with this id, called `name` in messages. */
export function loader(id: string, name: string): ConfiguredGanFactory<unknown>['load'] {
  return (artifact, { engine = null } = {}) => fittedGan(restoreModel(artifact, id, name), engine)
}
