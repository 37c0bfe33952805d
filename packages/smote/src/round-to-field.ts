import type { Field } from '@asdf/contract'

const dayMilliseconds = 86_400_000

/** Moves values onto the grid the field is on, and into its range, in place. */
export function roundToField(field: Field, values: Float64Array): void {
  if (field.kind === 'datetime') roundTo(values, field.format === 'date' ? dayMilliseconds : 1)
  if (field.kind !== 'numeric') return
  if (field.integer) roundTo(values, 1)
  else if (field.decimals !== undefined && field.decimals <= 15) roundToDecimals(values, field.decimals)
  const { minimum = -Infinity, maximum = Infinity } = field
  if (minimum === -Infinity && maximum === Infinity) return
  for (let i = 0; i < values.length; i++) values[i] = Math.min(Math.max(values[i]!, minimum), maximum)
}

function roundTo(values: Float64Array, unit: number): void {
  for (let i = 0; i < values.length; i++) values[i] = Math.round(values[i]! / unit) * unit
}

function roundToDecimals(values: Float64Array, decimals: number): void {
  const factor = 10 ** decimals
  for (let i = 0; i < values.length; i++) {
    const rounded = Math.round(values[i]! * factor) / factor
    if (Number.isFinite(rounded)) values[i] = rounded
  }
}
