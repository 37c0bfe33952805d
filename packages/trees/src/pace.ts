/** Lets a long computation give the event loop a turn often enough for an abort or a progress bar to arrive. */
export interface Pace {
  /** Whether the present slice of time is used up. */
  isDue(): boolean
  /** Gives the event loop a turn and starts a new slice. Throws the signal's reason when the run was aborted. */
  turn(): Promise<void>
}

const sliceMilliseconds = 15

export function createPace(signal: AbortSignal | undefined): Pace {
  let sliceEnd = performance.now() + sliceMilliseconds
  return {
    isDue: () => performance.now() >= sliceEnd,
    async turn() {
      await nextTurn()
      signal?.throwIfAborted()
      sliceEnd = performance.now() + sliceMilliseconds
    },
  }
}

// setTimeout waits for at least a millisecond, which adds up; a browser page has no setImmediate.
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve)
    else setTimeout(resolve)
  })
}
