import type { Engine } from '../engine.ts'
import type { OnnxOptions } from './onnx-options.ts'
import { engineScope } from '../training/engine-scope.ts'
import { createOnnxEngine } from './engine.ts'

export { exportOnnx } from './export.ts'
export type { OnnxElementType, OnnxEmitter, OnnxResult } from './emitter.ts'
export type { OnnxOptions } from './onnx-options.ts'
export type { OnnxModelOptions } from './model.ts'
export type { OnnxRuntime } from './runtime.ts'

/** Runs graphs on ONNX Runtime in a browser, on WebAssembly or WebGPU. Needs `onnxruntime-web`. */
export function onnxEngine(options: OnnxOptions = {}): Engine {
  const loader = {
    id: '@asdf/nn/onnx',
    package: 'onnxruntime-web',
    flags: '',
    load: (): Promise<unknown> => import('onnxruntime-web'),
    writesInPlace: false,
  }
  return createOnnxEngine(loader, options)
}

/**
 * An engine for one fit or one model, whose `close` frees what was compiled on it: a scope on the engine that was handed
 * in, which stays open, or ONNX Runtime when that is `null`. The latter is loaded when the first graph is compiled: where
 * it is not installed, that is an `ASDF_ENGINE_MISSING` that says how to install it.
 */
export function openEngine(given: Engine | null): Engine {
  return given === null ? onnxEngine() : engineScope(given)
}
