/** A stream of random numbers. The only source of randomness an algorithm may use. */
export interface Rng {
  /** Uniform in [0, 1), with 53 random bits. */
  next(): number
  /** Uniform over the unsigned 32-bit integers. */
  nextUint32(): number
  /** An independent stream. The same label always gives the same stream, however many numbers were drawn before. */
  fork(label: string | number): Rng
}

/** How far a long call has come. */
export interface RunProgress {
  readonly phase: string
  readonly step: number
  readonly totalSteps: number
  /** Losses and other scalars worth plotting, by name. */
  readonly values?: Readonly<Record<string, number>>
}

/** What every long-running call takes. */
export interface RunOptions {
  /** Required: a run that cannot be repeated is a bug report that cannot be answered. */
  readonly seed: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: RunProgress) => void
}

/** What `fit` takes. */
export interface FitOptions extends RunOptions {
  /**
   * What the fitted model says of its columns. `released`, the default: only what enough training rows share, so that the
   * model can be given away. Rare categories are merged and bounds are rounded outward. `training`: the schema of the
   * training table as it is, for rows that are put beside real ones, or when the schema itself is public.
   */
  readonly schema?: 'released' | 'training'
}
