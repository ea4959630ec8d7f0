import test from 'ava'
import type { Stance } from '../model.ts'
import type { HardeningSpec } from './hardening.ts'
import { resolveGeneratorStances } from './resolve.ts'

const cases: { title: string; specs: HardeningSpec[]; flag?: boolean; stances: [Stance, Stance] }[] = [
  { title: 'they are off by default', specs: [{ profile: 'restricted' }], stances: ['off', 'off'] },
  { title: 'true asks for all', specs: [{ generate: true }], stances: ['default', 'default'] },
  { title: 'a list asks for some', specs: [{ generate: ['b'] }], stances: ['off', 'default'] },
  { title: 'a stance asks for one', specs: [{ controls: { a: 'cautious' } }], stances: ['cautious', 'off'] },
  {
    title: 'false goes over stances',
    specs: [{ generate: false, controls: { a: 'enforce' } }],
    stances: ['off', 'off'],
  },
  { title: 'a flag asks for all', specs: [{ generate: ['b'] }], flag: true, stances: ['default', 'default'] },
  { title: 'a flag turns all off', specs: [{ generate: true }], flag: false, stances: ['off', 'off'] },
  { title: 'off stays off', specs: [{ controls: { a: { stance: 'off' } } }], flag: true, stances: ['off', 'default'] },
  {
    title: 'the stance of the whole holds',
    specs: [{ stance: 'report' }, { generate: true }],
    stances: ['report', 'report'],
  },
  {
    title: 'a whole that is off turns off controls only',
    specs: [{ stance: 'off' }, { generate: true }],
    stances: ['default', 'default'],
  },
  { title: 'the last to speak holds', specs: [{ generate: true }, { generate: ['a'] }], stances: ['default', 'off'] },
]

for (const { title, specs, flag, stances } of cases)
  test(title, (t) => {
    t.deepEqual(resolveGeneratorStances(specs, ['a', 'b'], flag), [
      ['a', stances[0]],
      ['b', stances[1]],
    ])
  })
