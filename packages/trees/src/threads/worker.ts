import type { DensityHelperTask } from '../density/run-tasks.ts'
import type { BoostingHelperTask } from './boosting-crew.ts'
import type { ForestHelperTask } from './forest-helper.ts'
import { helpDensity } from '../density/run-tasks.ts'
import { helpBoosting } from './boosting-crew.ts'
import { builtin } from './builtin.ts'
import { helpForest } from './forest-helper.ts'
import { startedMessage } from './pool.ts'

// What a helper thread runs: it waits for a task, does its share, and waits for the next.

const port = builtin('node:worker_threads')!.parentPort!

port.on('message', (task: BoostingHelperTask | ForestHelperTask | DensityHelperTask) => {
  if (task.kind === 'boosting') port.postMessage({ items: helpBoosting(task) })
  else if (task.kind === 'density') void helpDensity(task, (answer) => port.postMessage(answer))
  // What it rejects with becomes the thread's error event.
  else void helpForest(task, (message, transfer) => port.postMessage(message, transfer))
})

port.postMessage(startedMessage)
