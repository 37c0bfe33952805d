import { AsdfError } from '@asdf/contract'
import { maximumBytes } from './kernels/wasm.ts'

/** Returns `bytes`, or fails with `ASDF_UNSUPPORTED` when the kernels cannot address so many. */
export function checkBytes(where: string, bytes: number): number {
  if (bytes <= maximumBytes) return bytes
  throw new AsdfError(
    'ASDF_UNSUPPORTED',
    `${where}: needs ${Math.ceil(bytes / 2 ** 20)} MiB in one piece, more than 4096; use fewer rows, features, leaves, bins or threads`,
    { feature: 'training in more than 4 GiB' },
  )
}
