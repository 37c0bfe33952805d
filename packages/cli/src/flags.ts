import type { ShowOption } from '@asdf/core'

const flags = {
  strays: '--strays',
  nulls: '--null',
  kinds: '--kind',
  dateFormats: '--date-format',
  decimalMark: '--decimal-mark',
} as const

/** An option of the reader as the command line has it: `--kind 'zip code=text'`. */
export const showAsFlag: ShowOption = (option, value, column) =>
  `${flags[option]} ${shellWord(column === undefined ? value : `${column}=${value}`)}`

/** A word as a shell takes it. */
export function shellWord(text: string): string {
  return /^[\w./:=,%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
