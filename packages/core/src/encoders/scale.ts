/** A number to a number and back. */
export interface Scale {
  forward(value: number): number
  inverse(value: number): number
}
