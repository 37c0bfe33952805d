import type { Sliced } from '../slices.ts'
import type { CsvErrors } from './csv-errors.ts'
import type { CellDictionary } from './kernels/dictionary.ts'
import { inSlices } from '../slices.ts'
import { entryText } from './kernels/dictionary.ts'

/** The different cells of a column as texts. Bytes that are not UTF-8 are an `ASDF_FILE_INVALID`. */
export function* dictionaryTexts(dictionary: CellDictionary, bytes: Uint8Array, errors: CsvErrors): Sliced<string[]> {
  const texts: string[] = []
  yield* inSlices(dictionary.size, (from, to) => {
    for (let entry = from; entry < to; entry++) {
      try {
        texts.push(entryText(dictionary, bytes, entry))
      } catch {
        throw errors.encoding(bytes, dictionary.starts[entry]!)
      }
    }
  })
  return texts
}
