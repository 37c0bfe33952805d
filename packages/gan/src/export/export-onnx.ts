import type { RunOptions, Tensor } from '@asdf/contract'
import type { OnnxExport } from '@asdf/nn/table'
import type { FittedGan } from '../model/fitted-gan.ts'
import { checkForms, checkNumberOption, checkRun } from '@asdf/core'
import { exportTableOnnx, tableOnnxInputs } from '@asdf/nn/table'
import { generatorNetwork } from '../networks/sampling-graph.ts'
import { aFittedGan } from './fitted-form.ts'

/**
 * A fitted GAN as one ONNX graph, decoding included: noise, Gumbel noise and conditions go in, and numbers, datetimes and
 * category indices come out, each row on its own. It holds no training row. Identifiers and free text, which are
 * regenerated, are not in the graph; neither is the classifier that picks the rows of `adaptive` from candidates and
 * assigns their classes. The sidecar says so.
 *
 * A model without a column to model is an `ASDF_UNSUPPORTED`.
 */
export function exportOnnx(fitted: Pick<FittedGan, 'model'>): OnnxExport {
  checkForms('exportOnnx', { fitted: [fitted, aFittedGan] })
  const { model } = fitted
  return exportTableOnnx(model, generatorNetwork(model.plan))
}

/**
 * The inputs of an exported model for the rows that `sample(count, { seed })` returns: given these, the graph of
 * `exportOnnx` computes those rows, where every generated row is returned. `adaptive` picks its rows from several
 * candidates: its graph computes the rows that it would return without picking. By name, one tensor [count, …] for each
 * input of the sidecar.
 */
export async function onnxInputs(
  fitted: Pick<FittedGan, 'model'>,
  count: number,
  run: RunOptions,
): Promise<Readonly<Record<string, Tensor>>> {
  checkForms('onnxInputs', { fitted: [fitted, aFittedGan] })
  checkNumberOption('onnxInputs', 'count', count, { integer: true, minimum: 0 })
  checkRun('onnxInputs', run)
  const { model } = fitted
  return tableOnnxInputs(model, generatorNetwork(model.plan), count, run)
}
