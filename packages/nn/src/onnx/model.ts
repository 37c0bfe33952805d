import type { Graph } from '../graph.ts'
import type { SymbolicTensor } from '../tensor.ts'
import type { OnnxAttribute, OnnxElementType, OnnxEmitter, OnnxResult } from './emitter.ts'
import type { SplitGraph } from './pieces.ts'
import type { MessageWriter } from './protobuf.ts'
import { inOrder } from '../graph.ts'
import { inputOperation } from '../ops/source.ts'
import { optimize } from '../optimize/optimize.ts'
import { attributesOf } from '../tensor.ts'
import { wholeGraph } from './pieces.ts'
import { createMessage } from './protobuf.ts'

// Field numbers are those of onnx.proto: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
const irVersion = 8
const opset = 18
const types = { f32: 1, i32: 6, i64: 7, bool: 9, f64: 11 } as const satisfies Record<OnnxElementType, number>
const openAxis = 'rows'
const attributeTypes = { float: 1, integer: 2, text: 3, integers: 7 } as const

/** What a file has that a graph has not. */
export interface OnnxModelOptions {
  /**
   * Adds nodes after those of the graph, from the names of its outputs' values, and gives the results of the file, which
   * then take the place of the outputs: for what graphs have no operations for, such as double precision.
   */
  readonly finish?: (
    emit: OnnxEmitter,
    values: Readonly<Record<string, string>>,
  ) => Readonly<Record<string, OnnxResult>>
  /**
   * Leaves the length of every input's and result's first axis open. Only for graphs in which nothing depends on how many
   * rows they were written for: no reshape, say, and no mean over rows.
   */
  readonly openRows?: boolean
}

/** A graph as the bytes of an `.onnx` file: opset 18, standard operators only, so that every runtime loads it. */
export function encodeOnnx(graph: Graph, options: OnnxModelOptions = {}): Uint8Array {
  return encodeModel(wholeGraph(graph, optimize(Object.values(graph.outputs))), options)
}

/** The same for an optimized graph in pieces. */
export function encodeModel(
  { inputs, outputs }: SplitGraph,
  { finish = keepOutputs(outputs), openRows = false }: OnnxModelOptions = {},
): Uint8Array {
  const body = createMessage()
  const { emitter, nameOf } = createEmitter(
    body,
    outputs.map(({ tensor }) => tensor),
  )
  const values = Object.fromEntries(outputs.map(({ name, tensor }) => [name, nameOf.get(tensor)!]))
  const results = Object.entries(finish(emitter, values))
  for (const [name, { value }] of results) emitter.result(value, name)
  body.text(2, 'asdf')
  for (const initializer of emitter.initializers) body.message(5, initializer)
  for (const piece of inputs) body.message(11, valueInfo(piece.name, piece, openRows))
  for (const [name, result] of results) body.message(12, valueInfo(name, result, openRows))

  const model = createMessage()
  model.integer(1, irVersion)
  model.text(2, '@asdf/nn')
  const operators = createMessage()
  operators.text(1, '')
  operators.integer(2, opset)
  model.message(8, operators)
  model.message(7, body)
  return model.finish().slice()
}

/** The outputs of a graph as the results of its file. */
function keepOutputs(outputs: SplitGraph['outputs']): NonNullable<OnnxModelOptions['finish']> {
  return (_, values) =>
    Object.fromEntries(outputs.map(({ name, shape, dtype }) => [name, { value: values[name]!, shape, dtype }]))
}

function createEmitter(body: MessageWriter, roots: readonly SymbolicTensor[]) {
  const initializers: MessageWriter[] = []
  const shared = new Map<string, string>()
  const nameOf = new Map<SymbolicTensor, string>()
  let count = 0

  function write(type: string, inputs: readonly string[], output: string, attributes: object): void {
    const node = createMessage()
    for (const input of inputs) node.text(1, input)
    node.text(2, output)
    node.text(3, `${type}.${output}`)
    node.text(4, type)
    for (const [key, value] of Object.entries(attributes)) node.message(5, attribute(key, value as OnnxAttribute))
    body.message(1, node)
  }

  function initializer(dtype: keyof typeof types, bytes: Uint8Array, shape: readonly number[]): string {
    const key = bytes.length <= 1024 ? `${dtype} ${shape.join()} ${bytes.join()}` : `unique ${count}`
    const known = shared.get(key)
    if (known !== undefined) return known
    const name = `.c${count++}`
    const tensor = createMessage()
    for (const size of shape) tensor.integer(1, size)
    tensor.integer(2, types[dtype])
    tensor.text(8, name)
    tensor.bytes(9, bytes)
    initializers.push(tensor)
    shared.set(key, name)
    return name
  }

  const emitter: OnnxEmitter & { initializers: typeof initializers; result(name: string, as: string): void } = {
    initializers,
    result: (name, as) => write('Identity', [name], as, {}),
    node(type, inputs, attributes = {}) {
      const name = `.${count++}`
      write(type, inputs, name, attributes)
      return name
    },
    floats: (values, shape) => initializer('f32', bytesOf(Float32Array.from(values)), shape),
    doubles: (values, shape) => initializer('f64', bytesOf(Float64Array.from(values)), shape),
    integers: (values, shape = [values.length]) =>
      initializer('i64', bytesOf(BigInt64Array.from(Array.from(values, BigInt))), shape),
    integers32: (values, shape) => initializer('i32', bytesOf(Int32Array.from(values)), shape),
  }

  for (const tensor of inOrder(roots)) {
    const { operation, inputs, attributes } = tensor
    if (operation === inputOperation) nameOf.set(tensor, attributesOf(tensor, inputOperation).name)
    else if (operation.onnx === undefined) throw new TypeError(`${operation.name} has no ONNX form`)
    else
      nameOf.set(
        tensor,
        operation.onnx(
          emitter,
          inputs.map((input) => nameOf.get(input)!),
          tensor,
          attributes,
        ),
      )
  }
  return { emitter, nameOf }
}

function attribute(key: string, value: OnnxAttribute): MessageWriter {
  const message = createMessage()
  message.text(1, key)
  if (typeof value === 'number') {
    message.integer(3, value)
    message.integer(20, attributeTypes.integer)
  } else if (typeof value === 'string') {
    message.text(4, value)
    message.integer(20, attributeTypes.text)
  } else if ('float' in value) {
    message.float(2, value.float)
    message.integer(20, attributeTypes.float)
  } else {
    for (const item of value) message.integer(8, item)
    message.integer(20, attributeTypes.integers)
  }
  return message
}

function valueInfo(name: string, { shape, dtype }: Omit<OnnxResult, 'value'>, openRows: boolean): MessageWriter {
  const sizes = createMessage()
  shape.forEach((size, axis) => {
    const dimension = createMessage()
    if (openRows && axis === 0) dimension.text(2, openAxis)
    else dimension.integer(1, size)
    sizes.message(1, dimension)
  })
  const tensor = createMessage()
  tensor.integer(1, types[dtype])
  tensor.message(2, sizes)
  const type = createMessage()
  type.message(1, tensor)
  const info = createMessage()
  info.text(1, name)
  info.message(2, type)
  return info
}

/** Little-endian bytes, as ONNX wants them; every machine that runs this writes them so. */
function bytesOf(array: Float32Array | Float64Array | Int32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}
