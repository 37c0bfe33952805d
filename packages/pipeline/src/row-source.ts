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

/** Fits a synthesizer once, or starts a session with one that goes on training as the context changes. */
export async function openRowSource(
  synthesizer: Synthesizer | SteerableSynthesizer,
  train: Table,
  stepsPerEpoch: number,
  run: RunOptions,
): Promise<RowSource> {
  if ('start' in synthesizer) {
    const session = await synthesizer.start(train, run)
    return {
      steer: (context) => session.train(stepsPerEpoch, context),
      sample: (count, options) => session.sample(count, options),
      finish: () => session.finish(),
      close: () => session.close(),
    }
  }
  const fitted = await synthesizer.fit(train, run)
  return {
    steer: async () => {},
    sample: (count, options) => fitted.sample(count, options),
    finish: () => fitted,
    close: async () => {},
  }
}
