import type { OnnxEmitter } from '../onnx/emitter.ts'
import type { Operation, SymbolicTensor } from '../tensor.ts'
import type { TensorFlow, TfjsTensor } from '../tfjs/runtime.ts'
import { AsdfError } from '@asdf/contract'
import { checkForms, checkNumberOption } from '@asdf/core'
import { aShape, aTensor, someOptions } from '../argument-forms.ts'
import { checkElementType, shapeError, showShape } from '../shapes.ts'
import { apply, attributesOf } from '../tensor.ts'

/** How a window moves over images of shape [batch, height, width, channels]. */
export interface WindowAttributes {
  readonly height: number
  readonly width: number
  readonly kernel: readonly [height: number, width: number]
  readonly stride: readonly [height: number, width: number]
  readonly padding: readonly [top: number, left: number, bottom: number, right: number]
}

/** The window at each place as a row: [batch, rows, columns, window height · window width · channels]. */
export const patchesOperation: Operation<WindowAttributes> = {
  name: 'patches',
  infer([x], attributes) {
    checkElementType('patches', x!, 'f32')
    const [rows, columns] = places(attributes)
    const [tall, wide] = attributes.kernel
    return { shape: [x!.shape[0]!, rows, columns, tall * wide * x!.shape[3]!], dtype: 'f32' }
  },
  gradient: (output, upstream) => [apply(foldPatchesOperation, [upstream], attributesOf(output, patchesOperation))],
  compute([x], out, attributes) {
    pick(x!.data, out.data, x!.shape[0]!, x!.shape[3]!, sourcesOfPatches(attributes))
  },
  // One Gather over the pixels, with a pixel of zeros behind them for what lies outside.
  onnx(emit, [x], output, attributes) {
    const [batch, height, width, channels] = output.inputs[0]!.shape as [number, number, number, number]
    const pixels = emit.node('Reshape', [x!, emit.integers([batch, height * width, channels])])
    const picked = gatherOrZero(emit, pixels, sourcesOfPatches(attributes), height * width)
    return emit.node('Reshape', [picked, emit.integers(output.shape)])
  },
  tfjs({ tf, once }, [x], output, attributes) {
    const [batch, height, width, channels] = output.inputs[0]!.shape as [number, number, number, number]
    const pixels = tf.reshape(x!, [batch, height * width, channels])
    const sources = once(output, () => indexTensor(tf, sourcesOfPatches(attributes), height * width))
    return tf.reshape(pickOrZero(tf, pixels, sources), output.shape)
  },
}

/** The opposite of patches: adds up what the windows hold of each pixel. */
export const foldPatchesOperation: Operation<WindowAttributes> = {
  name: 'foldPatches',
  infer([x], { height, width, kernel }) {
    return { shape: [x!.shape[0]!, height, width, x!.shape[3]! / (kernel[0] * kernel[1])], dtype: 'f32' }
  },
  gradient: (output, upstream) => [apply(patchesOperation, [upstream], attributesOf(output, foldPatchesOperation))],
  compute([x], out, attributes) {
    const sources = sourcesOfPatches(attributes)
    const [batch, height, width, channels] = out.shape as [number, number, number, number]
    out.data.fill(0)
    for (let n = 0; n < batch; n++) {
      sources.forEach((pixel, place) => {
        if (pixel < 0) return
        const to = (n * height * width + pixel) * channels
        const from = (n * sources.length + place) * channels
        for (let c = 0; c < channels; c++) out.data[to + c] = out.data[to + c]! + x!.data[from + c]!
      })
    }
  },
  // A pixel is in at most one window at each place of the kernel, so this is one Gather and a sum: no scatter, whose
  // order of addition would not be fixed.
  onnx(emit, [x], output, attributes) {
    const [batch, height, width, channels] = output.shape as [number, number, number, number]
    const [tall, wide] = attributes.kernel
    const [rows, columns] = places(attributes)
    const count = rows * columns * tall * wide
    const cells = emit.node('Reshape', [x!, emit.integers([batch, count, channels])])
    const picked = gatherOrZero(emit, cells, sourcesOfPixels(attributes), count)
    const parted = emit.node('Reshape', [picked, emit.integers([batch, height * width, tall * wide, channels])])
    const summed = emit.node('ReduceSum', [parted, emit.integers([2])], { keepdims: 0 })
    return emit.node('Reshape', [summed, emit.integers(output.shape)])
  },
  tfjs({ tf, once }, [x], output, attributes) {
    const [batch, height, width, channels] = output.shape as [number, number, number, number]
    const [tall, wide] = attributes.kernel
    const [rows, columns] = places(attributes)
    const count = rows * columns * tall * wide
    const cells = tf.reshape(x!, [batch, count, channels])
    const sources = once(output, () => indexTensor(tf, sourcesOfPixels(attributes), count))
    const parted = tf.reshape(pickOrZero(tf, cells, sources), [batch, height * width, tall * wide, channels])
    return tf.reshape(tf.sum(parted, [2], false), output.shape)
  },
}

export interface WindowOptions {
  /** Height and width of the window. */
  readonly kernel: readonly [height: number, width: number]
  /** Steps between windows; 1 when absent. */
  readonly stride?: number
  /** Zeros on every side: a number, or 'same' for as many as keep height and width with stride 1. */
  readonly padding?: number | 'same'
}

