/** What stands for a missing value in a column whose other cells are numbers, datetimes or booleans; lower case. */
const nullWords: ReadonlySet<string> = new Set([
  // pandas, Python, R, databases
  'nat',
  'none',
  '<na>',
  'na',
  'n/a',
  'nan',
  '-nan',
  '+nan',
  'null',
  'nil',
  '<null>',
  '(null)',
  '\\n',
  'undefined',
  // C and Excel
  '1.#ind',
  '-1.#ind',
  '1.#qnan',
  '-1.#qnan',
  '#n/a',
  '#n/a n/a',
  '#na',
  '#null!',
  '#div/0!',
  '#value!',
  '#ref!',
  '#num!',
  '#name?',
  // people
  'n.a.',
  'n.d.',
  'n/d',
  'nd',
  'k.a.',
  'not available',
  'not applicable',
  'missing',
  'unknown',
  '-',
  '--',
  '---',
  '\u2013',
  '\u2014',
  '.',
  '..',
  '...',
  ':',
  '?',
  '??',
  '*',
])
const mostLetters = 24
/** Stata's and SAS's extended missing values: .a to .z, and ._ */
const extendedMissing = /^\.[a-z_]$/

/** Whether a cell is blank or a word for a missing value, in any case. */
export function isNullWord(text: string): boolean {
  if (text.length > mostLetters) return text.trim() === ''
  const lower = text.trim().toLowerCase()
  return lower === '' || nullWords.has(lower) || extendedMissing.test(lower)
}

/** Whether a cell is a date of zeros, as MySQL writes a missing one: `0000-00-00`, with or without a time. */
export function isZeroDate(text: string): boolean {
  return (
    text.length <= 32 &&
    /^(?:0{4}([-/.])00\1(?:00)|00([-/.])00\2(?:0{4}|00)|0{8})(?:[ T]00:00(?::00(?:\.0+)?)?)?$/.test(text)
  )
}

/** Words that are missing among numbers, and may be an answer beside yes and no. */
const answers: ReadonlySet<string> = new Set(['missing', 'unknown', 'undefined', 'not available', 'not applicable'])

/** Whether a cell is missing in a column of booleans with these texts. `None` is missing beside `True` alone. */
export function standsForNull(text: string, texts: readonly string[]): boolean {
  const lower = text.trim().toLowerCase()
  if (answers.has(lower) || !isNullWord(text)) return false
  return lower !== 'none' || texts.some((other) => /^(?:true|false)$/i.test(other))
}
