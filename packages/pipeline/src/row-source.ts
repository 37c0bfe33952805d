import type {
  ErrorContext,
  FittedSynthesizer,
  RunOptions,
  SampleOptions,
  SteerableSynthesizer,
  Synthesizer,
  Table,
} from '@asdf/contract'

/** Where the loop draws synthetic rows from, whether or not their model can be steered. */
export interface RowSource {
  /** Tells the model what the classifier gets wrong. */
  steer(context: ErrorContext): Promise<void>
  sample(count: number, run: SampleOptions): Promise<Table>
  finish(): FittedSynthesizer
  close(): Promise<void>
}

export interface SteeringSteps {
  /** Before the first epoch, when nothing is known of errors. */
  readonly warmUp: number
  /** Between epochs. */
  readonly perEpoch: number
}

/**
 * Fits a synthesizer once, or starts a session with one that goes on training as the context changes, and warms it up. It
 * keeps the schema of the training rows, since its rows are put beside them.
 * `classes` are those of the target.
 */
export async function openRowSource(
  synthesizer: Synthesizer | SteerableSynthesizer,
  { train, classes }: { readonly train: Table; readonly classes: readonly string[] },
  steps: SteeringSteps,
  run: RunOptions,
): Promise<RowSource> {
  if ('start' in synthesizer) {
    const session = await synthesizer.start(train, { ...run, schema: 'training' })
    try {
      await session.train(steps.warmUp, { classes, errors: new Float64Array(classes.length) })
    } catch (error) {
      await session.close()
      throw error
    }
    return {
      steer: (context) => session.train(steps.perEpoch, context),
      sample: (count, options) => session.sample(count, options),
      finish: () => session.finish(),
      close: () => session.close(),
    }
  }
  const fitted = await synthesizer.fit(train, { ...run, schema: 'training' })
  return {
    steer: async () => {},
    sample: (count, options) => fitted.sample(count, options),
    finish: () => fitted,
    close: async () => {},
  }
}
