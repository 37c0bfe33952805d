import type * as os from 'node:os'
import type * as workerThreads from 'node:worker_threads'
import { checkForms } from '@asdf/core'
import { aText } from '../argument-forms.ts'

interface Builtins {
  readonly 'node:os': typeof os
  readonly 'node:worker_threads': typeof workerThreads
}

/** A module of Node itself, or `undefined` elsewhere. Not an import, so that pages can bundle this package. */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined {
  checkForms('builtin', { name: [name, aText] })
  const host = globalThis as { readonly process?: { getBuiltinModule?: (id: string) => unknown } }
  return host.process?.getBuiltinModule?.(name) as Builtins[Name] | undefined
}
