// What is used of onnxruntime-node and onnxruntime-web, which share this interface. Declared here so that the types of
// this package do not depend on either being installed.

export interface OnnxRuntime {
  /** What it prints of what belongs to no session; it reads this before the first one. */
  readonly env?: { logLevel?: string | undefined }
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<OnnxSession> }
  readonly Tensor: new (type: string, data: unknown, shape: readonly number[]) => OnnxTensor
}

export interface OnnxTensor {
  readonly data: unknown
  dispose?(): void
}

export interface OnnxSession {
  run(
    feeds: Readonly<Record<string, OnnxTensor>>,
    fetches: Readonly<Record<string, OnnxTensor>> | readonly string[],
    options: { readonly logSeverityLevel: number },
  ): Promise<Readonly<Record<string, OnnxTensor>>>
  release(): Promise<void>
}

/** Where ONNX Runtime comes from. */
export interface Loader {
  /** Id of the engine. */
  readonly id: string
  /** Package that holds ONNX Runtime. */
  readonly package: string
  /** What `npm install` needs before the package's name, with a space behind. */
  readonly flags: string
  readonly load: () => Promise<unknown>
  /** Whether the runtime writes to arrays it is given; else results are copied into them. */
  readonly writesInPlace: boolean
}
