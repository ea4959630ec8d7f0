import test from 'ava'
import { findAnchors, findLinks } from './markdown-links.ts'

test('links are found in text and tables, and not in code or comments', (t) => {
  const text = [
    '# A [page](a.md)',
    '| [b](b.md#part) | ![c](c.png "title") |',
    'Not `[d](d.md)`.',
    '',
    '    [e](e.md)',
    '',
    '```sh',
    '[f](f.md)',
    '```',
    '<!-- [g](g.md) -->',
    '[h]: https://example.com/',
  ].join('\n')
  t.deepEqual(
    findLinks(text).map(({ target, line }) => `${line} ${target}`),
    ['1 a.md', '2 b.md#part', '2 c.png', '11 https://example.com/'],
  )
})

test('anchors are made as GitHub makes them', (t) => {
  const text =
    "## What's `src/yaml`, and why?\n\n```\n# no heading\n```\n\n## Helm 4\n\n### Helm 4\n\n## A [link](x.md)\n"
  t.deepEqual(findAnchors(text), ['whats-srcyaml-and-why', 'helm-4', 'helm-4-1', 'a-link'])
})
