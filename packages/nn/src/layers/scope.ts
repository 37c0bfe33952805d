import type { SymbolicTensor } from '../tensor.ts'
import type { Initializer } from './initializers.ts'
import { AsdfError } from '@asdf/contract'
import { show } from '@asdf/core'
import { input } from '../ops/source.ts'
import { sameShape, shapeError, showShape } from '../shapes.ts'

/** A trained tensor of a network. */
export interface Parameter {
  /** Where it is and what it is, as in `critic/hidden/weight`; its name as an input of graphs too. */
  readonly name: string
  readonly tensor: SymbolicTensor
  readonly initialize: Initializer
}

/**
 * Where layers find their parameters by name. The first layer that asks for a name makes the parameter, whoever asks
 * again gets the same one: a network is a function that may be applied as often as wanted, with the same weights.
 */
export interface ParameterScope {
  /** A scope within this one, for a layer or a block. */
  at(name: string): ParameterScope
  /** The parameter of this name. Asking for another shape than the first time is an error. */
  parameter(name: string, shape: readonly number[], initialize: Initializer): SymbolicTensor
  /** All parameters in this scope and those within, in the order in which they were first asked for. */
  list(): readonly Parameter[]
}

/** A scope without parameters yet, which are to be named under `name`. */
export function parameterScope(name: string): ParameterScope {
  checkName(name)
  return scopeWithin(name, new Map())
}

function scopeWithin(path: string, parameters: Map<string, Parameter>): ParameterScope {
  return {
    at(name) {
      checkName(name)
      return scopeWithin(`${path}/${name}`, parameters)
    },
    parameter(name, shape, initialize) {
      checkName(name)
      const full = `${path}/${name}`
      const known = parameters.get(full) ?? { name: full, tensor: input(full, shape), initialize }
      if (!sameShape(known.tensor.shape, shape)) {
        const fault = `has shape ${showShape(known.tensor.shape)}, but is now used with ${showShape(shape)}`
        throw shapeError(`parameter '${full}'`, fault, known.tensor.shape, shape)
      }
      parameters.set(full, known)
      return known.tensor
    },
    list: () => [...parameters.values()].filter((parameter) => parameter.name.startsWith(`${path}/`)),
  }
}

function checkName(name: string): void {
  if (typeof name === 'string' && name !== '' && !name.includes('/')) return
  const message = `parameterScope: a name must be a text, not empty and without '/', got ${show(name)}; use at() for parts of parts`
  throw new AsdfError('ASDF_OPTION_INVALID', message, { option: 'name', received: name })
}
