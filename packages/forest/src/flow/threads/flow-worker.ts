import type { LevelResult, LevelTask } from '../fit-fields.ts'
import { builtin } from '@asdf/trees/matrix'
import { takeLevels } from '../fit-fields.ts'

// What a helper thread runs: it waits for a task and takes levels of it until none is left.

const port = builtin('node:worker_threads')!.parentPort!

port.on('message', (task: LevelTask) => {
  // What it rejects with becomes the thread's error event.
  void takeLevels(task, undefined, (result: LevelResult) => port.postMessage(result))
})

port.postMessage('started')
