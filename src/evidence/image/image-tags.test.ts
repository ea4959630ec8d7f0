import test from 'ava'
import type { ImageFacts } from '../../model.ts'
import { holdsForTag } from './names.ts'

const RANGES: [range: ImageFacts['tags'], holds: (string | undefined)[], fails: (string | undefined)[]][] = [
  [undefined, ['8', undefined], []],
  [{ below: '8' }, ['7', '7.4.2-alpine', 'v7.9', '6.2.14-debian-12-r0'], ['8', '8.0', '8-alpine', 'latest', undefined]],
  [{ from: '8' }, ['8', '8.0.1', 'v10', 'latest', 'alpine', '7f3e9a1', undefined], ['7.9', '7']],
  [{ from: '1.24', below: '1.26' }, ['1.24', '1.25.9', '1.24-r3'], ['1.23.9', '1.26', '1.26.0', '1', '2']],
  [{ from: '2.6.2' }, ['2.6', '2', '2.6.2', '2.6-alpine'], ['2.5', '2.6.1', '1']],
  [{ below: '2.6.2' }, ['2.5', '2.6.1', '1'], ['2.6', '2', '2.6-alpine']],
  [{ with: 'alpine' }, ['8-alpine3.22', 'alpine'], ['8', undefined]],
  [{ without: 'alpine' }, ['8', 'bookworm', undefined], ['8-alpine']],
  [{ with: ['fpm', 'alpine'] }, ['8-fpm-alpine'], ['8-fpm', '8-alpine']],
  [{ without: ['fpm', 'cli'] }, ['8', undefined], ['8-fpm', '8-cli']],
  [{ with: 'alpine', below: '18' }, ['17-alpine'], ['17', '18-alpine', 'alpine']],
]

for (const [range, holds, fails] of RANGES)
  test(`facts apply to the tags of their range: ${JSON.stringify(range) ?? 'all'}`, (t) => {
    for (const tag of holds) t.true(holdsForTag(range, tag), tag ?? 'no tag')
    for (const tag of fails) t.false(holdsForTag(range, tag), tag ?? 'no tag')
  })
