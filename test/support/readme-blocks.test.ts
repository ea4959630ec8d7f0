import test from 'ava'
import { blocksUnder } from './readme-blocks.ts'

test('blocks of a section are found, fenced and indented, and those of others are not', (t) => {
  const readme =
    '# x\n\n## One\n\nText:\n\n    a --b\n      c\n\nMore.\n\n```yaml\nd:\n    e\n```\n\n## Two\n\n    other\n'
  t.deepEqual(blocksUnder('One', readme), [
    { language: '', text: 'a --b\n  c\n' },
    { language: 'yaml', text: 'd:\n    e\n' },
  ])
  t.deepEqual(blocksUnder('Two', readme), [{ language: '', text: 'other\n' }])
})

test('a section that is not there is an error', (t) => {
  t.throws(() => blocksUnder('Three', '## One\n'), { message: /no section "Three"/ })
})
