/** Hands out arrays that follow one another in a buffer, each on a cache line of its own. */
export interface Arena {
  u8(length: number): Uint8Array
  u32(length: number): Uint32Array
  i32(length: number): Int32Array
  f64(length: number): Float64Array
  /** Bytes handed out so far. */
  used(): number
}

const line = 64

/** An arena over `buffer` from byte `start` on. Without a buffer it only measures, and its arrays are empty. */
export function createArena(buffer: ArrayBufferLike | null, start = 0): Arena {
  let next = start

  function take<A>(
    kind: new (buffer: ArrayBufferLike, at: number, length: number) => A,
    length: number,
    size: number,
  ): A {
    const at = next
    next += Math.ceil((length * size) / line) * line
    return buffer === null ? new kind(new ArrayBuffer(0), 0, 0) : new kind(buffer, at, length)
  }

  return {
    u8: (length) => take(Uint8Array, length, 1),
    u32: (length) => take(Uint32Array, length, 4),
    i32: (length) => take(Int32Array, length, 4),
    f64: (length) => take(Float64Array, length, 8),
    used: () => next,
  }
}
