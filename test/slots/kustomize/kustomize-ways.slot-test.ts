import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { prepareCharts } from '../../support/charts.ts'
import { imageCommand } from '../../support/dockerfile.ts'
import { harden, installInto, makeFolder, objectsByName, readReport, runSlot, testWith } from '../../support/slots.ts'
import {
  ALPHA,
  BY_EXEC,
  build,
  EXEC,
  hardeningYaml,
  KUSTOMIZES,
  type Kustomize,
  tryBuild,
  withDocker,
  writeInto,
} from './kustomize.ts'
import { PLAIN, SHOP } from './kustomize-shop.ts'

/** A way in which Kustomize runs casehard. */
interface Way {
  title: string
  by: readonly Kustomize[]
  flags: readonly string[]
  /** The file that `transformers:` names. */
  hardening: string
  /** Prepares the files that Kustomize needs, in a folder. */
  prepare(folder: string, env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv>
  /** Checks for traces that only this way leaves. */
  verify?(t: ExecutionContext, folder: string): void
}

const writePlugin = async (folder: string, env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> => {
  const home = join(folder, 'plugins')
  await harden('', env, ['plugin', 'kustomize', '--dir', home])
  return { ...env, KUSTOMIZE_PLUGIN_HOME: home }
}

/** Docker's arguments in all versions; `-e` for the caller's variables would come before the others. */
const DOCKER_ARGUMENTS = [
  ...['run', '--rm', '-i', '-a', 'STDIN', '-a', 'STDOUT', '-a', 'STDERR', '--network', 'none', '--user', 'nobody'],
  ...['--security-opt=no-new-privileges', '-e', 'LOG_TO_STDERR=true', '-e', 'STRUCTURED_RESULTS=true', 'casehard'],
]

const WAYS: readonly Way[] = [
  {
    title: 'an exec function',
    by: KUSTOMIZES.filter(({ exec }) => exec),
    flags: EXEC,
    hardening: hardeningYaml(BY_EXEC),
    prepare: async (_folder, env) => env,
  },
  {
    title: 'a container function, as nobody and without network and home',
    by: KUSTOMIZES,
    flags: ALPHA,
    hardening: hardeningYaml({ container: { image: 'casehard' } }),
    prepare: async (folder, env) => withDocker(folder, env, imageCommand()),
    verify: (t, folder) => {
      const given = readFileSync(join(folder, 'docker-arguments'), 'utf8').trimEnd().split('\n')
      t.deepEqual(given, DOCKER_ARGUMENTS)
    },
  },
  {
    title: 'an exec plugin',
    by: KUSTOMIZES,
    flags: ALPHA,
    hardening: hardeningYaml(),
    prepare: writePlugin,
  },
]

/** The manifests of all charts as files, once for all tests. */
const rendered = (() => {
  let done: Promise<[string, string][]> | undefined
  const render = async (): Promise<[string, string][]> => {
    const folder = makeFolder()
    const env = installInto(folder)
    const charts = prepareCharts(folder).map(async ({ name, path }): Promise<[string, string]> => {
      return [name, await runSlot('helm4', ['template', 'shop', path, '--include-crds'], env)]
    })
    return Promise.all(charts)
  }
  return () => {
    done ??= render()
    return done
  }
})()

/** Renames and moves all objects; Kustomize updates references only after casehard ran. */
const KUSTOMIZATION = 'namePrefix: north-\nnamespace: north\nresources: [manifests.yaml]\n'

for (const kustomize of KUSTOMIZES) {
  const run = testWith('helm4', kustomize.name)
  for (const { title, flags, hardening, prepare, verify } of WAYS.filter((way) => way.by.includes(kustomize)))
    run(`${kustomize.name} runs casehard as ${title}, and what comes out is what the pipe gives`, async (t) => {
      const folder = makeFolder()
      const env = await prepare(folder, installInto(folder))
      for (const [name, manifests] of await rendered()) {
        const app = writeInto(join(folder, name), {
          'manifests.yaml': manifests,
          'hardening.yaml': hardening,
          'kustomization.yaml': KUSTOMIZATION,
        })
        const plain = await build(kustomize, app, env)
        const piped = await harden(plain, env)
        writeInto(app, { 'kustomization.yaml': `${KUSTOMIZATION}transformers: [hardening.yaml]\n` })
        const built = await build(kustomize, app, env, flags)
        t.deepEqual(objectsByName(built), objectsByName(piped), name)
        t.notDeepEqual(objectsByName(built), objectsByName(plain), name)
        verify?.(t, folder)
      }
    })
}

for (const kustomize of KUSTOMIZES)
  testWith('helm4', kustomize.name)(`what ${kustomize.name} builds comes out of the pipe hardened`, async (t) => {
    const folder = makeFolder()
    const env = installInto(folder)
    for (const [name, manifests] of await rendered()) {
      const app = writeInto(join(folder, name), {
        'manifests.yaml': manifests,
        'kustomization.yaml': 'resources: [manifests.yaml]\n',
      })
      const piped = await harden(await build(kustomize, app, env), env)
      t.true(readReport(folder).changes.length > 0, name)
      // Kustomize takes what casehard wrote, and finds nothing in it to write otherwise.
      writeInto(app, { 'manifests.yaml': piped })
      t.deepEqual(objectsByName(await build(kustomize, app, env)), objectsByName(piped), name)
    }
  })

for (const kustomize of KUSTOMIZES.filter(({ exec }) => exec))
  testWith(kustomize.name)(`${kustomize.name} takes what it is to run from the kustomization itself`, async (t) => {
    const folder = makeFolder()
    const env = installInto(folder)
    const app = writeInto(join(folder, 'app'), { ...SHOP, 'hardening.yaml': hardeningYaml(BY_EXEC) })
    const named = await build(kustomize, app, env, EXEC)
    const inline = `${PLAIN}transformers:\n  - |-\n${hardeningYaml(BY_EXEC).replace(/^(?=.)/gm, '    ')}`
    t.is(await build(kustomize, writeInto(app, { 'kustomization.yaml': inline }), env, EXEC), named)
    t.regex(named, /seccompProfile/)
  })

for (const kustomize of KUSTOMIZES)
  testWith(kustomize.name)(
    `${kustomize.name} shows the report of a container, which has no other way out`,
    async (t) => {
      const folder = makeFolder()
      const env = withDocker(folder, installInto(folder), imageCommand())
      const hardening = hardeningYaml({ container: { image: 'casehard' } }, { report: 'text=/dev/stderr' })
      const app = writeInto(join(folder, 'app'), { ...SHOP, 'hardening.yaml': hardening })
      const { exitCode, stderr } = await tryBuild(kustomize, app, env, ALPHA)
      t.is(exitCode, 0)
      t.regex(stderr, /^Deployment north\/north-web .*\n {2}\+ seccomp-runtime-default/m)
    },
  )
