/** The pieces as they come. When `signal` aborts it fails with the reason at once, even while a piece is awaited. */
export async function* untilAborted<Piece>(
  pieces: AsyncIterable<Piece>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Piece> {
  const iterator = pieces[Symbol.asyncIterator]()
  let isOver = false
  try {
    for (;;) {
      const next = await unlessAborted(iterator.next(), signal)
      isOver = next.done === true
      if (next.done === true) return
      yield next.value
    }
  } catch (error) {
    isOver = signal?.aborted !== true
    throw error
  } finally {
    const ended = isOver ? undefined : iterator.return?.()
    // One that waits for data would not end before it has some.
    if (signal?.aborted === true) ended?.catch(() => undefined)
    else await ended
  }
}

/** What `promise` gives, or the reason of `signal` when that aborts first. */
export function unlessAborted<Result>(promise: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    if (signal.aborted) abort()
    // A listener for each promise: one promise of the abort for all would hold on to what they gave.
    signal.addEventListener('abort', abort, { once: true })
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
