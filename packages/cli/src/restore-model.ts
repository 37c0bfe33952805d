import { AsdfError, isAsdfError } from '@asdf/contract'
import type { Artifact, FittedSynthesizer } from '@asdf/contract'

type Load = (artifact: Artifact) => FittedSynthesizer

/** Who can read a saved model, by the id of the synthesizer that wrote it. Each is loaded when it is needed. */
const readers: Readonly<Record<string, () => Promise<Load>>> = {
  '@asdf/forest/sequential-trees': async () => (await import('@asdf/forest/sequential')).sequentialTrees.load,
  '@asdf/forest/adversarial': async () => (await import('@asdf/forest/adversarial')).adversarialForest.load,
  '@asdf/forest/flow': async () => (await import('@asdf/forest/flow')).forestFlow.load,
  '@asdf/gan/adaptive': async () => (await import('@asdf/gan')).adaptive.load,
  '@asdf/gan/ctgan': async () => (await import('@asdf/gan')).ctgan.load,
  '@asdf/gan/wgan-gp': async () => (await import('@asdf/gan')).wganGp.load,
  '@asdf/gan/gan': async () => (await import('@asdf/gan')).gan.load,
  '@asdf/smote/smote': async () => (await import('@asdf/smote')).smote.load,
  '@asdf/smote/smote-nc': async () => (await import('@asdf/smote')).smoteNc.load,
  '@asdf/smote/smote-n': async () => (await import('@asdf/smote')).smoteN.load,
  '@asdf/smote/borderline': async () => (await import('@asdf/smote')).borderlineSmote.load,
  '@asdf/smote/adasyn': async () => (await import('@asdf/smote')).adasyn.load,
  '@asdf/smote/svm': async () => (await import('@asdf/smote')).svmSmote.load,
  '@asdf/smote/k-means': async () => (await import('@asdf/smote')).kMeansSmote.load,
  '@asdf/smote/random': async () => (await import('@asdf/smote')).randomOversampling.load,
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
  const { withRules } = await import('@asdf/pipeline')
  if (artifact.writer !== withRules.id) return (await findReader(artifact.writer))(artifact)
  return withRules.load(artifact, await findReader(withRules.baseOf(artifact).writer))
}

async function findReader(writer: string): Promise<Load> {
  if (Object.hasOwn(readers, writer)) return readers[writer]!()
  const known = Object.keys(readers).join(', ')
  throw new AsdfError(
    'ASDF_ARTIFACT_INVALID',
    `'${writer}' wrote this model, which asdf sample does not know; load it with its package, or take a model of ${known}`,
    { problem: 'writer' },
  )
}
