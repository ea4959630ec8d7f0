import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { parse } from 'yaml'
import { isHostNote } from '../../src/kube/names.ts'
import { filesBelow } from '../support/hardening.ts'
import { runOnList } from './goldens.ts'

const UPDATE = process.env.UPDATE === '1'
const FOLDER = 'testdata/krm'
const inputs = filesBelow(FOLDER, '.in.yaml')

interface Item {
  apiVersion: string
  kind: string
  metadata?: { name?: string; namespace?: string; annotations?: Record<string, string> }
}

interface List {
  kind: string
  items?: Item[] | null
  functionConfig?: unknown
  results?: { severity: string; tags?: Record<string, string> }[]
}

const read = (text: string): List => parse(text)

/** What hosts know an item by, and all that they noted on it. */
const identities = ({ items }: List) =>
  (items ?? []).map(({ apiVersion, kind, metadata: { name, namespace, annotations = {} } = {} }) => {
    const notes = Object.entries(annotations).filter(([key]) => isHostNote(key))
    return [apiVersion, kind, namespace, name, notes]
  })

/** Returns the text of the items and the functionConfig, in front of the results. */
const withoutResults = (text: string): string => text.replace(/^results:[\s\S]*|, "results": [\s\S]*/m, '')

for (const input of inputs) {
  const name = input.slice(FOLDER.length + 1, -'.in.yaml'.length)
  test(`a ResourceList: ${name.replace('/', ': ').replaceAll('-', ' ')}`, async (t) => {
    const text = readFileSync(input, 'utf8')
    const output = `${FOLDER}/${name}.out.yaml`
    const { code, stdout, stderr } = await runOnList(input, ['fn'], text)
    if (UPDATE && (!existsSync(output) || readFileSync(output, 'utf8') !== stdout)) {
      writeFileSync(output, stdout)
      t.fail(`${output} is written; verify the difference, then run without UPDATE`)
      return
    }
    t.is(stdout, readFileSync(output, 'utf8'))
    const before = read(text)
    const after = read(stdout)
    t.true(Array.isArray(after.items))
    t.deepEqual(identities(after), identities(before))
    t.deepEqual(after.functionConfig, before.functionConfig)
    const errors = (after.results ?? []).filter(
      ({ severity, tags }) => severity === 'error' && tags?.tool === 'casehard',
    )
    t.is(errors.length > 0, code !== 0, 'kpt shows the error, Kustomize looks at the exit code alone')
    t.is(code > 1, name.startsWith('errors/'))
    if (code > 1) t.is(withoutResults(stdout), withoutResults(text))
    t.not(stderr, '')
    const bare = await runOnList(input, [], text)
    t.deepEqual([bare.code, bare.stdout], [code, stdout])
    const again = await runOnList(input, ['fn'], stdout)
    t.is(withoutResults(again.stdout), withoutResults(stdout))
  })
}

test('every file among the ResourceLists belongs to an input', (t) => {
  t.true(inputs.length > 0)
  const others = filesBelow(FOLDER, '.yaml').filter((file) => !file.endsWith('.in.yaml'))
  const stems = new Set(others.map((file) => file.replace(/\.(out|config)\.yaml$/, '.in.yaml')))
  t.deepEqual([...stems], inputs)
})
