import type { CsvErrors } from './csv-errors.ts'
import type { CellDictionary } from './kernels/dictionary.ts'
import { entryText } from './kernels/dictionary.ts'

/** The different cells of a column as texts. Bytes that are not UTF-8 are an `ASDF_FILE_INVALID`. */
export function dictionaryTexts(dictionary: CellDictionary, bytes: Uint8Array, errors: CsvErrors): string[] {
  return Array.from({ length: dictionary.size }, (_, entry) => {
    try {
      return entryText(dictionary, bytes, entry)
    } catch {
      throw errors.encoding(bytes, dictionary.starts[entry]!)
    }
  })
}
