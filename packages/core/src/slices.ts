import type { Form } from './argument-forms.ts'
import { anObject, checkForms } from './argument-forms.ts'

const sliceMilliseconds = 15

/** Work that gives way between its pieces, so that whoever runs it can stop it or let others run. */
export type Sliced<Result> = Generator<undefined, Result>

/** Cells or texts between two pauses: a few milliseconds of work. */
const sliceLength = 4096

/** Calls `work` with pieces of the range from 0 to `count`, giving way between them, until it returns `false`. */
export function* inSlices(count: number, work: (from: number, to: number) => boolean | void): Sliced<void> {
  for (let from = 0; from < count; from += sliceLength) {
    if (work(from, Math.min(count, from + sliceLength)) === false) return
    yield
  }
}

/** Whether all items pass, looked at in slices. */
export function* everySliced<Item>(items: readonly Item[], passes: (item: Item) => boolean): Sliced<boolean> {
  let all = true
  yield* inSlices(items.length, (from, to) => {
    for (let i = from; i < to && all; i++) all = passes(items[i]!)
    return all
  })
  return all
}

/** Runs sliced work to its end without a pause. */
export function runAtOnce<Result>(sliced: Sliced<Result>): Result {
  checkForms('runAtOnce', { sliced: [sliced, aSlicedWork] })
  for (;;) {
    const step = sliced.next()
    if (step.done === true) return step.value
  }
}

/** Runs sliced work, with pauses in which an abort is noticed and others run. */
export interface Turns {
  /** The result of the work; throws the signal's reason once the run is aborted. */
  run<Result>(work: Sliced<Result>): Promise<Result>
}

/** Turns of about 15 ms each, that pieces of work one after another share. */
export function createTurns(signal: AbortSignal | undefined): Turns {
  let sliceEnd = performance.now() + sliceMilliseconds
  return {
    async run(work) {
      for (;;) {
        signal?.throwIfAborted()
        const step = work.next()
        if (step.done === true) return step.value
        if (performance.now() < sliceEnd) continue
        await new Promise((resolve) => setTimeout(resolve))
        sliceEnd = performance.now() + sliceMilliseconds
      }
    },
  }
}

const aSlicedWork: Form = {
  phrase: 'sliced work: a generator',
  fits: (value) => anObject.fits(value) && Symbol.iterator in (value as object) && 'next' in (value as object),
}
