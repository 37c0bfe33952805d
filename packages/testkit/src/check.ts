/** One promise, as a claim that can be run. Knows nothing of test runners; rejects when the promise is broken. */
export interface Check {
  readonly name: string
  readonly run: () => Promise<void>
}
