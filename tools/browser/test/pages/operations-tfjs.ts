import '@tensorflow/tfjs-backend-webgl'
import { engineChecks } from '@asdf/nn/checks'
import { tfjsEngine } from '@asdf/nn/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'

setWasmPaths('./')
const engine = tfjsEngine(tf)

/** Gives the name of the backend that is used then. */
export async function useBackend(name: string): Promise<string> {
  await tf.setBackend(name)
  return tf.getBackend()
}

export async function runCheck(name: string, tolerance: number): Promise<void> {
  await engineChecks(engine, tolerance)
    .find((check) => check.name === name)!
    .run()
}

export function countTensors(): number {
  return tf.memory().numTensors
}
