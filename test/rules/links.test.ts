import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { findAnchors, findLinks } from '../support/markdown-links.ts'
import { listPages } from '../support/pages.ts'

/** Describes what is missing behind a link of a page; undefined if nothing is, or if the link leaves the repository. */
const findFault = (page: string, target: string): string | undefined => {
  if (/^[a-z][a-z+.-]*:/.test(target)) return undefined
  const [path = '', anchor] = target.split('#')
  if (path.startsWith('/')) return 'an absolute path'
  const file = path === '' ? page : join(dirname(page), decodeURIComponent(path))
  if (file.startsWith('..')) return 'outside of the repository'
  if (!existsSync(file)) return 'no such file'
  if (anchor === undefined || !file.endsWith('.md')) return undefined
  return findAnchors(readFileSync(file, 'utf8')).includes(anchor) ? undefined : `no such heading in ${file}`
}

for (const page of listPages())
  test(`every relative link in ${page} leads to a file and a heading`, (t) => {
    const faults = findLinks(readFileSync(page, 'utf8')).flatMap(({ target, line }) => {
      const fault = findFault(page, target)
      return fault === undefined ? [] : [`${page}:${line}: ${target}: ${fault}`]
    })
    t.deepEqual(faults, [])
  })

test('every page can be reached from the README', (t) => {
  const reached = new Set<string>()
  const visit = (page: string): void => {
    if (reached.has(page) || !page.endsWith('.md')) return
    reached.add(page)
    for (const { target } of findLinks(readFileSync(page, 'utf8'))) {
      const [path = ''] = target.split('#')
      if (path !== '' && !path.includes(':')) visit(join(dirname(page), path))
    }
  }
  visit('README.md')
  t.deepEqual(
    listPages().filter((page) => !reached.has(page)),
    [],
  )
})

test('the README links to the pages for contributors', (t) => {
  const targets = findLinks(readFileSync('README.md', 'utf8')).map(({ target }) => target)
  for (const page of ['CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'docs/architecture.md'])
    t.true(targets.includes(page), page)
})
