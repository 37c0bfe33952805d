import { exitCodes, Interrupted, OutputClosed } from './failure.ts'
import { runCli } from './run-cli.ts'
import { processTerminal } from './terminal.ts'

const controller = new AbortController()

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // The second one does not wait for the first to be honored.
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort(new Interrupted('interrupted'))
  })
}

// With nobody to read them, notes and progress are dropped; the work goes on.
process.stderr.on('error', () => {})

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader such as `head` that has seen enough is no failure of ours.
  if (error.code !== 'EPIPE') {
    process.stderr.write(`asdf: standard output: ${error.message}\n`)
    process.exitCode = exitCodes.failed
  }
  controller.abort(new OutputClosed('standard output is closed'))
})

const code = await runCli(process.argv.slice(2), processTerminal(), controller.signal)
process.exitCode ??= code
// What still waits for a pipe, to be read or written, would keep the process alive.
if (controller.signal.aborted) process.exit()
