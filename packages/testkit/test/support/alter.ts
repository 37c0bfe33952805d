import type { AnyTensor, Artifact, RunOptions, RunProgress, Table } from '@asdf/contract'
import type { Check } from '@asdf/testkit'
import type { Broken } from './expect-caught.ts'

/** What classifiers, regressors and synthesizers are made by. */
interface Factory<Options, Configured, Model> {
  (options?: Partial<Options>): Configured
  readonly id: string
  readonly defaults: Readonly<Options>
  load(artifact: Artifact): Model
}

type Fit<Model> = (train: Table, run: RunOptions) => Promise<Model>

export interface Changes<Configured, Model> {
  /** What the factory is called with instead of the options given. */
  readonly given?: (options: unknown) => unknown
  readonly configured?: (configured: Configured) => Partial<Configured>
  readonly fit?: (fit: Fit<Model>) => Fit<Model>
  readonly model?: (model: Model) => Partial<Model>
  readonly load?: (load: (artifact: Artifact) => Model) => (artifact: Artifact) => Model
}

/** The factory with something else about what it configures, fits or loads. */
export function alter<
  Options,
  Configured extends { fit: Fit<Model> },
  Model,
  Made extends Factory<Options, Configured, Model>,
>(
  factory: Made & Factory<Options, Configured, Model>,
  {
    given = (same) => same,
    configured = () => ({}),
    fit = (same) => same,
    model = () => ({}),
    load = (same) => same,
  }: Changes<Configured, Model>,
): Made {
  const make = (options?: Partial<Options>) => {
    const original = factory(given(options) as Partial<Options>)
    const changed = fit((train, run) => original.fit(train, run))
    return {
      ...original,
      async fit(train: Table, run: RunOptions) {
        const fitted = await changed(train, run)
        return { ...fitted, ...model(fitted) }
      },
      ...configured(original),
    }
  }
  return Object.assign(make, { ...factory, load: load((artifact) => factory.load(artifact)) })
}

/** Breaks each promise about progress and abort of what runs with other options. */
export function runFaults(onRun: (change: (run: RunOptions) => RunOptions) => readonly Check[]): Broken {
  const onProgress = (change: (progress: RunProgress) => RunProgress | undefined) =>
    onRun((run) => ({
      ...run,
      onProgress(progress) {
        const changed = change(progress)
        if (changed !== undefined) run.onProgress?.(changed)
      },
    }))
  return {
    'an aborted signal stops fit with its own reason': [onRun(({ signal: _, ...run }) => run)],
    'an abort during fit stops it with its own reason': [
      onRun(({ signal, ...run }) => {
        signal?.throwIfAborted()
        return run
      }),
      onProgress((progress) => (progress.step === progress.totalSteps ? progress : undefined)),
    ],
    'progress counts up to its total, in every phase': [
      onProgress(() => undefined),
      onProgress((progress) => ({ ...progress, step: progress.totalSteps - progress.step })),
      onProgress((progress) => ({ ...progress, totalSteps: progress.totalSteps + progress.step })),
      onProgress((progress) => ({ ...progress, step: progress.step + 1 })),
      onProgress((progress) => (progress.step === progress.totalSteps ? undefined : progress)),
    ],
    "an exception of onProgress is the caller's own": [onProgress(() => undefined)],
  }
}

/** Breaks each promise about what `load` refuses. */
export function artifactFaults<Configured, Model extends { save(): Artifact }>(
  checksOf: (changes: Changes<Configured, Model>) => readonly Check[],
): (readonly Check[])[] {
  // Completes what it is given by what was saved last.
  const completing = (complete: (given: Artifact, saved: Artifact) => Partial<Artifact>) => {
    let saved: Artifact
    return checksOf({
      model: (model) => ({ save: () => (saved = model.save()) }) as Partial<Model>,
      load: (load) => (given) => load({ ...given, ...complete(given, saved) }),
    })
  }
  return [
    completing((_, { format }) => ({ format })),
    completing((_, { writer }) => ({ writer })),
    completing((_, { stateVersion }) => ({ stateVersion })),
    completing((given, { state }) => ({ state: given.state ?? state })),
    completing((given, { state }) => ({ state: { ...state, ...given.state } })),
    completing((given, { arrays }) => ({ arrays: given.arrays ?? arrays })),
    completing((given, { arrays }) => ({ arrays: { ...arrays, ...given.arrays } })),
    completing((given, saved) => ({ arrays: whole(given, saved, (tensor) => tensor.shape[0]!) })),
    completing((given, saved) => ({ arrays: whole(given, saved, (_, original) => original.shape[0]!) })),
  ]
}

/** The arrays given, those that are as long as `lengthOf` says in full. */
function whole(
  given: Artifact,
  saved: Artifact,
  lengthOf: (tensor: AnyTensor, original: AnyTensor) => number,
): Artifact['arrays'] {
  const entries = Object.entries(given.arrays ?? {}).map(([name, tensor]) => {
    const original = saved.arrays[name]!
    return [name, lengthOf(tensor, original) === original.shape[0] ? original : tensor]
  })
  return Object.fromEntries(entries) as Artifact['arrays']
}
