import type { Program } from './engine.ts'

/** What an engine has compiled and not closed. */
export interface ProgramSet {
  /** Adds what `compile` makes, from before it is made. It is given what the program must call when it is closed. */
  add(compile: (forget: () => void) => Promise<Program>): Promise<Program>
  /** Closes every program, those that are being compiled as soon as they are there. */
  close(): Promise<void>
}

/** No programs yet. */
export function createProgramSet(): ProgramSet {
  const compilations = new Set<Promise<Program>>()
  return {
    add(compile) {
      const compilation: Promise<Program> = compile(() => compilations.delete(compilation))
      compilations.add(compilation)
      compilation.catch(() => compilations.delete(compilation))
      return compilation
    },
    async close() {
      const compiled = await Promise.allSettled(compilations)
      const programs = compiled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
      await Promise.all(programs.map((program) => program.close()))
    },
  }
}
