import type { Check } from './check.ts'
import type { SynthesizerSubject } from './synthesizer/subject.ts'
import { apiChecks } from './synthesizer/api-checks.ts'
import { dataChecks, loadedChecks } from './synthesizer/data-checks.ts'
import { imputeChecks } from './synthesizer/impute-checks.ts'
import { secrecyChecks } from './synthesizer/secrecy-checks.ts'

/** Every check that applies to a table synthesizer with these traits. Knows nothing of test runners. */
export function synthesizerChecks<Options>(subject: SynthesizerSubject<Options>): readonly Check[] {
  return [
    ...apiChecks(subject),
    ...dataChecks(subject),
    ...imputeChecks(subject),
    ...loadedChecks(subject),
    ...secrecyChecks(subject),
  ]
}
