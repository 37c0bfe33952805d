import type { RowGenerator } from './row-generator.ts'

const idleMilliseconds = 1000

/**
 * A generator that closes itself a second after its last rows, and compiles anew when more are asked for: what it compiled
 * holds memory and threads that are not the garbage collector's, and models are dropped without a word. Compiling takes
 * about as long as making a thousand rows. The wait keeps no process alive.
 */
export function closeWhenIdle(generator: RowGenerator): RowGenerator {
  let active = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function wait(): void {
    // Nobody is there to hear of a failure; rows that are asked for later run into it themselves.
    timer = setTimeout(() => void generator.close().catch(() => {}), idleMilliseconds)
    // In Node an object, in browsers a number.
    if (typeof timer === 'object') timer.unref()
  }

  return {
    async make(request) {
      clearTimeout(timer)
      active++
      try {
        return await generator.make(request)
      } finally {
        active--
        if (active === 0) wait()
      }
    },
    close() {
      clearTimeout(timer)
      return generator.close()
    },
  }
}
