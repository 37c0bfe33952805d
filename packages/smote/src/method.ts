import type { Rng, SynthesizerTraits } from '@asdf/contract'
import type { Features, Scale } from './features.ts'
import type { RatioOptions } from './options.ts'
import type { Progress } from './progress.ts'
import type { Recipe } from './recipe.ts'

/** One way of oversampling: what differs between the synthesizers of this package. */
export interface Method<Options extends RatioOptions> {
  readonly id: string
  /** Its name in messages, as in `smote`. */
  readonly name: string
  readonly traits: SynthesizerTraits
  readonly defaults: Readonly<Options>
  /** How distances see the numbers. */
  readonly scale: (options: Options) => Scale
  /** Fewest rows a class needs for new ones to be made. */
  readonly minimumClassRows: number
  /** Where the categories of a new row come from: its base alone, its base's neighbors, or both by majority vote. */
  readonly vote: Vote
  /** Version of the saved state. */
  readonly stateVersion: number
  /** Refuses bad options, those in `RatioOptions` excepted. */
  check(options: Options): void
  /** Finds out how rows of one class are made. */
  prepare(context: ClassContext<Options>): Promise<Recipe>
}

export type Vote = 'base' | 'neighbors' | 'base-and-neighbors'

/** What a method is given for one class. */
export interface ClassContext<Options> {
  readonly options: Options
  /** Name of the class, for messages. */
  readonly className: string
  readonly classCode: number
  /** Training rows of the class. */
  readonly rows: Uint32Array
  /** Class of every training row, by code. */
  readonly labels: Int32Array
  readonly features: Features
  readonly rng: Rng
  readonly progress: Progress
  readonly warn: (message: string) => void
}

/** The traits all methods here share; most take numbers and datetimes. */
export const baseTraits: SynthesizerTraits = {
  kinds: ['numeric', 'datetime', 'text'],
  nulls: 'modelled',
  target: 'required',
  conditional: true,
  reproducible: 'bitwise',
  keepsTrainingRows: true,
  privacy: 'none',
  minimumRows: 2,
}

/** The neighbors a class of that many rows can offer, with a warning when they are fewer than asked for. */
export function affordableNeighbors(
  option: string,
  wanted: number,
  rowCount: number,
  { className, warn }: Pick<ClassContext<unknown>, 'className' | 'warn'>,
): number {
  if (wanted < rowCount) return wanted
  warn(`class '${className}' has ${rowCount} rows, so ${option} is ${rowCount - 1} for it, not ${wanted}`)
  return rowCount - 1
}
