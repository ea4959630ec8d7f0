import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { readHelmIgnore } from '../../../cmd/files/search/ignore.ts'
import { cleanEnvironmentIn, makeFolder, runSlot, testWith } from '../../support/slots.ts'

/** Rules that leave Chart.yaml in, without which Helm packs nothing. */
const RULES = [
  '*.txt',
  'a/*.txt',
  '/b.txt',
  'b/',
  'a/b',
  '[^aC].txt',
  '![Ca]*',
  '*.txt\n![Cab]*',
  '# b.txt\n\n  a.txt  \n',
  '?.txt\r\n',
  'a/b/\nc.txt',
]
const CHART_FILES = ['', 'a/', 'b/', 'a/b/', 'a/c/b/'].flatMap((at) =>
  ['a', 'b', 'c'].map((name) => `${at}${name}.txt`),
)

testWith('helm3', 'helm4')('a .helmignore leaves out what Helm leaves out of a package', async (t) => {
  for (const rules of RULES) {
    const folder = makeFolder()
    const chart = join(folder, 'web')
    mkdirSync(chart)
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 0.1.0\n')
    writeFileSync(join(chart, '.helmignore'), rules)
    for (const file of CHART_FILES) {
      mkdirSync(join(chart, file, '..'), { recursive: true })
      writeFileSync(join(chart, file), '{}\n')
    }
    const ignores = readHelmIgnore(rules)
    const isLeftOut = (file: string): boolean => {
      const parts = file.split('/')
      return parts.some((_part, i) => ignores(parts.slice(0, i + 1).join('/'), i < parts.length - 1))
    }
    const kept = CHART_FILES.filter((file) => !isLeftOut(file)).sort()
    for (const helm of ['helm3', 'helm4']) {
      const target = join(folder, helm)
      mkdirSync(target)
      const packed = await runSlot(helm, ['package', chart, '--destination', target], cleanEnvironmentIn(folder)).then(
        () => execa('tar', ['-tzf', join(target, readdirSync(target)[0] as string)]),
      )
      const found = packed.stdout.split('\n').map((name) => name.slice('web/'.length))
      t.deepEqual(found.filter((name) => CHART_FILES.includes(name)).sort(), kept, `${helm}: ${JSON.stringify(rules)}`)
    }
    rmSync(folder, { recursive: true })
  }
})
