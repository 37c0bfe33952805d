import type { ForestTask } from '../grow-forest.ts'
import { builtin } from '@asdf/trees/matrix'
import { takeTrees } from '../grow-forest.ts'

// What a helper thread runs: it waits for a forest and grows trees of it until none is left.

const port = builtin('node:worker_threads')!.parentPort!

port.on('message', (task: ForestTask) => {
  // What it rejects with becomes the thread's error event.
  void takeTrees(task, undefined, (result) => port.postMessage({ ...result, round: task.round }))
})

port.postMessage('started')
