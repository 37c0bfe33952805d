import type { SymbolicTensor } from '../tensor.ts'
import { AsdfError } from '@asdf/contract'
import { checkForms } from '@asdf/core'
import { aTensor, someOptions } from '../argument-forms.ts'
import { shapeError, showShape } from '../shapes.ts'
import { matmul } from './matmul.ts'
import { mean } from './mean.ts'
import { patches } from './patches.ts'
import { reshape } from './reshape.ts'
import { expand } from './sum.ts'

export interface Conv2dOptions {
  readonly stride?: number
  /** Zeros on every side, or 'same' for as many as keep height and width with stride 1. */
  readonly padding?: number | 'same'
}

/**
 * A convolution over images [batch, height, width, channels] with weights [height, width, channels, filters]:
 * patches times a matrix, so that its gradients of any order are products too.
 */
export function conv2d(x: SymbolicTensor, weights: SymbolicTensor, options: Conv2dOptions = {}): SymbolicTensor {
  checkForms('conv2d', { x: [x, aTensor], weights: [weights, aTensor], options: [options, someOptions] })
  const [tall, wide, channels, filters] = weights.shape
  if (weights.shape.length !== 4 || x.shape.length !== 4 || x.shape[3] !== channels) {
    const fault = `images ${showShape(x.shape)} do not go with weights ${showShape(weights.shape)}`
    throw shapeError('conv2d', fault, weights.shape, x.shape)
  }
  const rows = patches(x, { ...options, kernel: [tall!, wide!] })
  return matmul(rows, reshape(weights, [tall! * wide! * channels!, filters!]))
}

/** Images [batch, height, width, channels] made larger by a whole factor, each pixel repeated. */
export function upsampleNearest(x: SymbolicTensor, factor: number): SymbolicTensor {
  checkForms('upsampleNearest', { x: [x, aTensor] })
  const [batch, height, width, channels] = checkImages('upsampleNearest', x)
  checkFactor('upsampleNearest', factor)
  const cells = reshape(x, [batch, height, 1, width, 1, channels])
  const repeated = expand(cells, [batch, height, factor, width, factor, channels])
  return reshape(repeated, [batch, height * factor, width * factor, channels])
}

/** Images [batch, height, width, channels] made smaller by a whole factor that divides them, each block its mean. */
export function averagePool(x: SymbolicTensor, factor: number): SymbolicTensor {
  checkForms('averagePool', { x: [x, aTensor] })
  const [batch, height, width, channels] = checkImages('averagePool', x)
  checkFactor('averagePool', factor)
  if (height % factor !== 0 || width % factor !== 0) {
    const fault = `images ${showShape(x.shape)} do not part into blocks of ${factor} × ${factor}`
    throw shapeError('averagePool', fault, [factor, factor], x.shape)
  }
  const blocks = reshape(x, [batch, height / factor, factor, width / factor, factor, channels])
  return mean(blocks, { axes: [2, 4] })
}

function checkImages(where: string, x: SymbolicTensor): readonly [number, number, number, number] {
  if (x.shape.length === 4) return x.shape as unknown as readonly [number, number, number, number]
  const fault = `needs images of shape [batch, height, width, channels], got ${showShape(x.shape)}`
  throw shapeError(where, fault, [0, 0, 0, 0], x.shape)
}

function checkFactor(where: string, factor: number): void {
  if (Number.isInteger(factor) && factor >= 1) return
  throw new AsdfError('ASDF_OPTION_INVALID', `${where}: factor must be a whole number of at least 1, got ${factor}`, {
    option: 'factor',
    received: factor,
  })
}
