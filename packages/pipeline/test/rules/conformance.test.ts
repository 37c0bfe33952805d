import { sequentialTrees } from '@asdf/forest'
import { withRules } from '@asdf/pipeline'
import { randomOversampling } from '@asdf/smote'
import { describeSynthesizer } from '@asdf/testkit/vitest'

const factories = [randomOversampling, sequentialTrees]
const isWrapper = 'it takes a synthesizer before its options'

for (const base of [sequentialTrees({ threads: 1, maximumRounds: 20 }), randomOversampling()]) {
  const wrapped = withRules(base)
  describeSynthesizer(
    {
      factory: Object.assign(() => wrapped, {
        id: withRules.id,
        traits: wrapped.traits,
        defaults: wrapped.options,
        // A table without rules gives the model of the synthesizer alone.
        load(artifact: Parameters<typeof withRules.load>[0]) {
          const alone = factories.find(({ id }) => id === (artifact as Partial<typeof artifact> | undefined)?.writer)
          return alone === undefined ? withRules.load(artifact, { factories }) : alone.load(artifact)
        },
      }),
    },
    {
      expectedFailures: {
        'options of any type and size are taken or refused with a code': isWrapper,
        'options are JSON and complete, and an unknown option is refused by name': isWrapper,
      },
    },
  )
}
