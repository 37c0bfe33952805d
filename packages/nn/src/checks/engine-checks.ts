import type { Buffers, Engine, NumberArray, SymbolicTensor } from '../index.ts'
import type { Draw, OperationCase } from './operation-case.ts'
import { createRng } from '@asdf/core'
import { add, allocate, createGraph, grad, input, multiply, sum } from '../index.ts'
import { referenceEngine } from '../reference/engine.ts'
import { operationCases } from './cases.ts'

/** A named claim about an engine. `run` throws when it does not hold. Knows nothing of test runners, nor of Node. */
export interface EngineCheck {
  readonly name: string
  readonly run: () => Promise<void>
}

/**
 * Every promise of an engine: each operation, layer and loss and its first and second derivatives, against the reference.
 * `tolerance` is the share of an element's size that it may differ by; see `expectClose`.
 */
export function engineChecks(engine: Engine, tolerance = 1e-5): EngineCheck[] {
  return operationCases.flatMap((operation) =>
    [0, 1, 2]
      .filter((order) => order <= (operation.order ?? 2))
      .map((order) => ({
        name: `${operation.name}${['', ', first derivatives', ', second derivatives'][order]}`,
        run: () => compareWithReference(engine, operation, order, tolerance),
      })),
  )
}

/** First and second derivatives on the reference engine, against finite differences in double precision. */
export function derivativeChecks(): EngineCheck[] {
  return operationCases.flatMap((operation) =>
    [1, 2]
      .filter((order) => order <= (operation.order ?? 2))
      .map((order) => ({
        name: `${operation.name}, ${order === 1 ? 'first' : 'second'} derivatives`,
        run: () => compareWithDifferences(operation, order),
      })),
  )
}

interface Written {
  /** A scalar that weighs each element of the last derivative differently. */
  readonly loss: SymbolicTensor
  readonly outputs: Readonly<Record<string, SymbolicTensor>>
  readonly feeds: Readonly<Record<string, Float64Array | Int32Array>>
  /** Names of the inputs that can be differentiated. */
  readonly floats: readonly string[]
}

/** A case as a graph, differentiated `order` times. */
function write(operation: OperationCase, order: number): Written {
  const inputs = operation.inputs.map(({ shape, dtype }, i) => input(`x${i}`, shape, dtype))
  const feeds: Record<string, Float64Array | Int32Array> = {}
  operation.inputs.forEach((draw, i) => (feeds[`x${i}`] = drawValues(draw, `x${i}`)))
  const weigh = (x: SymbolicTensor, name: string) => {
    feeds[name] = drawValues({ shape: x.shape, low: 0.5, high: 1.5 }, name)
    return sum(multiply(x, input(name, x.shape)))
  }
  const result = operation.build(...inputs)
  const outputs: Record<string, SymbolicTensor> = { result }
  const differentiable = inputs.filter(({ dtype }) => dtype === 'f32')
  let loss = weigh(result, 'w0')
  for (let i = 1; i <= order; i++) {
    const gradients = grad(loss, differentiable)
    gradients.forEach((gradient, j) => (outputs[`d${i}.${j}`] = gradient))
    loss = gradients.map((gradient, j) => weigh(gradient, `w${i}.${j}`)).reduce(add)
  }
  const floats = inputs.flatMap(({ dtype }, i) => (dtype === 'f32' ? [`x${i}`] : []))
  return { loss, outputs, feeds, floats }
}

/** Runs a case and its derivatives of an order on an engine and on the reference, and throws where they differ. */
export async function compareWithReference(
  engine: Engine,
  operation: OperationCase,
  order: number,
  tolerance: number,
): Promise<void> {
  const { outputs, feeds } = write(operation, order)
  const graph = createGraph(outputs)
  const singles: Record<string, NumberArray> = {}
  for (const name in graph.inputs) {
    const values = feeds[name]!
    singles[name] = values instanceof Float64Array ? Float32Array.from(values) : values
  }
  const [expected, received] = await Promise.all([
    runOnce(referenceEngine(), outputs, singles),
    runOnce(engine, outputs, singles),
  ])
  for (const name in outputs) expectClose(name, received[name]!, expected[name]!, tolerance)
}

async function runOnce(
  engine: Engine,
  outputs: Readonly<Record<string, SymbolicTensor>>,
  feeds: Buffers,
): Promise<Record<string, NumberArray>> {
  const program = await engine.compile(createGraph(outputs))
  const into = allocate(program.outputs)
  await program.run(feeds, into)
  await program.close()
  return into
}

/** Moves each element of each input by ± a step, and compares the change of the loss with the derivative. */
async function compareWithDifferences(operation: OperationCase, order: number): Promise<void> {
  const { loss, feeds: all, floats } = write(operation, order - 1)
  const { inputs } = createGraph({ loss })
  const feeds = Object.fromEntries(Object.keys(inputs).map((name) => [name, all[name]!]))
  const value = { loss: new Float64Array(1) }
  const program = await referenceEngine().compile(createGraph({ loss }))
  const step = 1e-5
  for (const name of floats) {
    // A second derivative of a linear operation does not depend on its input.
    if (inputs[name] === undefined) continue
    const values = feeds[name] as Float64Array
    const derivative = new Float64Array(values.length)
    const single = await referenceEngine().compile(createGraph({ gradient: grad(loss, [inputs[name]])[0]!, loss }))
    await single.run(feeds, { gradient: derivative, ...value })
    const differences = new Float64Array(values.length)
    for (let at = 0; at < values.length; at++) {
      const held = values[at]!
      values[at] = held + step
      await program.run(feeds, value)
      const above = value.loss[0]!
      values[at] = held - step
      await program.run(feeds, value)
      differences[at] = (above - value.loss[0]!) / (2 * step)
      values[at] = held
    }
    expectClose(name, derivative, differences, 1e-6)
  }
}

/**
 * Every element within a share of its own size, of the mean size, or of a tenth, whichever is largest: what is summed is
 * of size 1, and a sum that cancels is known no better than its terms.
 */
function expectClose(name: string, received: NumberArray, expected: NumberArray, tolerance: number): void {
  let mean = 0
  for (const value of expected) mean += Math.abs(value) / expected.length
  for (let i = 0; i < expected.length; i++) {
    const allowed = tolerance * Math.max(Math.abs(expected[i]!), mean, 0.1)
    if (Math.abs(received[i]! - expected[i]!) <= allowed) continue
    throw new Error(`${name}[${i}] is ${received[i]}, expected ${expected[i]} within ${allowed}`)
  }
}

function drawValues({ shape, low = -2, high = 2, dtype = 'f32' }: Draw, name: string): Float64Array | Int32Array {
  const rng = createRng(1).fork(name)
  const size = shape.reduce((a, b) => a * b, 1)
  const values = Float64Array.from({ length: size }, () => low + (high - low) * rng.next())
  return dtype === 'f32' ? values : Int32Array.from(values, Math.floor)
}
