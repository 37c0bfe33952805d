import type {
  Artifact,
  FitOptions,
  ImputingModel,
  RunOptions,
  Synthesizer,
  SynthesizerFactory,
  SynthesizerTraits,
  Table,
} from '@asdf/contract'
import type { FlowModel } from './flow-model.ts'
import type { ForestFlowOptions } from './flow-options.ts'
import { fitFlow } from './fit-flow.ts'
import { checkFlowOptions, flowDefaults } from './flow-options.ts'
import { loadFlow, saveFlow } from './flow-state.ts'
import { imputeFlow } from './impute-flow.ts'
import { sampleFlow } from './sample-flow.ts'

const id = '@asdf/forest/flow'

const traits: SynthesizerTraits = {
  kinds: ['numeric', 'categorical', 'boolean', 'datetime', 'text'],
  nulls: 'modelled',
  target: 'optional',
  conditional: true,
  reproducible: 'bitwise',
  keepsTrainingRows: false,
  privacy: 'none',
  imputes: ['numeric', 'categorical', 'boolean', 'datetime'],
  minimumRows: 10,
}

/** A fitted `forestFlow`. */
export interface FittedForestFlow extends ImputingModel {
  /**
   * The table with its nulls replaced by draws that agree with the rest of their row; the class of the target, identifiers
   * and texts are left alone. The diffusion fills in categories better than the flow, which decides them early.
   */
  impute(table: Table, run: RunOptions): Promise<Table>
}

/** `forestFlow` with its options chosen. */
export interface ForestFlow extends Synthesizer {
  fit(train: Table, run: FitOptions): Promise<FittedForestFlow>
}

/** `forestFlow`: call it to configure, `load` to restore. */
export interface ForestFlowFactory extends SynthesizerFactory<ForestFlowOptions> {
  (options?: Partial<ForestFlowOptions>): ForestFlow
  load(artifact: Artifact): FittedForestFlow
}

/**
 * Boosted trees that turn noise into rows, one small step after the other (Jolicoeur-Martineau, Fatras and Kachman,
 * "Generating and imputing tabular data via diffusion and flow-based gradient-boosted trees", AISTATS 2024). For small
 * tables, up to some thousand rows and some dozen columns. At each noise level trees learn where a row lies, given a point
 * between it and noise; a path along what they say leads from noise to a new row. Each class of a categorical or boolean
 * target has trees of its own.
 */
export const forestFlow: ForestFlowFactory = Object.assign(
  (given: Partial<ForestFlowOptions> = {}): ForestFlow => {
    const options = checkFlowOptions('forestFlow', given)
    return {
      specVersion: 1,
      id,
      traits,
      options: { ...options },
      fit: async (train, run) => fitted(await fitFlow(id, train, options, run, traits.minimumRows)),
    }
  },
  { id, traits, defaults: flowDefaults, load: (artifact: Artifact) => fitted(loadFlow(artifact, id)) },
)

function fitted(model: FlowModel): FittedForestFlow {
  return {
    specVersion: 1,
    id,
    schema: model.coder.schema,
    report: model.report,
    sample: (count, run) => sampleFlow(model, count, run),
    impute: (table, run) => imputeFlow(model, table, run),
    save: () => saveFlow(model),
  }
}
