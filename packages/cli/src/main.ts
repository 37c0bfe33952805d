import { Interrupted, exitCodes } from './failure.ts'
import { runCli } from './run-cli.ts'
import { processTerminal } from './terminal.ts'

const controller = new AbortController()

process.on('SIGINT', () => {
  // The second Ctrl-C does not wait for the first to be honored.
  if (controller.signal.aborted) process.exit(exitCodes.interrupted)
  controller.abort(new Interrupted('interrupted'))
})

// A reader such as `head` that has seen enough is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.done)
  throw error
})

process.exitCode = await runCli(process.argv.slice(2), processTerminal(), controller.signal)
