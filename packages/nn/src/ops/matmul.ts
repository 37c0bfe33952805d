import type { OnnxEmitter } from '../onnx/emitter.ts'
import type { Operation, SymbolicTensor } from '../tensor.ts'
import type { TensorFlow, TfjsTensor } from '../tfjs/runtime.ts'
import { checkForms } from '@asdf/core'
import { aTensor, someOptions } from '../argument-forms.ts'
import { multiplyMatrix } from '../kernels/multiply-matrix.ts'
import {
  broadcastShapes,
  broadcastStrides,
  checkElementType,
  sameShape,
  shapeError,
  showShape,
  sizeOf,
  stridesOf,
} from '../shapes.ts'
import { apply, attributesOf } from '../tensor.ts'
import { reshape } from './reshape.ts'
import { sumToShape } from './sum.ts'

/** Whether each matrix is used as its transpose. */
export interface MatmulOptions {
  readonly transposeA?: boolean
  readonly transposeB?: boolean
}

export interface MatmulAttributes {
  readonly transposeA: boolean
  readonly transposeB: boolean
}

/** Products of matrices, in batches if there are leading axes, plus an optional third input that broadcasts. */
export const matmulOperation: Operation<MatmulAttributes> = {
  name: 'matmul',
  infer([a, b, addend], { transposeA, transposeB }) {
    checkElementType('matmul', a!, 'f32')
    checkElementType('matmul', b!, 'f32')
    const [m, k] = matrixSizes(a!.shape, transposeA)
    const [inner, n] = matrixSizes(b!.shape, transposeB)
    if (a!.shape.length < 2 || b!.shape.length < 2 || k !== inner) {
      const written = `${showShape(a!.shape)}${transposeA ? 'ᵀ' : ''} and ${showShape(b!.shape)}${transposeB ? 'ᵀ' : ''}`
      throw shapeError('matmul', `cannot multiply matrices of shapes ${written}`, a!.shape, b!.shape)
    }
    const shape = [...broadcastShapes('matmul', a!.shape.slice(0, -2), b!.shape.slice(0, -2)), m, n]
    if (addend !== undefined && !sameShape(broadcastShapes('matmul', addend.shape, shape), shape)) {
      throw shapeError(
        'matmul',
        `${showShape(addend.shape)} cannot be added to ${showShape(shape)}`,
        shape,
        addend.shape,
      )
    }
    return { shape, dtype: 'f32' }
  },
  gradient(output, upstream) {
    const [a, b, addend] = output.inputs
    const { transposeA, transposeB } = attributesOf(output, matmulOperation)
    const toA = transposeA
      ? multiplyMatrices(b!, upstream, transposeB, true)
      : multiplyMatrices(upstream, b!, false, !transposeB)
    const toB = transposeB
      ? multiplyMatrices(upstream, a!, true, transposeA)
      : multiplyMatrices(a!, upstream, !transposeA, false)
    const parts = [sumToShape(toA, a!.shape), sumToShape(toB, b!.shape)]
    return addend === undefined ? parts : [...parts, sumToShape(upstream, addend.shape)]
  },
  compute([a, b, addend], out, { transposeA, transposeB }) {
    const [m, k] = matrixSizes(a!.shape, transposeA)
    const n = out.shape.at(-1)!
    const batches = out.shape.slice(0, -2)
    const stepsA = broadcastStrides(a!.shape.slice(0, -2), batches)
    const stepsB = broadcastStrides(b!.shape.slice(0, -2), batches)
    const strides = stridesOf(batches)
    for (let batch = 0; batch < sizeOf(batches); batch++) {
      const at = strides.map((stride, axis) => Math.floor(batch / stride) % batches[axis]!)
      const fromA = m * k * at.reduce((sum, index, axis) => sum + index * stepsA[axis]!, 0)
      const fromB = k * n * at.reduce((sum, index, axis) => sum + index * stepsB[axis]!, 0)
      multiplyMatrix(a!.data, fromA, transposeA, b!.data, fromB, transposeB, m, k, n, out.data, batch * m * n)
    }
    if (addend === undefined) return
    const steps = broadcastStrides(addend.shape, out.shape)
    const own = stridesOf(out.shape)
    for (let i = 0; i < out.data.length; i++) {
      const from = own.reduce(
        (sum, stride, axis) => sum + (Math.floor(i / stride) % out.shape[axis]!) * steps[axis]!,
        0,
      )
      out.data[i] = out.data[i]! + addend.data[from]!
    }
  },
  onnx(emit, inputs, output, { transposeA, transposeB }) {
    const [a, b, addend] = inputs
    const ranks = output.inputs.slice(0, 2).map(({ shape }) => shape.length)
    if (ranks.every((rank) => rank === 2) && (output.inputs[2]?.shape.length ?? 0) <= 2) {
      return emit.node('Gemm', inputs, { transA: Number(transposeA), transB: Number(transposeB) })
    }
    const left = transposeA ? transposeLast(emit, a!, ranks[0]!) : a!
    const right = transposeB ? transposeLast(emit, b!, ranks[1]!) : b!
    const product = emit.node('MatMul', [left, right])
    return addend === undefined ? product : emit.node('Add', [product, addend])
  },
  tfjs({ tf }, [a, b, addend], { shape }, { transposeA, transposeB }) {
    const left = prepareMatrices(tf, a!, shape.slice(0, -2), transposeA)
    const product = tf.matMul(left, prepareMatrices(tf, b!, shape.slice(0, -2), transposeB))
    return addend === undefined ? product : tf.add(product, addend)
  },
}

