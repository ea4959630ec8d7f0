import test from 'ava'
import { WordFinder } from './words.ts'

test('all words that a text contains are found, also within each other', (t) => {
  const finder = new WordFinder(['he', 'she', 'his', 'hers', ''])
  t.deepEqual([...finder.findIn('ushers')].sort(), ['he', 'hers', 'she'])
  t.deepEqual([...finder.findIn('xhx')], [])
  t.true(finder.isIn('this'))
  t.false(finder.isIn('h e r s'))
  t.false(new WordFinder([]).isIn('a'))
})

test('words are found wherever a search for each finds them', (t) => {
  const words = Array.from({ length: 200 }, (_, i) => i.toString(3))
  const finder = new WordFinder(words)
  for (let i = 0; i < 500; i++) {
    const text = (i * 7919).toString(4)
    t.deepEqual([...finder.findIn(text)].sort(), words.filter((word) => text.includes(word)).sort(), text)
  }
})