/** The windows over images [batch, height, width, channels], each as a row: what makes a convolution a product. */
export function patches(x: SymbolicTensor, options: WindowOptions): SymbolicTensor {
  checkForms('patches', { x: [x, aTensor], options: [options, someOptions], kernel: [options?.kernel, aShape] })
  const { kernel, stride = 1, padding = 0 } = options
  if (x.shape.length !== 4) {
    const fault = `needs images of shape [batch, height, width, channels], got ${showShape(x.shape)}`
    throw shapeError('patches', fault, [0, 0, 0, 0], x.shape)
  }
  const [tall, wide] = kernel
  for (const [option, received] of Object.entries({ stride, kernel: Math.min(tall, wide) })) {
    if (Number.isInteger(received) && received >= 1) continue
    const message = `patches: ${option} must be a whole number of at least 1, got ${received}`
    throw new AsdfError('ASDF_OPTION_INVALID', message, { option, received })
  }
  if (padding !== 'same') checkNumberOption('patches', 'padding', padding, { integer: true, minimum: 0 })
  const [top, left] = padding === 'same' ? [(tall - 1) >> 1, (wide - 1) >> 1] : [padding, padding]
  const [bottom, right] = padding === 'same' ? [tall - 1 - top, wide - 1 - left] : [padding, padding]
  const [height, width] = [x.shape[1]!, x.shape[2]!]
  if (height + top + bottom < tall || width + left + right < wide) {
    const fault = `a window of ${showShape(kernel)} does not fit on ${showShape(x.shape)} with padding ${padding}`
    throw shapeError('patches', fault, kernel, x.shape)
  }
  const attributes = { height, width, kernel, stride: [stride, stride], padding: [top, left, bottom, right] } as const
  return apply<WindowAttributes>(patchesOperation, [x], attributes)
}

/** Places of the window: rows and columns of the result. */
function places({ height, width, kernel, stride, padding }: WindowAttributes): readonly [number, number] {
  return [
    Math.floor((height + padding[0] + padding[2] - kernel[0]) / stride[0]) + 1,
    Math.floor((width + padding[1] + padding[3] - kernel[1]) / stride[1]) + 1,
  ]
}

/** For each cell of each window the pixel it shows, -1 outside the image. */
function sourcesOfPatches(attributes: WindowAttributes): Int32Array {
  const { height, width, kernel, stride, padding } = attributes
  const [rows, columns] = places(attributes)
  const cells = kernel[0] * kernel[1]
  return Int32Array.from({ length: rows * columns * cells }, (_, i) => {
    const [place, cell] = [Math.floor(i / cells), i % cells]
    const y = Math.floor(place / columns) * stride[0] - padding[0] + Math.floor(cell / kernel[1])
    const x = (place % columns) * stride[1] - padding[1] + (cell % kernel[1])
    return y >= 0 && y < height && x >= 0 && x < width ? y * width + x : -1
  })
}

/** For each pixel and each cell of the kernel the one cell of a window that shows it, -1 where there is none. */
function sourcesOfPixels(attributes: WindowAttributes): Int32Array {
  const { height, width, kernel } = attributes
  const cells = kernel[0] * kernel[1]
  const sources = new Int32Array(height * width * cells).fill(-1)
  sourcesOfPatches(attributes).forEach((pixel, place) => {
    if (pixel >= 0) sources[pixel * cells + (place % cells)] = place
  })
  return sources
}

/** Picks along axis 1 of [batch, count, channels]; a negative index picks zeros. */
function gatherOrZero(emit: OnnxEmitter, x: string, sources: Int32Array, count: number): string {
  const isPadded = sources.some((source) => source < 0)
  const from = isPadded ? emit.node('Pad', [x, emit.integers([0, 0, 0, 0, 1, 0])]) : x
  const indices = emit.integers32(
    sources.map((source) => (source < 0 ? count : source)),
    [sources.length],
  )
  return emit.node('Gather', [from, indices], { axis: 1 })
}

/** Indices for `pickOrZero`: a negative one becomes that of the zeros, behind `count` others. */
function indexTensor(tf: TensorFlow, sources: Int32Array, count: number): TfjsTensor {
  const indices = sources.map((source) => (source < 0 ? count : source))
  return tf.tensor(indices, [indices.length], 'int32')
}

/** The same on TensorFlow.js as `gatherOrZero`. */
function pickOrZero(tf: TensorFlow, x: TfjsTensor, indices: TfjsTensor): TfjsTensor {
  const padding = [
    [0, 0],
    [0, 1],
    [0, 0],
  ] as const
  return tf.gather(tf.pad(x, padding), indices, 1)
}

function pick(
  from: Float64Array | Float32Array | Int32Array | Uint8Array,
  to: Float64Array | Float32Array | Int32Array | Uint8Array,
  batch: number,
  channels: number,
  sources: Int32Array,
): void {
  const count = from.length / (batch * channels)
  for (let n = 0; n < batch; n++) {
    for (let i = 0; i < sources.length; i++) {
      const start = (n * sources.length + i) * channels
      if (sources[i]! < 0) to.fill(0, start, start + channels)
      else to.set(from.subarray((n * count + sources[i]!) * channels, (n * count + sources[i]! + 1) * channels), start)
    }
  }
}
