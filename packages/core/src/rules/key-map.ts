import type { CellValue } from './rule.ts'

/** Gives one key of a row. */
export type KeyOf = (row: number) => CellValue

type Level<Value> = Map<CellValue, Value | Level<Value>>

/** A map from a fixed number of keys to a value: maps within maps, since joining the keys of each row to a text is slow. */
export class KeyMap<Value> {
  readonly #first: Level<Value> = new Map()
  readonly #last: number

  constructor(keyCount: number) {
    this.#last = keyCount - 1
  }

  set(keys: readonly CellValue[], value: Value): void {
    let level = this.#first
    for (const key of keys.slice(0, this.#last)) {
      let next = level.get(key) as Level<Value> | undefined
      if (next === undefined) level.set(key, (next = new Map()))
      level = next
    }
    level.set(keys[this.#last]!, value)
  }

  /** What the keys of a row lead to. */
  get(keysOf: readonly KeyOf[], row: number): Value | undefined {
    let level = this.#first
    for (let place = 0; place < this.#last; place++) {
      const next = level.get(keysOf[place]!(row))
      if (next === undefined) return undefined
      level = next as Level<Value>
    }
    return level.get(keysOf[this.#last]!(row)) as Value | undefined
  }
}
