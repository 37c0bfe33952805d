import { describe, expect, it } from 'vitest'
import { judge } from '../src/bars.ts'
import { createResult } from './create-result.ts'

describe('a time bar', () => {
  it('is met at its limit and missed above it', () => {
    const result = createResult({ ours: [3], theirs: [2] })
    expect(judge({ kind: 'time', atMost: 1.5 }, result)).toEqual({ bar: 'time ≤ 1.5×', found: '1.50×', met: true })
    expect(judge({ kind: 'time', atMost: 1.4 }, result).met).toBe(false)
  })
  it('is not met when the peer did not run', () => {
    expect(judge({ kind: 'time', atMost: 100 }, createResult({ ours: [3], theirs: null })).met).toBe(false)
  })
})

describe('a quality bar', () => {
  const bar = { kind: 'quality', name: 'auc', within: 0.003 } as const
  it('allows ours to lie below the peer by so much and no more', () => {
    expect(judge(bar, createResult({ ourAuc: 0.9475, theirAuc: 0.95 })).met).toBe(true)
    expect(judge(bar, createResult({ ourAuc: 0.9465, theirAuc: 0.95 }))).toEqual({
      bar: 'AUC within 0.003',
      found: '−0.0035',
      met: false,
    })
  })
  it('is met by any better figure', () => {
    expect(judge(bar, createResult({ ourAuc: 0.99, theirAuc: 0.95 })).met).toBe(true)
  })
  it('is not met by a figure that is not a number', () => {
    expect(judge(bar, createResult({ ourAuc: Number.NaN, theirAuc: 0.95 })).met).toBe(false)
  })
})

describe('a bar on a figure of ours', () => {
  const bar = { kind: 'figure', name: 'auc', title: 'compiling', atMost: 300, unit: 'ms' } as const
  it('is met at its limit and missed above it', () => {
    expect(judge(bar, createResult({ ourAuc: 300 })).met).toBe(true)
    expect(judge(bar, createResult({ ourAuc: 301.23 }))).toEqual({
      bar: 'compiling ≤ 300 ms',
      found: '301 ms',
      met: false,
    })
  })
})

describe('memory bars', () => {
  it('take the median peak of the processes that do the work once', () => {
    const result = createResult({ peaks: [290, 310, 299], inputMegabytes: 100 })
    expect(judge({ kind: 'memory', atMost: 300 }, result)).toEqual({ bar: 'peak ≤ 300 MB', found: '299 MB', met: true })
    expect(judge({ kind: 'memory-of-file', atMost: 2.9 }, result).met).toBe(false)
  })
  it('are not met when memory was not measured', () => {
    expect(judge({ kind: 'memory', atMost: 300 }, createResult({ peaks: [] })).met).toBe(false)
  })
})

describe('other bars', () => {
  it('seconds are ours alone', () => {
    expect(judge({ kind: 'seconds', below: 1 }, createResult({ ours: [0.9], theirs: null })).met).toBe(true)
    expect(judge({ kind: 'seconds', below: 1 }, createResult({ ours: [1], theirs: null })).met).toBe(false)
  })
  it('factors are ours alone, and one that is missing is not met', () => {
    const bar = { kind: 'factor', name: 'auc', title: 'cost', atMost: 1.2 } as const
    expect(judge(bar, createResult({ ourAuc: 1.19 }))).toEqual({ bar: 'cost ≤ 1.2×', found: '1.19×', met: true })
    expect(judge(bar, createResult({ ourAuc: 1.21 })).met).toBe(false)
    expect(judge({ ...bar, name: 'none' }, createResult({})).met).toBe(false)
  })
  it('a count that the comparison lacks is not met', () => {
    const bar = { kind: 'comparison', name: 'farther', title: 'none farther' } as const
    expect(judge(bar, createResult({ comparison: { farther: 0 } })).met).toBe(true)
    expect(judge(bar, createResult({ comparison: { farther: 1 } })).met).toBe(false)
    expect(judge(bar, createResult({ comparison: {} })).met).toBe(false)
  })
})
