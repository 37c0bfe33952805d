import type { Engine } from '../engine.ts'
import { createProgramSet } from '../program-set.ts'

/**
 * An engine for one fit or one model, on another engine that stays open: `close` frees what was compiled through the scope,
 * programs that are still being compiled too, and nothing else.
 */
export function engineScope(given: Engine): Engine {
  const programs = createProgramSet()
  return {
    id: given.id,
    compile: (graph) =>
      programs.add(async (forget) => {
        const program = await given.compile(graph)
        return {
          ...program,
          close() {
            forget()
            return program.close()
          },
        }
      }),
    close: () => programs.close(),
  }
}
