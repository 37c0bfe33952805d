import type { OnnxRuntime } from './runtime.ts'

export interface OnnxOptions {
  /** Threads for one operation; all physical cores when absent. Results may differ in the last bit between counts. */
  readonly threads?: number
  /**
   * Where to run, in order of preference, as ONNX Runtime names them: `['cuda', 'cpu']`; the processor when absent. When a
   * graph is compiled, ones that are not set up here are an `ASDF_ENGINE_MISSING`, unknown ones an `ASDF_OPTION_INVALID`.
   */
  readonly executionProviders?: readonly (string | object)[]
  /** ONNX Runtime itself, when it is not to be looked for: what `import('onnxruntime-node')` gives. */
  readonly runtime?: OnnxRuntime
  /** More options for ONNX Runtime's `InferenceSession.create`, over those chosen here. */
  readonly session?: object
}
