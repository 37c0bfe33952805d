export { Interrupted, exitCodes } from './failure.ts'
export type { ExitCode } from './failure.ts'
export { runCli } from './run-cli.ts'
export type { Terminal } from './terminal.ts'
