import test from 'ava'
import { findBlocks, findBlocksUnder } from './page-blocks.ts'

const PAGE = '# x\n\n## One\n\nText:\n\n    a --b\n      c\n\nMore.\n\n```yaml\nd:\n    e\n```\n\n## Two\n\n    other\n'

test('blocks of a section are found, fenced and indented, and those of others are not', (t) => {
  t.deepEqual(findBlocksUnder('One', PAGE), [
    { language: '', text: 'a --b\n  c\n' },
    { language: 'yaml', text: 'd:\n    e\n' },
  ])
  t.deepEqual(findBlocksUnder('Two', PAGE), [{ language: '', text: 'other\n' }])
})

test('without a section, the blocks of the whole page are found', (t) => {
  t.is(findBlocks(PAGE).length, 3)
})

test('a section that is not there is an error', (t) => {
  t.throws(() => findBlocksUnder('Three', '## One\n'), { message: /no section "Three"/ })
})
