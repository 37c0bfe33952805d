import type { Classifier, Field, FittedClassifier, Rng, RunOptions, Table, Tensor } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { classCodes, classNames, columnOf, softLabels } from '@asdf/core'

/**
 * Gives synthetic rows soft labels. Any classifier is one: the loop fits it once, on the real training rows, and its
 * probabilities take the place of the class that a row was drawn for. It must know all classes, in the target's order.
 */
export interface Teacher extends Pick<Classifier, 'id' | 'options'> {
  fit(train: Table, run: RunOptions): Promise<Pick<FittedClassifier, 'classes' | 'predictProbability' | 'warnings'>>
}

/** How soft labels reach the classifier: as weighted copies of a row, or as one class drawn for it. */
type LabelKind = ReturnType<typeof softLabels>['labels']

interface Lesson {
  readonly train: Table
  readonly target: Field
  readonly labels: LabelKind
}

/** What the loop asks a fitted teacher for. */
export interface RowLabels {
  readonly warnings: readonly string[]
  /** Labels for real rows, which keep their class, followed by synthetic rows. */
  label(real: Table, synthetic: readonly Table[]): Promise<EpochLabels>
}

/** The labels of an epoch's rows. */
interface EpochLabels {
  /** Sums of the synthetic rows' labels, by class code. */
  readonly syntheticCounts: Float64Array
  /** Labels the rows of a batch, which are those at `places` among all rows of the epoch. */
  apply(batch: Table, places: Uint32Array, rng: Rng): Table
}

/** How this classifier learns soft labels. */
export function labelKind({ takesWeights }: Pick<Classifier, 'takesWeights'>): LabelKind {
  return takesWeights === true ? 'weighted' : 'drawn'
}

/** Fits the teacher on real rows. */
export async function fitTeacher(
  teacher: Teacher,
  { train, target, labels }: Lesson,
  run: RunOptions,
): Promise<RowLabels> {
  const names = classNames(target)
  const fitted = await teacher.fit(train, run)
  if (fitted.classes.length !== names.length || fitted.classes.some((name, code) => name !== names[code])) {
    throw new AsdfError(
      'ASDF_SCHEMA_MISMATCH',
      `adapt: the teacher ${teacher.id} must know the classes ${names.join(', ')}, in this order`,
      { column: target.name, expected: names.join(', '), received: fitted.classes.join(', ') },
    )
  }
  return {
    warnings: fitted.warnings,
    async label(real, synthetic) {
      const tensors = await Promise.all(synthetic.map((table) => probabilities(fitted, table, names.length)))
      const codes = classCodes(columnOf(real, target.name))
      const certain = Float64Array.from({ length: codes.length * names.length }, (_, place) =>
        codes[Math.floor(place / names.length)] === place % names.length ? 1 : 0,
      )
      const shares = joined([certain, ...tensors])
      return {
        syntheticCounts: sumsByClass(shares.subarray(certain.length), names.length),
        apply: (batch, places, rng) => {
          const probability = taken(shares, places, names.length)
          return softLabels(batch, probability, { takesWeights: labels === 'weighted', rng }).table
        },
      }
    },
  }
}

async function probabilities(
  fitted: Pick<FittedClassifier, 'predictProbability'>,
  table: Table,
  classes: number,
): Promise<Float64Array> {
  const { shape, data } = await fitted.predictProbability(table)
  if (shape[0] === table.rowCount && shape[1] === classes && data.length === table.rowCount * classes) return data
  throw new AsdfError(
    'ASDF_SHAPE_MISMATCH',
    `adapt: the teacher must give [${table.rowCount}, ${classes}] probabilities, got [${shape.join(', ')}]`,
    { expected: [table.rowCount, classes], received: shape },
  )
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let place = 0
  for (const part of parts) {
    all.set(part, place)
    place += part.length
  }
  return all
}

function sumsByClass(shares: Float64Array, classes: number): Float64Array {
  const sums = new Float64Array(classes)
  shares.forEach((share, place) => (sums[place % classes]! += share))
  return sums
}

function taken(shares: Float64Array, places: Uint32Array, classes: number): Tensor<'f64'> {
  const data = new Float64Array(places.length * classes)
  places.forEach((place, to) => data.set(shares.subarray(place * classes, (place + 1) * classes), to * classes))
  return { dtype: 'f64', shape: [places.length, classes], data }
}
