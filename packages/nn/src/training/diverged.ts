import { AsdfError } from '@asdf/contract'

/** The error of a training in which numbers have become NaN or infinite: `what` of the network `loss` at `step`. */
export function fitDiverged(name: string, what: string, step: number, loss: string): AsdfError {
  const message = `${name}.fit: ${what} of the ${loss} at step ${step} is not finite; lower the learning rate`
  return new AsdfError('ASDF_FIT_DIVERGED', message, { step, loss })
}
