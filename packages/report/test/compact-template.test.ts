import { expect, test } from 'vitest'
import { html } from '../src/markup/html.ts'

const name = 'x'

test('white space that lays a template out is left out', () => {
  const { markup } = html`<div class="grid">
    <figure>
      <figcaption>${name}</figcaption>
      <svg>
        <path class="x" d="M0 0" />
        <path class="y" d="M1 1" />
      </svg>
    </figure>
  </div> `
  expect(markup).toBe(
    '<div class="grid">\n<figure><figcaption>x</figcaption><svg><path class="x" d="M0 0"/><path class="y" d="M1 1"/></svg></figure></div>',
  )
})

test('blanks between words stay', () => {
  const { markup } = html`<p>One <strong>two</strong> three, and four ${name} <small>five</small> six</p>`
  expect(markup).toBe('<p>One <strong>two</strong> three, and four x <small>five</small> six</p>')
})
