import type { Engine } from '../engine.ts'
import type { OnnxOptions } from './engine.ts'
import { createOnnxEngine } from './engine.ts'

export { exportOnnx } from './export.ts'
export type { OnnxElementType, OnnxEmitter, OnnxResult } from './emitter.ts'
export type { OnnxOptions } from './engine.ts'
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
