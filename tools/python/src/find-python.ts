import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The Python to run: that of `ASDF_PYTHON_FOLDER`, or of the standard place. Throws, saying how to make it, where there is none. */
export function findPython(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const folder = environment['ASDF_PYTHON_FOLDER'] ?? join(tmpdir(), 'asdf-python')
  const path = join(folder, 'bin', 'python')
  if (existsSync(path)) return path
  throw new Error(`findPython: no Python at ${path}; run tools/python/install-onnxruntime.sh`)
}
