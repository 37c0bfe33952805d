import { AsdfError } from '@asdf/contract'

/** A `WebAssembly.Memory`, as far as it is used here. */
export interface Memory {
  readonly buffer: ArrayBuffer
}

const pageBytes = 0x1_0000

/**
 * Memory of a fixed size, of zeros: it never grows, so views of it stay valid. More than there is, or than WebAssembly can
 * address, is an `ASDF_UNSUPPORTED`.
 */
export function createMemory(bytes: number): Memory {
  const pages = Math.max(1, Math.ceil(bytes / pageBytes))
  try {
    return new wasm.Memory({ initial: pages, maximum: pages })
  } catch (cause) {
    const message = `createMemory: there is no memory of ${bytes} bytes, and at most 4 GB; make the network smaller`
    throw new AsdfError('ASDF_UNSUPPORTED', message, { feature: 'networks of this size' }, { cause })
  }
}

/** A module from its binary form in base64. Ours are a few kilobytes, so this may be synchronous. */
export function compileModule(base64: string): object {
  return new wasm.Module(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)))
}

/** The functions of a module over a memory. */
export function instantiate<Exports>(module: object, memory: Memory): Exports {
  return new wasm.Instance(module, { env: { memory } }).exports as Exports
}

// The libraries of TypeScript declare WebAssembly only together with the DOM.
const wasm = (
  globalThis as unknown as {
    readonly WebAssembly: {
      readonly Memory: new (size: { initial: number; maximum: number }) => Memory
      readonly Module: new (bytes: Uint8Array) => object
      readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
    }
  }
).WebAssembly
