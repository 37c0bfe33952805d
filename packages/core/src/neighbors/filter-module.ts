import { distanceFilter } from '../kernels/distance-filter.ts'

/** The kernel of `kernels/distance-filter.wat`, with its memory. */
export interface FilterModule {
  /** Memory of at least this many bytes. It keeps its size, and its contents until the next call. */
  buffer(bytes: number): ArrayBuffer
  filter(
    group: number,
    panel: number,
    panelCount: number,
    columns: number,
    codes: number,
    costs: number,
    out: number,
  ): number
}

let known: FilterModule | undefined | null = null

/** The kernel, compiled on first use; undefined where WebAssembly or its vector instructions are missing. */
export function filterModule(): FilterModule | undefined {
  if (known === null) known = instantiate()
  return known
}

const pageBytes = 65_536

// What is used of the WebAssembly namespace, which the language's own types lack.
interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}
interface WebAssemblyNamespace {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => {
    readonly exports: { readonly memory: Memory; readonly filter: FilterModule['filter'] }
  }
}

function instantiate(): FilterModule | undefined {
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly?: WebAssemblyNamespace }
  if (WebAssembly === undefined) return undefined
  const bytes = Uint8Array.from(atob(distanceFilter), (character) => character.charCodeAt(0))
  try {
    const { memory, filter } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports
    const buffer = (needed: number) => {
      const missing = needed - memory.buffer.byteLength
      if (missing > 0) memory.grow(Math.ceil(missing / pageBytes))
      return memory.buffer
    }
    return { filter, buffer }
  } catch {
    return undefined
  }
}
