/** An attribute of an ONNX node. Numbers are written as integers; floats are marked. */
export type OnnxAttribute = number | readonly number[] | string | { readonly float: number }

/** What operations write their ONNX form to. Every name it returns is a value of the graph. */
export interface OnnxEmitter {
  /** Adds a node with one result. An empty input name leaves an optional input out. */
  node(type: string, inputs: readonly string[], attributes?: Readonly<Record<string, OnnxAttribute>>): string
  /** A constant of 32-bit floats. */
  floats(values: ArrayLike<number>, shape: readonly number[]): string
  /** A constant of 64-bit floats, which no operation of a graph has: for what `OnnxExportOptions.finish` adds. */
  doubles(values: ArrayLike<number>, shape: readonly number[]): string
  /** A constant of 64-bit integers, as axes and shapes are given: a vector unless `shape` says otherwise. */
  integers(values: ArrayLike<number>, shape?: readonly number[]): string
  /** A constant of 32-bit integers. */
  integers32(values: ArrayLike<number>, shape: readonly number[]): string
}

/** A value that is a result of the file. */
export interface OnnxResult {
  /** Its name among the values of the graph. */
  readonly value: string
  readonly dtype: OnnxElementType
  readonly shape: readonly number[]
}

/** What elements a file can hold: those of graphs, and wider ones for what is added to them. */
export type OnnxElementType = 'f32' | 'f64' | 'i32' | 'i64' | 'bool'
