import type { Artifact, SteerableSynthesizer, SynthesizerLoader } from '@asdf/contract'
import type { SteeredBootstrap } from '@asdf/testkit'
import { withColumn, withRules } from '@asdf/pipeline'
import { randomOversampling } from '@asdf/smote'
import { steeredBootstrap } from '@asdf/testkit'
import { describeSteerableSynthesizer } from '@asdf/testkit/vitest'

const factories = [steeredBootstrap, randomOversampling]

/** A factory of the synthesizer wrapped in this way, without options. */
function wrapped(
  { id, load }: SynthesizerLoader,
  wrap: (base: SteerableSynthesizer) => SteerableSynthesizer,
): SteeredBootstrap {
  return Object.assign(() => wrap(steeredBootstrap()), {
    id,
    traits: steeredBootstrap.traits,
    defaults: {},
    load: (artifact: Artifact) => load(artifact, { factories }),
  })
}

describeSteerableSynthesizer({
  factory: wrapped(withColumn, (base) => withColumn(base, 'price', randomOversampling())),
  // Those of the model of the column.
  stepsAtStart: 2,
})
describeSteerableSynthesizer({ factory: wrapped(withRules, (base) => withRules(base) as SteerableSynthesizer) })
