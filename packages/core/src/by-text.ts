/** Orders texts by UTF-16 code unit, for `sort`: the same on every machine, unlike the order of a language. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
