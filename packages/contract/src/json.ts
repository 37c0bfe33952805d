/** A value that survives `JSON.parse(JSON.stringify(value))` unchanged. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject

/** A JSON value with names. */
export interface JsonObject {
  readonly [key: string]: JsonValue
}
