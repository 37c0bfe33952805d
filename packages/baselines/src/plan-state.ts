import type { Artifact, Field, JsonObject, JsonValue } from '@asdf/contract'
import type { DesignSlot } from '@asdf/core'
import type { FeaturePlan } from './training-data.ts'
import { artifactFault, schemaFromJson, schemaToJson } from '@asdf/core'
import { featureNames } from './training-data.ts'

/** What every fitted classifier here knows of its training table. */
export interface PlanState {
  readonly plan: FeaturePlan
  readonly classes: readonly string[]
  /** Codes of the classes seen in training, ascending. */
  readonly present: readonly number[]
  /** What the fit warned of. */
  readonly warnings: readonly string[]
}

/** The plan and the classes as JSON, for an artifact's `state`. */
export function planToJson({ plan, classes, present, warnings }: PlanState): JsonObject {
  return {
    schema: schemaToJson({ fields: plan.fields }),
    slots: plan.design.slots.map((slot) => ({ ...slot })),
    classes,
    present,
    warnings,
  }
}

/** Reads what `planToJson` wrote; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function planFromJson({ state, writer }: Artifact): PlanState {
  const fault = (what: string) => artifactFault('content', `has no readable ${what}`, writer)
  const { schema, slots, classes, present, warnings } = state
  const { fields } = schemaFromJson(schema)
  if (!isList(classes, isString)) throw fault('classes')
  const isCode = (item: unknown): item is number => Number.isInteger(item) && classes[item as number] !== undefined
  const isAscending = (codes: readonly number[]) => codes.every((code, i) => i === 0 || code > codes[i - 1]!)
  if (!isList(present, isCode) || present.length < 2 || !isAscending(present)) throw fault('codes of classes')
  if (!isList(warnings, isString)) throw fault('warnings')
  if (!isList(slots, isSlot) || !arePlanned(slots, fields)) throw fault('features')
  return { plan: { fields, design: { slots, width: featureNames(fields).length } }, classes, present, warnings }
}

function isList<Item>(
  value: JsonValue | undefined,
  isItem: (item: unknown) => item is Item,
): value is Item[] & JsonValue[] {
  return Array.isArray(value) && value.every(isItem)
}

/** Whether each field has its slot, and the features that come after those of the fields before. */
function arePlanned(slots: readonly DesignSlot[], fields: readonly Field[]): boolean {
  let next = 1
  const isPlanned = (field: Field, index: number): boolean => {
    const slot = slots[index]!
    const count = field.kind === 'categorical' ? field.categories.length : 1
    const feature = next
    next += count
    const isOfKind =
      slot.kind === 'category' ? field.kind === 'categorical' && slot.count === count : field.kind !== 'categorical'
    return slot.slot === index + 1 && slot.feature === feature && isOfKind
  }
  return slots.length === fields.length && fields.every(isPlanned)
}

function isString(item: unknown): item is string {
  return typeof item === 'string'
}

function isSlot(value: unknown): value is DesignSlot {
  const { kind, slot, feature, mean, scale, count } = (value ?? {}) as Record<string, unknown>
  if (!Number.isInteger(slot) || !Number.isInteger(feature)) return false
  if (kind === 'number') return isStandard(mean as number, scale as number)
  return kind === 'category' && Number.isInteger(count)
}

/** Beyond it sums of products with coefficients overflow; doubles whose spread shows are within 2^53 of their mean. */
const largestOffset = 1e150

function isStandard(mean: number, scale: number): boolean {
  return Number.isFinite(mean) && Number.isFinite(scale) && scale > 0 && Math.abs(mean) / scale <= largestOffset
}
