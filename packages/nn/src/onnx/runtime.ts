// What is used of onnxruntime-node and onnxruntime-web, which share this interface. Declared here so that the types of
// this package do not depend on either being installed.

export interface OnnxRuntime {
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
  ): Promise<Readonly<Record<string, OnnxTensor>>>
  release(): Promise<void>
}
