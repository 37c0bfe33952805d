import type { FittedSynthesizer, SampleOptions, Table } from '@asdf/contract'
import type { Engine } from '@asdf/nn'
import type { GanModel, GanReport } from './gan-model.ts'
import { openEngine } from '@asdf/nn/onnx'
import { closeWhenIdle, rowGenerator, sampleTable } from '@asdf/nn/table'
import { generatorNetwork } from '../networks/sampling-graph.ts'
import { saveModel } from './state.ts'

/** A fitted GAN of any kind. */
export interface FittedGan extends FittedSynthesizer {
  readonly report: GanReport
  /** The parts of the model, for exports. */
  readonly model: GanModel
}

/** The synthesizer of a model. Its networks are compiled when rows are asked for, and freed a second after the last ones. */
export function fittedGan(model: GanModel, engine: Engine | null): FittedGan {
  const generator = closeWhenIdle(rowGenerator(openEngine(engine), generatorNetwork(model.plan)))
  return {
    specVersion: 1,
    id: model.id,
    schema: model.schema,
    report: model.report,
    model,
    sample: (count: number, run: SampleOptions): Promise<Table> => sampleTable(model, generator, count, run),
    save: () => saveModel(model),
  }
}
