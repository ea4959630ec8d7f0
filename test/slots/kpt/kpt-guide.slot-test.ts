import { execa } from 'execa'
import { readBlocks } from '../../support/page-blocks.ts'
import { installInto, makeFolder, readReport, testWithInstalled } from '../../support/slots.ts'
import { contentsOf, DEPLOYMENT, HARDENING, KPTFILE, makePackage, resultsIn } from './kpt-packages.ts'

const test = testWithInstalled('kpt')

test('every line of the guide for kpt runs unchanged', async (t) => {
  const blocks = readBlocks('docs/guides/kpt.md')
  const pipeline = blocks.find(({ language }) => language === 'yaml')?.text ?? ''
  const lines = blocks.filter(({ language }) => language === '').map(({ text }) => text.trim())
  t.is(lines.length, 4)
  for (const line of lines) {
    const folder = makeFolder()
    const files = {
      Kptfile: KPTFILE + pipeline,
      'hardening.yaml': HARDENING('{profile: restricted}'),
      'window.yaml': DEPLOYMENT,
    }
    const path = makePackage(folder, files)
    const env = installInto(folder)
    const fails = line.includes('fail-on')
    const { exitCode, stderr } = await execa('sh', ['-c', line], { cwd: folder, env, extendEnv: false, reject: false })
    t.is(exitCode, fails ? 1 : 0, `${line}: ${stderr}`)
    const window = contentsOf(path)['window.yaml'] ?? ''
    t.is(/allowPrivilegeEscalation: false/.test(window), !fails, line)
    t.is(readReport(folder).configuration, /render|fn-config/.test(line) ? 'functionConfig' : undefined, line)
    if (line.includes('--results-dir')) t.true((resultsIn(folder).results ?? []).length > 0)
    if (fails) continue
    t.is((await execa('sh', ['-c', line], { cwd: folder, env, extendEnv: false })).exitCode, 0)
    t.is(contentsOf(path)['window.yaml'], window, `${line}: a second run changes nothing`)
  }
})
