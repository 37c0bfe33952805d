import { checkForms } from '@asdf/core'
import { aCount, aFileUrl } from '../argument-forms.ts'
import { builtin } from './builtin.ts'

/** What a thread posts first. */
export const startedMessage = 'started'

/** A thread beside the main one. */
export interface Helper {
  post(task: object): void
  /** Called with every message after the one that says that the thread has started. */
  onMessage(listener: (message: unknown) => void): void
  /** Called when a thread fails after it has started. One that never starts only leaves its work to the others. */
  onFailure(listener: (error: unknown) => void): void
}

export interface HelperPool {
  readonly helpers: readonly Helper[]
  /** Settles when every helper has started. There is no need to wait for it: early work is done by this thread. */
  readonly started: Promise<unknown>
  /** Whether the pool keeps the process alive. */
  keepAlive(isKept: boolean): void
  /** Ends the threads, whatever they are doing. Safe to call twice. */
  close(): Promise<void>
}

/** What a helper thread runs. It lies beside this file, in the source and in the build, whose files share one folder. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './worker-from-source.mjs' : './worker.js',
  import.meta.url,
)

/** Starts `count` helper threads. They do not keep the process alive by themselves. */
export function startHelpers(count: number, file: URL = workerFile): HelperPool {
  checkForms('startHelpers', { count: [count, aCount], file: [file, aFileUrl] })
  const threads = count > 0 ? builtin('node:worker_threads') : undefined
  if (threads === undefined) {
    return { helpers: [], started: Promise.resolve(), keepAlive() {}, close: async () => {} }
  }
  const workers = Array.from({ length: count }, () => new threads.Worker(file))
  const started = Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))))
  const helpers = workers.map((worker): Helper => {
    let hasStarted = false
    worker.unref()
    worker.once('message', () => (hasStarted = true))
    // Without a listener an error in a thread would end the process.
    worker.on('error', () => {})
    return {
      post: (task) => worker.postMessage(task),
      onMessage: (listener) => worker.on('message', (message) => message === startedMessage || listener(message)),
      onFailure: (listener) => worker.on('error', (error) => hasStarted && listener(error)),
    }
  })
  return {
    helpers,
    started,
    keepAlive(isKept) {
      for (const worker of workers)
        if (isKept) worker.ref()
        else worker.unref()
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
