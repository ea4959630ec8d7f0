import test from 'ava'
import { run, SOFT_POD } from '../../testing.ts'

/** Runs `check .` and returns the files that it would change, in their order, and what it prints. */
const check = async (
  texts: Record<string, string>,
  ...argv: string[]
): Promise<{ files: string[]; stdout: string }> => {
  const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [`/project/${name}`, text]))
  const { stdout } = await run(['check', '.', ...argv], { files })
  return { files: [...stdout.matchAll(/^ {2}(\S+) +to change:/gm)].map(([, name = '']) => name), stdout }
}

const KUSTOMIZATION = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n'

test('the resources of a kustomization are read whatever their names are, in the order of the names', async (t) => {
  const { files } = await check({
    'base/a.yaml': SOFT_POD,
    'base/deploy.manifest': SOFT_POD,
    'base/other.manifest': SOFT_POD,
    'base/z.yaml': SOFT_POD,
    'overlay/kustomization.yaml': `${KUSTOMIZATION}resources: [../base/deploy.manifest, pod, https://example.com/x]\n`,
    'overlay/pod': SOFT_POD,
    'overlay/z.yaml': SOFT_POD,
  })
  t.deepEqual(files, ['base/a.yaml', 'base/deploy.manifest', 'base/z.yaml', 'overlay/pod', 'overlay/z.yaml'])
})

test('fix writes a resource of any name', async (t) => {
  const files = { '/project/Kustomization': `${KUSTOMIZATION}resources: [web.k8s]\n`, '/project/web.k8s': SOFT_POD }
  const result = await run(['fix', '.'], { files })
  t.is(result.code, 0)
  t.regex(result.files['/project/web.k8s'] ?? '', /enableServiceLinks: false/)
})

test('a resource of any name is left out for the same reasons as other manifests', async (t) => {
  const kustomization = { 'kustomization.yaml': `${KUSTOMIZATION}resources: [web.k8s]\npatches: [{path: web.k8s}]\n` }
  const { files, stdout } = await check({ ...kustomization, 'web.k8s': SOFT_POD })
  t.deepEqual(files, [])
  t.regex(stdout, /web\.k8s +left out: .*a Kustomize patch/)
  const excluded = await check({ ...kustomization, 'web.k8s': SOFT_POD }, '--exclude', 'web.k8s')
  t.deepEqual(excluded.files, [])
  t.regex(excluded.stdout, /1 excluded/)
  const text = await check({ 'kustomization.yaml': `${KUSTOMIZATION}resources: [notes.txt]\n`, 'notes.txt': 'words\n' })
  t.deepEqual(text.files, [])
})
