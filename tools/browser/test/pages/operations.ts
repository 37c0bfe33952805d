import { engineChecks } from '@asdf/nn/checks'
import { onnxEngine } from '@asdf/nn/onnx/web'
import { env } from 'onnxruntime-web'

const { crossOriginIsolated } = globalThis as unknown as { readonly crossOriginIsolated: boolean }
// By itself it takes half of the cores.
if (crossOriginIsolated) env.wasm.numThreads = 2

const checks = engineChecks(onnxEngine({ executionProviders: ['wasm'] }))

export async function runCheck(name: string): Promise<void> {
  await checks.find((check) => check.name === name)!.run()
}

/** Threads that ONNX Runtime works with, after the first check. */
export function countThreads(): number | undefined {
  return env.wasm.numThreads
}
