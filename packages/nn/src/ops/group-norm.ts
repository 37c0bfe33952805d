import type { Operation, SymbolicTensor } from '../tensor.ts'
import { checkElementType, sameShape, shapeError, showShape } from '../shapes.ts'
import { apply, attributesOf } from '../tensor.ts'
import { add, divide, multiply, square, subtract } from './arithmetic.ts'
import { sqrt } from './exponential.ts'
import { reshape } from './reshape.ts'
import { expand, sum } from './sum.ts'

interface GroupNormAttributes {
  readonly groups: number
  readonly epsilon: number
}

/**
 * Places of images [batch, places, channels] with mean zero and variance one in each group of channels, times a scale,
 * plus a shift (Wu and He 2018). What is known of a group is stretched to its channels while it is small, and the
 * derivative is written by hand, so that all that passes over the places is a few sums and products with rows of channels.
 * Being made of operations, it has derivatives itself.
 */
export const groupNormOperation: Operation<GroupNormAttributes> = {
  name: 'groupNorm',
  infer([x, scale, shift], { groups }) {
    checkElementType('groupNorm', x!, 'f32')
    const [, , channels = 0] = x!.shape
    if (x!.shape.length !== 3 || channels % groups !== 0) {
      throw shapeError(
        'groupNorm',
        `${showShape(x!.shape)} has no ${groups} equal groups of channels`,
        [groups],
        x!.shape,
      )
    }
    for (const vector of [scale!, shift!]) {
      if (sameShape(vector.shape, [channels])) continue
      const fault = `images ${showShape(x!.shape)} do not go with a scale or shift ${showShape(vector.shape)}`
      throw shapeError('groupNorm', fault, x!.shape, vector.shape)
    }
    return { shape: x!.shape, dtype: 'f32' }
  },
  expand([x, scale, shift], attributes) {
    const { centered, inverse } = standardize(x!, attributes)
    return add(multiply(centered, multiply(inverse, scale!)), shift!)
  },
  gradient(output, upstream) {
    const [x, scale] = output.inputs as readonly [SymbolicTensor, SymbolicTensor]
    const attributes = attributesOf(output, groupNormOperation)
    const { centered, inverse } = standardize(x, attributes)
    const total = sumOverPlaces(upstream)
    const weighted = sumOverPlaces(multiply(upstream, centered))
    // inverse · (scale · upstream - its mean - normalized · the mean of normalized · scale · upstream), means of groups
    const constantPart = multiply(meanOfGroups(multiply(total, scale), x, attributes), inverse)
    const slope = multiply(meanOfGroups(multiply(weighted, scale), x, attributes), multiply(inverse, square(inverse)))
    const ofUpstream = multiply(upstream, multiply(inverse, scale))
    const toImages = subtract(subtract(ofUpstream, multiply(centered, slope)), constantPart)
    const toVector = (perImage: SymbolicTensor) => reshape(sum(perImage, { axes: 0 }), scale.shape)
    return [toImages, toVector(multiply(weighted, inverse)), toVector(total)]
  },
}

/** Images [batch, places, channels] normalized in groups of channels, with a scale and a shift [channels]. */
export function normalizeGroups(
  x: SymbolicTensor,
  scale: SymbolicTensor,
  shift: SymbolicTensor,
  attributes: GroupNormAttributes,
): SymbolicTensor {
  return apply(groupNormOperation, [x, scale, shift], attributes)
}

function standardize(x: SymbolicTensor, attributes: GroupNormAttributes) {
  const centered = subtract(x, meanOfGroups(sumOverPlaces(x), x, attributes))
  const variance = meanOfGroups(sumOverPlaces(square(centered)), x, attributes)
  return { centered, inverse: divide(1, sqrt(add(variance, attributes.epsilon))) }
}

function sumOverPlaces(x: SymbolicTensor): SymbolicTensor {
  return sum(x, { axes: 1, keepDimensions: true })
}

/** From sums over places [batch, 1, channels] of `x` to the mean of each channel's group, [batch, 1, channels] again. */
function meanOfGroups(sums: SymbolicTensor, x: SymbolicTensor, { groups }: GroupNormAttributes): SymbolicTensor {
  const [batch, count, channels] = x.shape as readonly [number, number, number]
  const size = channels / groups
  const parted = reshape(sums, [batch, groups, size])
  const means = multiply(sum(parted, { axes: 2, keepDimensions: true }), 1 / (count * size))
  return reshape(expand(means, parted.shape), [batch, 1, channels])
}
