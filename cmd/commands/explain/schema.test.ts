import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import { RULES } from '../../../src/generate/index.ts'
import { run } from '../../testing.ts'

const isValid = new Ajv2020({ strict: true, strictTypes: false }).compile(
  JSON.parse(readFileSync('schemas/explain.schema.json', 'utf8')),
)

const explained = async (argv: string[], stdin = ''): Promise<unknown> => {
  const { code, stdout, stderr } = await run(['explain', ...argv, '--format', 'json', '--config', 'none'], { stdin })
  return code === 0 ? JSON.parse(stdout) : stderr
}

test('the list of controls and each of them fit the published schema', async (t) => {
  t.true(isValid(await explained([])), JSON.stringify(isValid.errors))
  for (const { id } of RULES) t.true(isValid(await explained([id])), `${id}: ${JSON.stringify(isValid.errors)}`)
})

const WORKLOADS: Readonly<Record<string, string[]>> = {
  'examples/shop.yaml': ['deploy/web', 'deploy/stock-sync', 'ds/node-agent', 'sa/stock-sync'],
  'examples/cafe/manifests.yaml': ['deploy/menu', 'deploy/kitchen', 'deploy/orders'],
  'testdata/upgrade/new.yaml': ['ds/logs', 'deploy/web'],
}

for (const [file, words] of Object.entries(WORKLOADS))
  for (const word of words)
    test(`the explanation of ${word} of ${file} fits the published schema`, async (t) => {
      for (const profile of ['ack', 'cautious', 'strict', 'audit']) {
        const data = await explained([word, '--profile', profile], readFileSync(file, 'utf8'))
        t.like(data, { kind: 'Explanation' })
        t.true(isValid(data), JSON.stringify(isValid.errors))
      }
    })

test('other data does not match the schema', async (t) => {
  const [first] = (await explained([])) as Record<string, unknown>[]
  for (const wrong of [{}, [{}], 'text', { ...first, title: 7 }, [{ ...first, more: true }]]) t.false(isValid(wrong))
})
