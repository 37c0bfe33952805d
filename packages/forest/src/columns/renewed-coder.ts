import type { Artifact, Column, JsonObject } from '@asdf/contract'
import type { RenewedColumn } from '@asdf/core'
import type { ColumnCoder } from './coder.ts'
import { artifactFault, columnLength, restoreRenewed, withNulls } from '@asdf/core'
import { checkCodes, checkKind } from './checks.ts'
import { unknownCode } from './coder.ts'

/**
 * The coder of identifiers or free texts with nulls: it models where there is a value, and regenerates the values. Code 0 is
 * null, code 1, which is missing when all is null, stands for any value.
 */
export function renewedCoder(renewed: RenewedColumn, hasValues: boolean): ColumnCoder {
  const { field } = renewed
  const size = hasValues ? 2 : 1
  return {
    field,
    size,
    ordered: false,
    atoms: new Uint8Array(size).fill(1),
    nullCode: 0,
    centers: new Float64Array(size).fill(Number.NaN),
    encode(column) {
      checkKind(field, column)
      const present = hasValues ? 1 : unknownCode
      return Uint8Array.from({ length: columnLength(column) }, (_, row) => (column.valid?.[row] === 0 ? 0 : present))
    },
    decode(codes) {
      checkCodes(field, codes, size)
      return withNulls(renewed.make(codes.length), codes)
    },
    codeOf: () => undefined,
    logWidth: () => 0,
    state: { json: { coder: 'renewed', hasValues, warnings: [], renewed: renewed.state }, arrays: {} },
    warnings: [],
  }
}

/** Whether a coder regenerates the values of its column: these cannot be asked for, nor filled in. */
export function isRenewing({ field }: ColumnCoder): boolean {
  return field.kind === 'text' || field.role === 'identifier'
}

/** Reads the JSON of a renewed coder's state. */
export function restoreRenewedCoder(artifact: Artifact, prefix: string, json: JsonObject): ColumnCoder {
  const { hasValues, renewed } = json
  if (typeof hasValues === 'boolean') return renewedCoder(restoreRenewed(renewed, artifact.writer), hasValues)
  throw artifactFault('content', `has no readable coder '${prefix}'`, artifact.writer)
}

/** The coder of a column that is regenerated, where it has nulls; nothing is modelled of one that has none. */
export function renewedPart(renewed: RenewedColumn, { valid }: Column): ColumnCoder | RenewedColumn {
  return valid?.includes(0) === true ? renewedCoder(renewed, valid.includes(1)) : renewed
}
