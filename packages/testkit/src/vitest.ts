import { describe, it } from 'vitest'
import { synthesizerChecks } from './synthesizer-checks.ts'
import type { SynthesizerSubject } from './synthesizer-checks.ts'

export interface ConformanceOptions {
  /** Check name to reason. A listed check that starts passing fails the run. */
  readonly expectedFailures?: Readonly<Record<string, string>>
}

/** Declares one test per check. */
export function describeSynthesizer<Options>(
  subject: SynthesizerSubject<Options>,
  { expectedFailures = {} }: ConformanceOptions = {},
): void {
  describe(`${subject.factory.id} conforms`, () => {
    for (const { name, run } of synthesizerChecks(subject)) {
      const reason = expectedFailures[name]
      if (reason === undefined) it(name, run)
      else it.fails(`${name} (known: ${reason})`, run)
    }
  })
}
