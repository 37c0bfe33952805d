import type { Artifact, JsonValue } from '@asdf/contract'
import type { RowLayout } from '@asdf/nn/table'
import type { NetworkPlan } from '../networks/network-plan.ts'
import type { GanModel } from './gan-model.ts'
import { restoreTableModel, saveTableModel } from '@asdf/nn/table'
import { gradientBoosting } from '@asdf/trees'
import { ganLosses } from '../losses.ts'
import { generatorNetwork } from '../networks/sampling-graph.ts'

/** A model as an artifact: transform, generator, statistics and counts, but no row. */
export function saveModel(model: GanModel): Artifact {
  const { layout: _, ...networks } = model.plan
  return saveTableModel(model, {
    ...networks,
    conditions: { ...networks.conditions },
    generatorSizes: [...networks.generatorSizes],
    criticSizes: [...networks.criticSizes],
  })
}

/** Reads what `saveModel` wrote; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function restoreModel(artifact: Artifact, id: string, name: string): GanModel {
  return restoreTableModel(artifact, {
    id,
    name,
    losses: ganLosses,
    readPlan,
    network: generatorNetwork,
    loadClassifier: (one) => gradientBoosting.load(one),
  })
}

function readPlan(networks: JsonValue | undefined, layout: RowLayout): NetworkPlan | undefined {
  const plan = { ...(networks as object), layout } as NetworkPlan
  const { noiseSize, generatorSizes, temperature, conditions } = plan
  const isSize = (size: unknown) => Number.isInteger(size) && (size as number) > 0
  const isSound = isSize(noiseSize) && generatorSizes.every(isSize) && temperature > 0
  return isSound && typeof conditions.kind === 'string' ? plan : undefined
}
