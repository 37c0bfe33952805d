import type { ErrorCode } from '@asdf/contract'
import type * as errors from '../src/errors.ts'
import { AsdfError, isAsdfError } from '@asdf/contract'
import { describe, expect, expectTypeOf, it } from 'vitest'

const error = new AsdfError('ASDF_DATA_INVALID', "fit: column 'age', row 3 has no value", { column: 'age', row: 3 })

describe('an AsdfError', () => {
  it('carries its code, message and details, and is an Error', () => {
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name: 'AsdfError', code: 'ASDF_DATA_INVALID', details: { column: 'age', row: 3 } })
    expect(String(error)).toBe("AsdfError: fit: column 'age', row 3 has no value")
  })

  it('keeps its cause', () => {
    const cause = new RangeError('below')
    const details = { path: 'rows.csv', reason: 'ENOENT' }
    expect(new AsdfError('ASDF_FILE_FAILED', 'no file', details, { cause }).cause).toBe(cause)
    expect('cause' in error).toBe(false)
  })

  it('shows no mark besides what it carries', () => {
    expect(Object.keys(error).toSorted()).toEqual(['code', 'details', 'name'])
  })
})

describe('isAsdfError', () => {
  it('tells codes apart', () => {
    expect(isAsdfError(error)).toBe(true)
    expect(isAsdfError(error, 'ASDF_DATA_INVALID')).toBe(true)
    expect(isAsdfError(error, 'ASDF_UNSUPPORTED')).toBe(false)
  })

  it('knows the errors of another copy of this module', async () => {
    const path = '../src/errors.ts?second copy'
    const copy = (await import(/* @vite-ignore */ path)) as typeof errors
    expect(copy.AsdfError).not.toBe(AsdfError)
    const other = new copy.AsdfError('ASDF_UNSUPPORTED', 'no', { feature: 'where' })
    expect(other).not.toBeInstanceOf(AsdfError)
    expect(isAsdfError(other, 'ASDF_UNSUPPORTED')).toBe(true)
    expect(copy.isAsdfError(error, 'ASDF_DATA_INVALID')).toBe(true)
  })

  it.each([
    undefined,
    null,
    'ASDF_DATA_INVALID',
    7,
    true,
    Symbol('x'),
    () => {},
    [],
    {},
    new Error('ASDF_DATA_INVALID'),
  ])('is not fooled by %s', (value) => expect(isAsdfError(value)).toBe(false))

  it('is not fooled by what looks like one', () => {
    const { name, code, details, message } = error
    expect(isAsdfError({ name, code, details, message })).toBe(false)
    expect(isAsdfError(structuredClone({ ...error }))).toBe(false)
  })

  it('narrows to the details of the code', () => {
    const caught: unknown = error
    if (!isAsdfError(caught)) throw new TypeError('not an error of ASDF')
    expectTypeOf(caught.code).toEqualTypeOf<ErrorCode>()
    if (!isAsdfError(caught, 'ASDF_DATA_INVALID')) throw new TypeError('another code')
    expectTypeOf(caught.code).toEqualTypeOf<'ASDF_DATA_INVALID'>()
    expectTypeOf(caught.details).toEqualTypeOf<{ readonly column: string; readonly row: number }>()
    expect(caught.details.row).toBe(3)
  })

  it('takes only codes that there are, with their own details', () => {
    // @ts-expect-error -- no such code
    expect(isAsdfError(error, 'ASDF_NO_SUCH_CODE')).toBe(false)
    // @ts-expect-error -- the details of another code
    expect(new AsdfError('ASDF_UNSUPPORTED', 'no', { column: 'age', row: 3 }).code).toBe('ASDF_UNSUPPORTED')
  })
})
