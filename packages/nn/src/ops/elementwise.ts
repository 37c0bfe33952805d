import type { OnnxEmitter } from '../onnx/emitter.ts'
import type { ElementType, Operand, Operation, SymbolicTensor } from '../tensor.ts'
import type { TfjsBinary, TfjsUnary } from '../tfjs/runtime.ts'
import {
  broadcastShapes,
  broadcastStrides,
  checkElementType,
  checkOperands,
  checkSameElementType,
  stridesOf,
} from '../shapes.ts'
import { apply } from '../tensor.ts'
import { toTensor } from './source.ts'
import { sumToShape } from './sum.ts'

type Gradient = SymbolicTensor | undefined

interface Unary {
  readonly name: string
  /** The reference kernel, for one element. */
  readonly value: (x: number) => number
  /** Gradient with respect to the input; absent where it is zero or undefined everywhere. */
  readonly gradient?: (upstream: SymbolicTensor, x: SymbolicTensor, output: SymbolicTensor) => SymbolicTensor
  /** An ONNX operator, or several. */
  readonly onnx: string | ((emit: OnnxEmitter, x: string) => string)
  /** A function of TensorFlow.js. */
  readonly tfjs: TfjsUnary
  /** Element type taken, of all that `apply` may be given. */
  readonly takes?: readonly ElementType[]
}

interface Binary {
  readonly name: string
  readonly isCommutative?: boolean
  readonly value: (a: number, b: number) => number
  /** Gradients with respect to both inputs, before sums over broadcast axes. */
  readonly gradient?: (
    upstream: SymbolicTensor,
    a: SymbolicTensor,
    b: SymbolicTensor,
    output: SymbolicTensor,
  ) => readonly [Gradient, Gradient]
  readonly onnx: string | ((emit: OnnxEmitter, a: string, b: string) => string)
  readonly tfjs: TfjsBinary
  readonly takes?: readonly ElementType[]
  /** Element type given back, when it is not that of the inputs. */
  readonly gives?: ElementType
}

/** An operation on each element by itself. */
export function defineUnary({ name, value, gradient, onnx, tfjs, takes = ['f32'] }: Unary): Operation {
  return {
    name,
    infer([x]) {
      checkElementType(name, x!, ...takes)
      return { shape: x!.shape, dtype: x!.dtype }
    },
    ...(gradient && { gradient: (output, upstream) => [gradient(upstream, output.inputs[0]!, output)] }),
    compute([x], out) {
      for (let i = 0; i < out.data.length; i++) out.data[i] = value(x!.data[i]!)
    },
    onnx: (emit, [x]) => (typeof onnx === 'string' ? emit.node(onnx, [x!]) : onnx(emit, x!)),
    tfjs: ({ tf }, [x]) => tf[tfjs](x!),
  }
}

/** An operation on pairs of elements, of shapes that broadcast as in NumPy. */
export function defineBinary(binary: Binary): Operation {
  const { name, value, gradient, onnx, tfjs, takes = ['f32'] } = binary
  return {
    name,
    isCommutative: binary.isCommutative ?? false,
    infer([a, b]) {
      checkElementType(name, a!, ...takes)
      checkElementType(name, b!, ...takes)
      checkSameElementType(name, a!, b!)
      return { shape: broadcastShapes(name, a!.shape, b!.shape), dtype: binary.gives ?? a!.dtype }
    },
    ...(gradient && {
      gradient: (output, upstream) => {
        const [a, b] = output.inputs
        return gradient(upstream, a!, b!, output).map((part, i) => part && sumToShape(part, output.inputs[i]!.shape))
      },
    }),
    compute([a, b], out) {
      const steps = [a!, b!].map((block) => broadcastStrides(block.shape, out.shape))
      const strides = stridesOf(out.shape)
      for (let i = 0; i < out.data.length; i++) {
        let left = 0
        let right = 0
        for (let axis = 0; axis < strides.length; axis++) {
          const at = Math.floor(i / strides[axis]!) % out.shape[axis]!
          left += at * steps[0]![axis]!
          right += at * steps[1]![axis]!
        }
        out.data[i] = value(a!.data[left]!, b!.data[right]!)
      }
    },
    onnx: (emit, [a, b]) => (typeof onnx === 'string' ? emit.node(onnx, [a!, b!]) : onnx(emit, a!, b!)),
    tfjs: ({ tf }, [a, b]) => tf[tfjs](a!, b!),
  }
}

/** Applies a unary operation. */
export function applyUnary(operation: Operation, x: SymbolicTensor): SymbolicTensor {
  return apply(operation, [x], {})
}

/** Applies a binary operation; a number takes the element type of the other operand. */
export function applyBinary(operation: Operation, a: Operand, b: Operand): SymbolicTensor {
  checkOperands(operation.name, a, b)
  const dtype = typeof a === 'number' ? (typeof b === 'number' ? 'f32' : b.dtype) : a.dtype
  return apply(operation, [toTensor(a, dtype), toTensor(b, dtype)], {})
}
