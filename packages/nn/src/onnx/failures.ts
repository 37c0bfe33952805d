import type { OnnxOptions } from './onnx-options.ts'
import type { Loader } from './runtime.ts'
import { AsdfError } from '@asdf/contract'
import { optionError } from '@asdf/core'

/** That ONNX Runtime itself could not be loaded. */
export function loadFailure(loader: Loader, cause: unknown): AsdfError {
  const command = `npm install ${loader.flags}${loader.package}`
  const message = `onnxEngine: ${loader.package} cannot be loaded, got ${textOf(cause)}; ${command}`
  return new AsdfError('ASDF_ENGINE_MISSING', message, { engine: loader.id, package: loader.package }, { cause })
}

/**
 * Why no session could be made. `works` says whether one can be made for the simplest of graphs, with or without the
 * execution providers: ONNX Runtime's own words for what is at fault change from version to version.
 */
export async function sessionFailure(
  loader: Loader,
  { executionProviders, session }: OnnxOptions,
  cause: unknown,
  works: (keepsProviders: boolean) => Promise<boolean>,
): Promise<AsdfError> {
  const text = textOf(cause)
  if (await works(true)) {
    const message = `compile: ONNX Runtime cannot take this graph, got ${text}; see the error's cause`
    return new AsdfError('ASDF_UNSUPPORTED', message, { feature: 'compile' }, { cause })
  }
  if (executionProviders !== undefined && (await works(false))) {
    if (text.includes('backend not found')) {
      return optionError('onnxEngine', 'executionProviders', executionProviders, `names one unknown here (${text})`)
    }
    const names = JSON.stringify(executionProviders)
    const remedy = `set up what they need (CUDA: npm install ${loader.package} with its script), or leave the option out`
    const message = `onnxEngine: executionProviders ${names} cannot be used here, got ${text}; ${remedy}`
    return new AsdfError('ASDF_ENGINE_MISSING', message, { engine: loader.id, package: loader.package }, { cause })
  }
  if (session !== undefined)
    return optionError('onnxEngine', 'session', session, `is refused by ONNX Runtime (${text})`)
  return loadFailure(loader, cause)
}

/** Why a run failed. */
export function runFailure(cause: unknown): AsdfError {
  const text = textOf(cause)
  if (/out of (data )?bounds/.test(text)) {
    const message = `run: an index is outside of what it picks from, got ${text}; feed indices from 0 to size - 1`
    return new AsdfError('ASDF_DATA_INVALID', message, { column: 'indices', row: 0 }, { cause })
  }
  const message = `run: ONNX Runtime failed, got ${text}; try referenceEngine() to see whether the graph is at fault`
  return new AsdfError('ASDF_UNSUPPORTED', message, { feature: 'run' }, { cause })
}

function textOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).trim()
}
