import type { Schedule } from './optimizer.ts'
import { checkNumberOption } from '@asdf/core'

/** Half a cosine from `rate` at step 1 down to `lowest` after `steps` steps (Loshchilov and Hutter 2017). */
export function cosineSchedule(rate: number, steps: number, lowest = 0): Schedule {
  checkRates('cosineSchedule', { rate, lowest })
  checkNumberOption('cosineSchedule', 'steps', steps, { integer: true, minimum: 1 })
  return (step) => lowest + ((rate - lowest) * (1 + Math.cos(Math.PI * Math.min(1, (step - 1) / steps)))) / 2
}

/** A straight line from `rate` at step 1 to `last` after `steps` steps. */
export function linearSchedule(rate: number, steps: number, last = 0): Schedule {
  checkRates('linearSchedule', { rate, last })
  checkNumberOption('linearSchedule', 'steps', steps, { integer: true, minimum: 1 })
  return (step) => rate + (last - rate) * Math.min(1, (step - 1) / steps)
}

/** `rate`, multiplied by `factor` after every `every` steps. */
export function stepSchedule(rate: number, every: number, factor: number): Schedule {
  checkRates('stepSchedule', { rate, factor })
  checkNumberOption('stepSchedule', 'every', every, { integer: true, minimum: 1 })
  return (step) => rate * factor ** Math.floor((step - 1) / every)
}

/** Another schedule that rises to its rate in a straight line over the first `steps` steps. */
export function withWarmup(steps: number, schedule: number | Schedule): Schedule {
  if (typeof schedule === 'number') checkRates('withWarmup', { schedule })
  checkNumberOption('withWarmup', 'steps', steps, { integer: true, minimum: 1 })
  return (step) => Math.min(1, step / steps) * (typeof schedule === 'number' ? schedule : schedule(step))
}

function checkRates(where: string, rates: Readonly<Record<string, number>>): void {
  for (const [option, received] of Object.entries(rates)) checkNumberOption(where, option, received, { minimum: 0 })
}
