import type { Artifact, BooleanField, CategoricalField } from '@asdf/contract'
import type { CategoryModel } from './category-model.ts'
import type { CoderState } from './coder.ts'
import { artifactArray, artifactFault, classNames } from '@asdf/core'

/** A coder of categories as data. */
export function categoryState(
  field: CategoricalField | BooleanField,
  model: CategoryModel,
  hasNull: boolean,
  warnings: readonly string[],
): CoderState {
  const { codeOfCategory, memberStarts, members, memberShares } = model
  return {
    json: { coder: 'categories', field: { ...field }, hasNull, warnings },
    arrays: {
      codeOfCategory: { dtype: 'i32', shape: [codeOfCategory.length], data: codeOfCategory },
      memberStarts: { dtype: 'i32', shape: [memberStarts.length], data: memberStarts },
      members: { dtype: 'i32', shape: [members.length], data: members },
      memberShares: { dtype: 'f64', shape: [memberShares.length], data: memberShares },
    },
  }
}

/** Reads what `categoryState` wrote; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function restoreCategories(
  artifact: Artifact,
  prefix: string,
  field: CategoricalField | BooleanField,
  hasNull: boolean,
): CategoryModel {
  const categories = classNames(field).length
  const codeOfCategory = artifactArray(artifact, `${prefix}.codeOfCategory`, 'i32', categories)
  const memberStarts = artifactArray(artifact, `${prefix}.memberStarts`, 'i32')
  const codes = memberStarts.length - 1
  const count = memberStarts.at(-1) ?? 0
  const members = artifactArray(artifact, `${prefix}.members`, 'i32', count)
  const memberShares = artifactArray(artifact, `${prefix}.memberShares`, 'f64', count)
  const isReadable =
    codes >= 0 &&
    codes + (hasNull ? 1 : 0) <= 255 &&
    memberStarts[0] === 0 &&
    memberStarts.every((start, code) => code === 0 || start > memberStarts[code - 1]!) &&
    codeOfCategory.every((code) => code >= -1 && code < codes) &&
    members.every((category) => category >= 0 && category < categories) &&
    memberShares.every(Number.isFinite)
  if (!isReadable)
    throw artifactFault('content', `holds codes '${prefix}' of categories that are none`, artifact.writer)
  return { codes, codeOfCategory, memberStarts, members, memberShares }
}
