import type { ErrorCode, ErrorDetails } from '@asdf/contract'
import assert from 'node:assert/strict'
import { isAsdfError } from '@asdf/contract'

/** Fails unless `action` throws or rejects with an ASDF error of this code; returns the error's details. */
export async function expectAsdfError<Code extends ErrorCode>(
  action: () => unknown,
  code: Code,
  what: string,
): Promise<ErrorDetails[Code]> {
  try {
    await action()
  } catch (error) {
    if (isAsdfError(error, code)) return error.details
    const received = isAsdfError(error) ? `${error.code}: ${error.message}` : String(error)
    assert.fail(`${what} should be ${code}, got ${received}`)
  }
  return assert.fail(`${what} should be ${code}, but nothing was thrown`)
}

/** Fails unless `action` rejects with this very object. */
export async function expectRejection(action: () => Promise<unknown>, reason: unknown, what: string): Promise<void> {
  try {
    await action()
  } catch (error) {
    assert.equal(error, reason, `${what} should reject with the reason it was given`)
    return
  }
  assert.fail(`${what} should reject, but it did not`)
}
