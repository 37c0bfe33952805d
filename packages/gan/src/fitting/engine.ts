import type { Engine, Program } from '@asdf/nn'
import { onnxEngine } from '@asdf/nn/onnx'

/**
 * An engine for one fit or one model, whose `close` frees what was compiled on it: on the engine that was handed in, which
 * stays open, or on ONNX Runtime. That is loaded when the first graph is compiled: where it is not installed, this is an
 * `ASDF_ENGINE_MISSING` that says how to install it.
 */
export function openEngine(given: Engine | null): Engine {
  if (given === null) return onnxEngine()
  const programs = new Set<Program>()
  return {
    id: given.id,
    async compile(graph) {
      const program = await given.compile(graph)
      const closing: Program = {
        ...program,
        close() {
          programs.delete(closing)
          return program.close()
        },
      }
      programs.add(closing)
      return closing
    },
    async close() {
      const open = [...programs]
      programs.clear()
      await Promise.all(open.map((program) => program.close()))
    },
  }
}
