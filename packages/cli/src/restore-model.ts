import type { Artifact, FittedSynthesizer, SynthesizerLoader } from '@asdf/contract'
import { AsdfError, isAsdfError } from '@asdf/contract'

const withRulesId = '@asdf/pipeline/with-rules'

/** Who can read a saved model, by the id of the synthesizer that wrote it. Each is loaded when it is needed. */
const readers: Readonly<Record<string, () => Promise<SynthesizerLoader>>> = {
  [withRulesId]: async () => (await import('@asdf/pipeline')).withRules,
  '@asdf/forest/sequential-trees': async () => (await import('@asdf/forest/sequential')).sequentialTrees,
  '@asdf/forest/adversarial': async () => (await import('@asdf/forest/adversarial')).adversarialForest,
  '@asdf/forest/flow': async () => (await import('@asdf/forest/flow')).forestFlow,
  '@asdf/gan/adaptive': async () => (await import('@asdf/gan')).adaptive,
  '@asdf/gan/ctgan': async () => (await import('@asdf/gan')).ctgan,
  '@asdf/gan/wgan-gp': async () => (await import('@asdf/gan')).wganGp,
  '@asdf/gan/gan': async () => (await import('@asdf/gan')).gan,
  '@asdf/smote/smote': async () => (await import('@asdf/smote')).smote,
  '@asdf/smote/smote-nc': async () => (await import('@asdf/smote')).smoteNc,
  '@asdf/smote/smote-n': async () => (await import('@asdf/smote')).smoteN,
  '@asdf/smote/borderline': async () => (await import('@asdf/smote')).borderlineSmote,
  '@asdf/smote/adasyn': async () => (await import('@asdf/smote')).adasyn,
  '@asdf/smote/svm': async () => (await import('@asdf/smote')).svmSmote,
  '@asdf/smote/k-means': async () => (await import('@asdf/smote')).kMeansSmote,
  '@asdf/smote/random': async () => (await import('@asdf/smote')).randomOversampling,
}

/** The fitted synthesizer in a file that `asdf fit` wrote. Anything else there is an error that names the file. */
export async function restoreModel(path: string, run: { readonly signal: AbortSignal }): Promise<FittedSynthesizer> {
  const { readArtifactFile } = await import('@asdf/core/node')
  try {
    const artifact = await readArtifactFile(path, run)
    return await restoreArtifact(artifact)
  } catch (error) {
    if (!isAsdfError(error, 'ASDF_ARTIFACT_INVALID')) throw error
    const { problem } = error.details
    const advice = problem === 'format' || problem === 'content' ? '; get the file again, or make it with asdf fit' : ''
    const place = error.message.startsWith(path) ? '' : `${path}: `
    throw new AsdfError(error.code, `${place}${error.message}${advice}`, error.details, { cause: error })
  }
}

async function restoreArtifact(artifact: Artifact): Promise<FittedSynthesizer> {
  const [outer, ...factories] = await Promise.all(writersOf(artifact).map(findReader))
  return outer!.load(artifact, { factories })
}

/** The writer of a model, then that of the model that it wraps with rules. */
function writersOf({ writer, state }: Artifact): string[] {
  if (writer !== withRulesId) return [writer]
  const { base } = (state ?? {}) as { readonly base?: { readonly writer?: unknown } }
  return typeof base?.writer === 'string' ? [writer, base.writer] : [writer]
}

async function findReader(writer: string): Promise<SynthesizerLoader> {
  if (Object.hasOwn(readers, writer)) return readers[writer]!()
  const known = Object.keys(readers).join(', ')
  throw new AsdfError(
    'ASDF_ARTIFACT_INVALID',
    `'${writer}' wrote this model, which asdf sample does not know; load it with its package, or take a model of ${known}`,
    { problem: 'writer' },
  )
}
