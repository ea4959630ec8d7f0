import test from 'ava'
import { readStandard, STANDARDS } from './index.ts'

const nameOf = (word: string): string => {
  const read = readStandard(word)
  return 'name' in read ? read.name : `no ${read.noun} ${read.wrong} of ${read.legal.length}`
}

test('a standard without a version, or with latest, is the newest version', (t) => {
  t.is(nameOf('pss:restricted'), 'pss:restricted@v1.37')
  t.is(nameOf('pss:baseline@latest'), 'pss:baseline@v1.37')
  t.is(nameOf('cis:5.2'), 'cis:5.2@1.12')
  t.is(nameOf('nsa@latest'), 'nsa@1.2')
})

test('every version can be named', (t) => {
  t.is(nameOf('pss:restricted@v1.0'), 'pss:restricted@v1.0')
  for (const { name, versions } of STANDARDS)
    for (const version of versions) t.is(nameOf(`${name}@${version}`), `${name}@${version}`)
})

test('an unknown word is returned with all legal ones', (t) => {
  t.is(nameOf('psp'), 'no standard psp of 6')
  t.is(nameOf('pss:restricted@v1.38'), 'no version v1.38 of 39')
  t.is(nameOf('pss:restricted@1.31'), 'no version 1.31 of 39')
  t.is(nameOf('cis:5.2@'), 'no version  of 4')
  t.is(nameOf('cis:5.2@1.6@1.11'), 'no version 1.6@1.11 of 4')
})
