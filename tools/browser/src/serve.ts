import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { basename, extname, join } from 'node:path'

export interface Site {
  /** Content by file name, such as `index.html`. */
  readonly files: Readonly<Record<string, string | Uint8Array>>
  /** Folders whose files are served too, each by its name alone. */
  readonly folders: readonly string[]
  /** Whether pages are cross-origin isolated, so that they may share memory between threads. */
  readonly isIsolated: boolean
}

export interface SiteServer {
  readonly url: string
  close(): Promise<void>
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
}

const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

/** Serves a site of one level to this machine, on a free port. */
export async function serveSite(site: Site): Promise<SiteServer> {
  const server = createServer((request, response) => {
    const name = basename(new URL(request.url ?? '/', 'http://localhost').pathname) || 'index.html'
    void contentOf(site, name).then((content) => {
      response.writeHead(content === undefined ? 404 : 200, {
        'Content-Type': contentTypes[extname(name)] ?? 'application/octet-stream',
        ...(site.isIsolated && isolation),
      })
      response.end(content)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function contentOf({ files, folders }: Site, name: string): Promise<string | Uint8Array | undefined> {
  if (Object.hasOwn(files, name)) return files[name]
  for (const folder of folders) {
    const content = await readFile(join(folder, name)).catch(() => undefined)
    if (content !== undefined) return content
  }
  return undefined
}
