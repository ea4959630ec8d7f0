import { readFileSync } from 'node:fs'
import { execa } from 'execa'
import { slot, testWith, testWithInstalled } from '../../support/slots.ts'

/** What the README says of the versions that the tests run. */
const [, tested = ''] = /^Tested with ([\s\S]+?)\n\n/m.exec(readFileSync('README.md', 'utf8')) ?? []

const PROGRAMS = [
  { name: 'helm3', args: ['version', '--short'], label: 'Helm' },
  { name: 'helm4', args: ['version', '--short'], label: 'Helm' },
  { name: 'kubectl', args: ['version', '--client'], label: 'kubectl' },
  { name: 'kustomize', args: ['version'], label: 'Kustomize' },
  { name: 'kustomize5', args: ['version'], label: 'Kustomize' },
]

/** Runs a program and finds the versions that it prints. */
const versionsOf = async (command: string, args: readonly string[]): Promise<string[]> => {
  const { stdout, stderr } = await execa(command, args)
  return `${stdout}\n${stderr}`.match(/\d+\.\d+\.\d+(?:-[\w.]+)?/g) ?? []
}

for (const { name, args, label } of PROGRAMS)
  testWith(name)(`the README names the version of ${name}`, async (t) => {
    const [version = ''] = await versionsOf(slot(name), args)
    t.true(tested.includes(label))
    t.regex(tested, new RegExp(`\\b${version.replaceAll('.', '\\.')}\\b`))
  })

testWith('kubectl')('the README names the version of Kustomize in kubectl', async (t) => {
  const [, version = ''] = await versionsOf(slot('kubectl'), ['version', '--client'])
  t.true(tested.includes(version))
})

testWithInstalled('kpt')('the README names the version of kpt', async (t) => {
  const [version = ''] = await versionsOf('kpt', ['version'])
  t.true(tested.includes(`kpt ${version}`))
})
