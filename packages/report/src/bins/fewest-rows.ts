/** A report speaks of no smaller number of real rows, but for none. */
export const fewestRows = 5
