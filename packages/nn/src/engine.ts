import type { Graph } from './graph.ts'
import type { ElementType, NumberArray, Signature } from './tensor.ts'
import { AsdfError } from '@asdf/contract'
import { checkForms } from '@asdf/core'
import { someSignatures } from './argument-forms.ts'
import { showShape, sizeOf } from './shapes.ts'

/** Arrays by name: what a program reads, or writes to. */
export type Buffers = Readonly<Record<string, NumberArray>>

/** Runs graphs. An engine is a value: whoever trains a model is handed one. */
export interface Engine {
  readonly id: string
  /** Prepares a graph, once; the program then runs as often as wanted. */
  compile(graph: Graph): Promise<Program>
  /**
   * Closes its programs, those that are still being compiled too. Safe to call twice; what is compiled afterwards is
   * closed by the next call.
   */
  close(): Promise<void>
}

/** A compiled graph. */
export interface Program {
  readonly inputs: Readonly<Record<string, Signature>>
  readonly outputs: Readonly<Record<string, Signature>>
  /**
   * Computes every output into the arrays of `into` from the arrays of `feeds`. Both name all inputs or outputs, with
   * arrays of the right type and length: `Float32Array` for f32, `Int32Array` for i32, `Uint8Array` for bool. They are
   * used as they are, without copying where the engine can, so use the same ones again, and leave them alone until the
   * promise resolves. No array may be both read and written. Runs of one program take turns, in the order of the calls:
   * those that may overlap need arrays of their own.
   */
  run(feeds: Buffers, into: Buffers): Promise<void>
  /** Frees what the program holds, after the runs that were asked for. Safe to call twice. */
  close(): Promise<void>
}

const arrayTypes = { f32: Float32Array, i32: Int32Array, bool: Uint8Array } as const

/** New arrays for these inputs or outputs, of zeros. */
export function allocate(signatures: Readonly<Record<string, Signature>>): Record<string, NumberArray> {
  checkForms('allocate', { signatures: [signatures, someSignatures] })
  return Object.fromEntries(
    Object.entries(signatures).map(([name, { shape, dtype }]) => [name, new arrayTypes[dtype](sizeOf(shape))]),
  )
}

/** Names, shapes and element types, without the graph behind them. */
export function signaturesOf(tensors: Readonly<Record<string, Signature>>): Record<string, Signature> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, dtype }]) => [name, { shape: [...shape], dtype }]),
  )
}

/** Refuses arrays that do not fit: missing, unknown, of another length or type. */
export function checkBuffers(
  what: 'feeds' | 'into',
  signatures: Readonly<Record<string, Signature>>,
  buffers: Buffers,
  allowsDoubles = false,
): void {
  for (const name in signatures) {
    const { shape, dtype } = signatures[name]!
    const array = Object.hasOwn(buffers, name) ? buffers[name] : undefined
    if (array === undefined) throw bufferError(what, name, `is missing; give an array for ${dtype}${showShape(shape)}`)
    const isRightType = array instanceof arrayTypes[dtype] || (allowsDoubles && isDouble(dtype, array))
    if (!isRightType) {
      throw bufferError(
        what,
        name,
        `must be a ${arrayTypes[dtype].name}, got ${array.constructor?.name ?? typeof array}`,
      )
    }
    if (array.length === sizeOf(shape)) continue
    throw new AsdfError(
      'ASDF_SHAPE_MISMATCH',
      `run: ${what} '${name}' of shape ${showShape(shape)} needs ${sizeOf(shape)} elements, got ${array.length}`,
      { expected: shape, received: [array.length] },
    )
  }
  for (const name in buffers) {
    if (!Object.hasOwn(signatures, name)) {
      const known = Object.keys(signatures).join(', ')
      throw bufferError(
        what,
        name,
        `is not ${what === 'feeds' ? 'an input' : 'an output'} of the graph; it has ${known}`,
      )
    }
  }
}

function isDouble(dtype: ElementType, array: NumberArray): boolean {
  return dtype === 'f32' && array instanceof Float64Array
}

function bufferError(what: string, name: string, fault: string): AsdfError {
  return new AsdfError('ASDF_OPTION_INVALID', `run: ${what} '${name}' ${fault}`, { option: what, received: name })
}
