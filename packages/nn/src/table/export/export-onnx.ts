import type { SymbolicTensor } from '../../tensor.ts'
import type { GumbelShift, RowNetwork } from '../sampling/row-network.ts'
import type { TableModel } from '../table-model.ts'
import type { OnnxSidecar } from './sidecar.ts'
import { checkForms, createRng } from '@asdf/core'
import * as nn from '../../index.ts'
import { exportOnnx as encodeNetwork } from '../../onnx/export.ts'
import { part } from '../activate.ts'
import { aNetwork, aWholeModel } from '../argument-forms.ts'
import { decodeColumns, sharedColumns } from './decode-columns.ts'
import { lookUpColumns } from './look-up-columns.ts'
import { describeExport } from './sidecar.ts'

/** A fitted model for any program that has ONNX Runtime. */
export interface OnnxExport {
  /** The bytes of an `.onnx` file: from noise and conditions to the columns of a table, for any number of rows. */
  readonly model: Uint8Array
  /** What a program must know to feed it and to read what comes out: JSON, to be saved beside the file. */
  readonly sidecar: OnnxSidecar
}

// Any number of rows would do: the file leaves it open.
const writtenFor = 2

/**
 * A model as one ONNX graph, decoding included: noise, Gumbel noise and conditions go in, and numbers, datetimes and
 * category indices come out, each row on its own. It holds no training row. Identifiers and free text, which are
 * regenerated, are not in the graph; neither is the classifier that picks rows from candidates and assigns their classes.
 * The sidecar says so.
 *
 * A model without a column to model is an `ASDF_UNSUPPORTED`.
 */
export function exportTableOnnx(model: TableModel, network: RowNetwork): OnnxExport {
  checkForms('exportTableOnnx', { model: [model, aWholeModel], network: [network, aNetwork] })
  const { transform, plan, numbers } = model
  const sidecar = describeExport(model, network.noiseSize)
  const { parameters, rows } = network.writeSamplingGraph(writtenFor, biasShift(model))
  const weights = nn.createWeights(parameters, { rng: createRng(0) })
  weights.values.set(numbers.values)
  const places = new Int32Array(plan.layout.width)
  plan.layout.order.forEach((transformPlace, place) => (places[transformPlace] = place))
  const decoding = { transform, placeOf: (place: number) => places[place]! }
  const shared = sharedColumns(transform).length
  const outputs: Record<string, SymbolicTensor> = { rows }
  if (shared > 0) outputs['draws'] = nn.add(nn.input('uniform', [writtenFor, shared]), 0)
  const fixed = { ...weights.feeds, ...numbers.statistics, context: numbers.context }
  const bytes = encodeNetwork(outputs, fixed, {
    openRows: true,
    finish(emit, { rows: encoded, draws }) {
      const decoded = decodeColumns(emit, decoding, { rows: encoded!, ...(draws !== undefined && { uniform: draws }) })
      return { ...decoded, ...lookUpColumns(emit, model, decoded) }
    },
  })
  return { model: bytes, sidecar }
}

/** Adds the bias, that of each row's class where its condition names one, as sampling does. */
function biasShift({ plan: { layout }, bias, target }: TableModel): GumbelShift | undefined {
  if (bias.length === 0) return undefined
  const classes = bias.length / layout.scalarStart
  const table = nn.constant(bias, [classes, layout.scalarStart], 'f32')
  return (gumbel, condition) => {
    if (classes === 1 || condition === undefined) return nn.add(gumbel, table)
    return nn.add(gumbel, nn.matmul(part(condition, layout.blocks[target]!), table))
  }
}
