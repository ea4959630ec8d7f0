import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { WEB_CHART } from '../../support/charts.ts'
import { readBlocks } from '../../support/page-blocks.ts'
import { installInto, makeFolder, objectsByName, slot, testWith } from '../../support/slots.ts'

/** A folder with a chart, in which `helm` is Helm 4 and `casehard` is installed. */
const prepareReader = () => {
  const folder = makeFolder()
  const { CASEHARD_REPORT: _none, ...env } = installInto(folder)
  const cwd = join(folder, 'work')
  mkdirSync(cwd)
  cpSync(WEB_CHART.path, join(cwd, 'chart'), { recursive: true })
  symlinkSync(slot('helm4'), join(folder, 'bin', 'helm'))
  const options = { cwd, env: { ...env, HOME: join(folder, 'home') }, extendEnv: false } as const
  const read = (name: string): string => readFileSync(join(cwd, name), 'utf8')
  return { cwd, read, run: (script: string) => execa('sh', ['-ec', script], options) }
}

testWith('helm4')('Helm 4 does what its guide says, line by line', async (t) => {
  const blocks = readBlocks('docs/guides/helm.md', 'Helm 4').map(({ text }) => text)
  t.is(blocks.length, 4)
  const [install = '', configure = '', pack = '', apart = ''] = blocks
  const { cwd, read, run } = prepareReader()
  const hardened = (): boolean => {
    const text = read('hardened.yaml')
    rmSync(join(cwd, 'hardened.yaml'))
    return /allowPrivilegeEscalation: false/.test(text)
  }
  await run(install)
  const plain = (await run('helm template web ./chart')).stdout
  t.deepEqual(
    objectsByName(read('hardened.yaml')),
    objectsByName((await run('helm template web ./chart | casehard --config none')).stdout),
  )
  t.notDeepEqual(objectsByName(read('hardened.yaml')), objectsByName(plain))
  t.true(hardened())
  await run(configure)
  t.true(hardened())
  t.is(JSON.parse(read('report.jsonl')).profile, 'cautious')
  // The archive is for another machine.
  await run('helm plugin uninstall casehard')
  await run(pack)
  await run('helm template web ./chart --post-renderer casehard > hardened.yaml')
  t.true(hardened())
  await run('helm plugin uninstall casehard')
  await run(apart)
  t.true(hardened())
})
