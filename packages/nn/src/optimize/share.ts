import type { SymbolicTensor } from '../tensor.ts'

const longestKey = 256

/** Returns a function that gives back the first tensor it saw that has the same value by construction. */
export function createSharing(): (tensor: SymbolicTensor) => SymbolicTensor {
  const numbers = new Map<object, number>()
  const known = new Map<string, SymbolicTensor>()

  function numberOf(thing: object): number {
    const number = numbers.get(thing) ?? numbers.size
    numbers.set(thing, number)
    return number
  }

  return (tensor) => {
    const inputs = tensor.inputs.map(numberOf)
    if (tensor.operation.isCommutative === true) inputs.sort((a, b) => a - b)
    // Long constants are told apart by identity.
    const attributes = JSON.stringify(tensor.attributes, (_, value: unknown) =>
      ArrayBuffer.isView(value) ? describeArray(value as Float64Array, numberOf) : spell(value),
    )
    const key = `${tensor.operation.name}(${inputs.join()})${attributes}`
    const first = known.get(key) ?? tensor
    known.set(key, first)
    return first
  }
}

function describeArray(values: Float64Array, numberOf: (thing: object) => number): unknown {
  return values.length > longestKey ? { array: numberOf(values) } : Array.from(values, spell)
}

/** JSON has no word for -0, NaN and the infinities. */
function spell(value: unknown): unknown {
  const isOdd = typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
  return isOdd ? { number: Object.is(value, -0) ? '-0' : String(value) } : value
}
