/** What each error carries, by code. Codes are public API: add freely, never rename. */
export interface ErrorDetails {
  /** `position`: where in a text that was received the fault lies, in characters from 0. */
  ASDF_OPTION_INVALID: { readonly option: string; readonly received: unknown; readonly position?: number }
  /** `position`: where the column is named in a text, such as a rule; in characters from 0. */
  ASDF_SCHEMA_MISMATCH: {
    readonly column: string
    readonly expected: string
    readonly received: string
    readonly position?: number
  }
  /** `row` counts data rows from 1, as a reader of the file does; 0 when no single row is at fault. */
  ASDF_DATA_INVALID: { readonly column: string; readonly row: number }
  /** `line` is the line of the file, from 1; 0 when no single line is at fault. */
  ASDF_FILE_INVALID: { readonly path: string; readonly line: number }
  /** The operating system said no: `reason` is its own code, such as ENOENT or ENOSPC. */
  ASDF_FILE_FAILED: { readonly path: string; readonly reason: string }
  ASDF_TOO_FEW_ROWS: { readonly required: number; readonly received: number }
  ASDF_SHAPE_MISMATCH: { readonly expected: readonly number[]; readonly received: readonly number[] }
  ASDF_UNSUPPORTED: { readonly feature: string }
  /** Nothing, or too little, that a fitted synthesizer makes satisfies `where`: `share` is about how much of it does. */
  ASDF_CONDITION_UNREACHABLE: { readonly share: number }
  ASDF_FIT_DIVERGED: { readonly step: number; readonly loss: string }
  ASDF_METRIC_UNDEFINED: { readonly metric: string }
  ASDF_ARTIFACT_INVALID: { readonly problem: 'format' | 'version' | 'writer' | 'content' | 'size' }
  /** A package that a computation runs on is not installed, or cannot be loaded here. */
  ASDF_ENGINE_MISSING: { readonly engine: string; readonly package: string }
  ASDF_PRIVACY_BUDGET: { readonly spent: number; readonly allowed: number }
}

/** The codes by which programs tell errors apart. */
export type ErrorCode = keyof ErrorDetails

// Registered globally, so an error from one installed copy is recognised by another.
const brand: symbol = Symbol.for('asdf.error')

/** The one error class ASDF throws. Tell errors apart by `code`, never by message. */
export class AsdfError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'AsdfError'
  readonly code: Code
  readonly details: ErrorDetails[Code]

  constructor(code: Code, message: string, details: ErrorDetails[Code], options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.details = details
    Object.defineProperty(this, brand, { value: true })
  }
}

/** Whether `value` is an ASDF error and, when a code is given, that one. */
export function isAsdfError<Code extends ErrorCode = ErrorCode>(value: unknown, code?: Code): value is AsdfError<Code> {
  if (typeof value !== 'object' || value === null || !(brand in value)) return false
  return code === undefined || (value as AsdfError).code === code
}
