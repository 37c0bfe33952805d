import { createCellPlace, decodeText, locateCell } from './kernels/cell.ts'

/** The cells of a CSV text as they are spelled. */
export interface SourceRows {
  readonly names: readonly string[]
  readonly rowCount: number
  /** The cells of a row, which counts from 0: unquoted ones without blanks around them, quoted ones with their quotes. */
  cells(row: number): string[]
}

/** Rows that start at these places of the bytes. */
export function sourceRows(
  names: readonly string[],
  bytes: Uint8Array,
  starts: Float64Array,
  delimiter: number,
): SourceRows {
  const place = createCellPlace()
  return {
    names,
    rowCount: starts.length,
    cells(row) {
      let p = starts[row]!
      return names.map(() => {
        locateCell(bytes, p, bytes.length, delimiter, place)
        p = place.after + 1
        const { start, stop, quoted } = place
        return quoted ? decodeText(bytes, start - 1, stop + 1, false) : decodeText(bytes, start, stop, false)
      })
    },
  }
}
