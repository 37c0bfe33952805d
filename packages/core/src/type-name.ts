/** The name of a value's built-in type, also of one from another realm, such as a worker's or a test runner's. */
export function typeName(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}
