import { build } from 'esbuild'

/** A module and all it imports, packages of this workspace from source, as one module for browsers. */
export async function bundleForBrowsers(entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@asdf/source'],
    // A stack trace in a page should name what the source names.
    keepNames: true,
    logLevel: 'silent',
  })
  return outputFiles[0]!.contents
}
