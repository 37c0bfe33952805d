import type { SynthesizerTraits } from '@asdf/contract'
import { minimumRows } from '@asdf/nn/table'

/** What all synthesizers of this package promise. */
export const ganTraits: SynthesizerTraits = Object.freeze({
  kinds: ['numeric', 'categorical', 'boolean', 'datetime', 'text'],
  nulls: 'modelled',
  target: 'optional',
  conditional: true,
  reproducible: 'bitwise',
  keepsTrainingRows: false,
  privacy: 'none',
  minimumRows,
} as const)
