import { expect, it } from 'vitest'
import { readOptions } from '../src/options.ts'

it('reads the works to run, past the package manager’s dashes', () => {
  expect(readOptions(['--', '--only', 'knn,csv', '--smoke'], ['csv', 'forest', 'knn'])).toEqual({
    smoke: true,
    help: false,
    only: ['knn', 'csv'],
    inputs: null,
    interpreters: {},
  })
  expect(readOptions(['--ctgan', '/opt/bin/python'], []).interpreters).toEqual({ ctgan: '/opt/bin/python' })
  expect(readOptions(['--sdmetrics', '/opt/bin/python'], []).interpreters).toEqual({ sdmetrics: '/opt/bin/python' })
})

it('refuses a work that there is not, naming those there are', () => {
  expect(() => readOptions(['--only', 'cvs'], ['csv', 'knn'])).toThrow("no work 'cvs'; there are csv, knn")
})
