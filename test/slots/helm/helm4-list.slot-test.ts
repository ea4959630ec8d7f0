import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { harden, readReport, testWith } from '../../support/slots.ts'
import { asInstalled, chartAt, PLUGIN, POST_RENDERER, prepareHelm } from './helms.ts'

const TEMPLATE = ['template', 'shop', chartAt('testdata/charts/shared')]

testWith('helm4')(
  'an alias whose anchor Helm 4 left in another item of a List is named, with the way out',
  async (t) => {
    const helm = prepareHelm('helm4')
    const other = join(helm.folder, 'plugins', 'other')
    mkdirSync(other)
    writeFileSync(join(other, 'plugin.yaml'), PLUGIN.replaceAll('casehard', 'cat').replace('name: cat', 'name: other'))
    const byOther = await helm.try([...TEMPLATE, '--post-renderer', 'other'])
    t.not(byOther.code, 0, 'Helm 4 reads such a List back: the refusal is no longer needed')
    t.regex(byOther.stderr, /unknown anchor 'hours' referenced/)

    const { code, stdout } = await helm.try([...TEMPLATE, ...POST_RENDERER])
    t.not(code, 0)
    t.is(stdout, '')
    const error = readReport(helm.folder).error
    t.is(error?.code, 'alias')
    const message = error?.message ?? ''
    t.regex(message, /document 1 \(ConfigMap of shared\/templates\/regions\.yaml\): unknown alias \*hours: Helm 4 /)
    t.regex(message, /the anchor &hours in document 0 \(line \d+\); write the value out in the template, or pipe /)

    const piped = asInstalled(await harden(await helm.run(TEMPLATE), helm.env))
    t.deepEqual(piped['ConfigMap/shop-south']?.data, { open: '9', close: '17' })
  },
)
