import { AsdfError } from '@asdf/contract'

/** The error for options that do not go together. */
export function usageError(command: string, option: string, received: unknown, fault: string): AsdfError {
  return new AsdfError('ASDF_OPTION_INVALID', `${command}: ${option} ${fault}`, { option, received })
}