/**
 * The product of two matrices, or of batches of them whose leading axes broadcast. ONNX Runtime transposes for free.
 * A batch times one matrix is one large product.
 */
export function matmul(a: SymbolicTensor, b: SymbolicTensor, options: MatmulOptions = {}): SymbolicTensor {
  checkForms('matmul', { a: [a, aTensor], b: [b, aTensor], options: [options, someOptions] })
  return multiplyMatrices(a, b, options.transposeA ?? false, options.transposeB ?? false)
}

function multiplyMatrices(
  a: SymbolicTensor,
  b: SymbolicTensor,
  transposeA: boolean,
  transposeB: boolean,
): SymbolicTensor {
  const isRows = a.shape.length > 2 && b.shape.length === 2 && !transposeA
  if (!isRows) return apply(matmulOperation, [a, b], { transposeA, transposeB })
  const width = a.shape.at(-1)!
  const product = apply(matmulOperation, [reshape(a, [sizeOf(a.shape) / width, width]), b], { transposeA, transposeB })
  return reshape(product, [...a.shape.slice(0, -1), product.shape[1]!])
}

/** Rows and columns of a matrix as it is used. */
function matrixSizes(shape: readonly number[], isTransposed: boolean): readonly [rows: number, columns: number] {
  const [rows, columns] = [shape.at(-2) ?? 0, shape.at(-1) ?? 0]
  return isTransposed ? [columns, rows] : [rows, columns]
}

function transposeLast(emit: OnnxEmitter, name: string, rank: number): string {
  return emit.node('Transpose', [name], { perm: swapLast(rank) })
}

/** The order of axes in which the last two change places. */
function swapLast(rank: number): number[] {
  return Array.from({ length: rank }, (_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i))
}

/**
 * Matrices as TensorFlow.js multiplies them well: transposed by themselves, because its WebAssembly backend takes ten
 * times as long for those it is to transpose, and as many on both sides, because it pairs batches off by their order.
 */
function prepareMatrices(tf: TensorFlow, x: TfjsTensor, batches: readonly number[], isTransposed: boolean): TfjsTensor {
  const turned = isTransposed ? tf.transpose(x, swapLast(x.shape.length)) : x
  const target = [...batches, ...turned.shape.slice(-2)]
  return sameShape(turned.shape, target) ? turned : tf.broadcastTo(turned, target)
}
