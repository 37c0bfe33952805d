import { isAsdfError } from '@asdf/contract'

/** Exit codes of `asdf`: what a shell script can tell apart. */
export const exitCodes = { done: 0, failed: 1, usage: 2, unmet: 3, interrupted: 130 } as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Why a run was ended by the user, as the reason of its abort signal. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** The reader of standard output has gone, as the reason of an abort signal. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed'
}

/** Measures miss the bounds that were demanded of them: nothing failed, and the shell should know. */
export class RequirementsUnmet extends Error {
  override readonly name = 'RequirementsUnmet'
}

/** An error as a user should see it: the message, never a stack trace, and the exit code that goes with it. */
export function describeFailure(error: unknown): { readonly message: string; readonly code: ExitCode } {
  if (error instanceof Interrupted) return { message: 'interrupted', code: exitCodes.interrupted }
  if (error instanceof RequirementsUnmet) return { message: error.message, code: exitCodes.unmet }
  if (isAsdfError(error)) {
    return { message: error.message, code: error.code === 'ASDF_OPTION_INVALID' ? exitCodes.usage : exitCodes.failed }
  }
  if (error instanceof RangeError && /allocation|array length|string length/i.test(error.message)) {
    return { message: 'this needs more memory than there is; ask for fewer rows', code: exitCodes.failed }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { message: `unexpected: ${message} (set ASDF_DEBUG=1 to see where)`, code: exitCodes.failed }
}
