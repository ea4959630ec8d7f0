import test from 'ava'
import { parse } from 'yaml'
import { helmCommand } from '../../../test/slots/helm/helm4.ts'
import { NODE_PROGRAM, pluginYaml } from './program.ts'

const MANIFEST = pluginYaml('1.2.3', NODE_PROGRAM)

/** All fields that Helm 4 knows; with any other it takes no notice of the plugin. */
const FIELDS = ['apiVersion', 'type', 'name', 'version', 'runtime', 'sourceURL', 'config', 'runtimeConfig']

const PLACES: Record<string, { os: string; arch: string; folder: string; words: string[] }> = {
  'Linux, in a folder with a blank in its name': {
    os: 'linux',
    arch: 'amd64',
    folder: '/home/ann lee/plugins/casehard',
    words: ['node', '/home/ann lee/plugins/casehard/dist/start.cjs', 'helm-post-render'],
  },
  macOS: {
    os: 'darwin',
    arch: 'arm64',
    folder: '/Users/ann/$plugins/casehard',
    words: ['node', '/Users/ann/$plugins/casehard/dist/start.cjs', 'helm-post-render'],
  },
  Windows: {
    os: 'windows',
    arch: 'amd64',
    folder: 'C:\\Users\\Ann Lee\\helm\\plugins\\casehard',
    words: ['node.exe', 'C:\\Users\\Ann Lee\\helm\\plugins\\casehard\\dist\\start.cjs', 'helm-post-render'],
  },
}

for (const [name, { os, arch, folder, words }] of Object.entries(PLACES)) {
  test(`by Helm's rules plugin.yaml starts the bundle on ${name}`, (t) => {
    t.deepEqual(helmCommand(MANIFEST, { os, arch, env: { HELM_PLUGIN_DIR: folder } }), words)
  })
}

test('plugin.yaml has no field that Helm does not know, and a version that is one', (t) => {
  const manifest = parse(MANIFEST)
  t.deepEqual(
    Object.keys(manifest).filter((field) => !FIELDS.includes(field)),
    [],
  )
  t.is(manifest.version, '1.2.3')
  t.is(parse(pluginYaml('1.0', NODE_PROGRAM)).version, '1.0', 'a string, whatever it looks like')
})
