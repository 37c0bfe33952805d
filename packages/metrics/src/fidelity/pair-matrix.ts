/** A matrix of more columns would weigh more than it shows. */
export const mostMatrixColumns = 200

/** A square matrix without a value, to fill; without rows where it is not shown. */
export function emptyMatrix(columns: number, isShown: boolean): (number | null)[][] {
  return isShown ? Array.from({ length: columns }, () => new Array<number | null>(columns).fill(null)) : []
}
