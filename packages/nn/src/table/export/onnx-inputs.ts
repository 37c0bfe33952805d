import type { RunOptions, Tensor } from '@asdf/contract'
import type { TableTransform } from '@asdf/core'
import type { Engine } from '../../engine.ts'
import type { NumberArray } from '../../tensor.ts'
import type { RowGenerator } from '../sampling/row-generator.ts'
import type { RowNetwork } from '../sampling/row-network.ts'
import type { TableModel } from '../table-model.ts'
import { checkForms } from '@asdf/core'
import { aNetwork, aWholeModel } from '../argument-forms.ts'
import { rowGenerator } from '../sampling/row-generator.ts'
import { sampleTable } from '../sampling/sample-table.ts'
import { sharedColumns } from './decode-columns.ts'

const twoTo32 = 2 ** 32

/**
 * The inputs of an exported model for the rows that `sample(count, { seed })` returns: given these, the exported graph
 * computes those rows. A model that picks its rows from several candidates gives the rows that it would return without
 * picking. By name, one tensor [count, …] for each input of the sidecar.
 */
export async function tableOnnxInputs(
  model: TableModel,
  network: RowNetwork,
  count: number,
  run: RunOptions,
): Promise<Readonly<Record<string, Tensor>>> {
  checkForms('tableOnnxInputs', { model: [model, aWholeModel], network: [network, aNetwork] })
  const kept: Record<string, Float32Array[]> = {}
  const keep = (name: string, values: Float32Array) => void (kept[name] ??= []).push(values)
  // The bias of classes is part of the graph, so the noise is kept without it.
  const bias = new Float32Array(0)
  const plain = { ...model, bias, acceptance: undefined, transform: recordingTransform(model.transform, keep) }
  await sampleTable(plain, recordingGenerator(network, keep), count, run)
  return Object.fromEntries(
    Object.entries(kept).map(([name, parts]) => {
      const length = parts.reduce((sum, values) => sum + values.length, 0)
      const data = new Float32Array(length)
      let at = 0
      for (const values of parts) {
        data.set(values, at)
        at += values.length
      }
      return [name, { dtype: 'f32' as const, shape: [count, count === 0 ? 0 : length / count], data }]
    }),
  )
}

type Keep = (name: string, values: Float32Array) => void

/** A generator that keeps what its graph is fed with, for the rows that are asked for, and makes zeros. */
function recordingGenerator(network: RowNetwork, keep: Keep): RowGenerator {
  let rest = 0
  const record = (feeds: Readonly<Record<string, NumberArray>>) => {
    const size = feeds['noise']!.length / network.noiseSize
    const rows = Math.min(size, rest)
    for (const name of ['noise', 'gumbel', 'condition']) {
      const values = feeds[name]
      if (values instanceof Float32Array) keep(name, values.slice(0, (rows * values.length) / size))
    }
    rest -= rows
  }
  const engine: Engine = {
    id: '@asdf/nn/recorder',
    compile: ({ inputs, outputs }) =>
      Promise.resolve({
        inputs,
        outputs,
        run: (feeds) => Promise.resolve(record(feeds)),
        close: () => Promise.resolve(),
      }),
    close: () => Promise.resolve(),
  }
  const generator = rowGenerator(engine, network)
  return {
    make(request) {
      rest = request.count
      return generator.make(request)
    },
    close: () => generator.close(),
  }
}

/** A transform that keeps what it draws among categories that share a place. */
function recordingTransform(transform: TableTransform, keep: Keep): TableTransform {
  const shared = sharedColumns(transform)
  if (shared.length === 0) return transform
  return {
    ...transform,
    decode(rows, count, rng) {
      const draws = new Float32Array(count * shared.length)
      shared.forEach((column, place) => {
        const random = rng.fork(column)
        for (let row = 0; row < count; row++) {
          draws[row * shared.length + place] = (random.nextUint32() + 0.5) / twoTo32
        }
      })
      keep('uniform', draws)
      return transform.decode(rows, count, rng)
    },
  }
}
