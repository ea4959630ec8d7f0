import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { parse } from 'yaml'
import {
  harden,
  identities,
  installInto,
  makeFolder,
  objectsByName,
  readReport,
  testWith,
} from '../../support/slots.ts'
import { ALPHA, BY_EXEC, build, EXEC, hardeningYaml, KUSTOMIZES, tryBuild, writeInto } from './kustomize.ts'
import { PLAIN, SHOP } from './kustomize-shop.ts'

const WITH_EXEC = KUSTOMIZES.filter(({ exec }) => exec)

/** The shop in a folder of its own, with a `casehard` on the PATH. */
const makeShop = (hardening: string, changes: Record<string, string> = {}) => {
  const folder = makeFolder()
  const app = writeInto(join(folder, 'app'), { ...SHOP, 'hardening.yaml': hardening, ...changes })
  return { folder, app, env: installInto(folder) }
}

const isHardened = (stream: string): boolean => stream.includes('seccompProfile')

const check = async (input: string, env: NodeJS.ProcessEnv): Promise<number | undefined> =>
  (await execa('casehard', ['check', '-'], { env, extendEnv: false, input, reject: false })).exitCode

for (const kustomize of KUSTOMIZES) {
  const run = testWith(kustomize.name)

  run(`${kustomize.name} skips an exec function without a word, and casehard check tells`, async (t) => {
    const { app, env } = makeShop(hardeningYaml(BY_EXEC))
    const { exitCode, stdout, stderr } = await tryBuild(kustomize, app, env, ALPHA)
    t.deepEqual([exitCode, stderr, isHardened(stdout)], [0, '', false])
    t.is(await check(stdout, env), 1)
    t.is(await check(await harden(stdout, env), env), 0)
    t.regex((await tryBuild(kustomize, app, env)).stderr, /external plugins disabled/)
  })

  run(`references of ${kustomize.name} stay right: the suffix of a hash, the prefix and the namespace`, async (t) => {
    const { folder, app, env } = makeShop(hardeningYaml())
    const home = { ...env, KUSTOMIZE_PLUGIN_HOME: join(folder, 'plugins') }
    await harden('', env, ['plugin', 'kustomize', '--dir', home.KUSTOMIZE_PLUGIN_HOME])
    const built = await build(kustomize, app, home, ALPHA)
    const [, name] = /configMapRef:\n +name: (north-settings-\w{10})\n/.exec(built) ?? []
    t.true(identities(built).includes(`ConfigMap/${name}`))
    writeInto(app, { 'kustomization.yaml': PLAIN })
    t.deepEqual(objectsByName(built), objectsByName(await harden(await build(kustomize, app, env), env)))
  })
}

for (const kustomize of WITH_EXEC) {
  const run = testWith(kustomize.name)

  run(`what ${kustomize.name} has renamed is still seen as evidence, as it is in the pipe`, async (t) => {
    const { app, env } = makeShop(hardeningYaml(BY_EXEC))
    const built = await build(kustomize, app, env, EXEC)
    t.is(await check(built, env), 0)
    const unhardened = await build(kustomize, writeInto(app, { 'kustomization.yaml': PLAIN }), env)
    t.deepEqual(objectsByName(built), objectsByName(await harden(unhardened, env)))
    t.notRegex(built, /name: north-web\n.*\nautomountServiceAccountToken/)
  })

  run(
    `without the internal annotations ${kustomize.name} breaks references, so that casehard keeps them`,
    async (t) => {
      const strip = "#!/bin/sh\ncasehard fn | sed '/internal.config.kubernetes.io/d'\n"
      const { app, env } = makeShop(hardeningYaml({ exec: { path: './strip' } }), { strip })
      const broken = await build(kustomize, app, env, EXEC)
      t.true(identities(broken).includes('ConfigMap/north-settings'))
      t.regex(broken, /configMapRef:\n +name: settings\n/)
      writeInto(app, { 'hardening.yaml': hardeningYaml(BY_EXEC) })
      const kept = await build(kustomize, app, env, EXEC)
      t.regex(kept, /configMapRef:\n +name: north-settings-\w{10}\n/)
    },
  )

  run(`${kustomize.name} gets back each object once, under its own name, with every annotation`, async (t) => {
    const note = '#!/bin/sh\ntee in.yaml | casehard fn | tee out.yaml\n'
    const { app, env } = makeShop(hardeningYaml({ exec: { path: './note' } }), { note })
    await build(kustomize, app, env, EXEC)
    const [before, after] = ['in.yaml', 'out.yaml'].map((name) => {
      const { items } = parse(readFileSync(join(app, name), 'utf8'))
      return items.map(({ apiVersion, kind, metadata }: Record<string, unknown>) => ({ apiVersion, kind, metadata }))
    })
    t.true(JSON.stringify(before).includes('internal.config.kubernetes.io/previousNames'))
    t.true(JSON.stringify(before).includes('config.kubernetes.io/index'))
    t.deepEqual(after, before)
  })

  run(`a failing casehard fails the build of ${kustomize.name}, which shows its words`, async (t) => {
    const { app, env } = makeShop(hardeningYaml(BY_EXEC, { profil: 'restricted' }))
    const { exitCode, stdout, stderr } = await tryBuild(kustomize, app, env, EXEC)
    t.deepEqual([exitCode, stdout], [1, ''])
    t.regex(stderr, /functionConfig:\d+:\d+: .*"profil".*did you mean "profile"/)
    t.regex(stderr, /couldn't execute function: exit status 2/)
  })

  run(`${kustomize.name} ignores a result of severity error, so that casehard fails by its exit code`, async (t) => {
    const spec = { failOn: 'changed' }
    const swallow = '#!/bin/sh\ncasehard fn | tee out.yaml\nexit 0\n'
    const { app, env } = makeShop(hardeningYaml({ exec: { path: './swallow' } }, spec), { swallow })
    t.true(isHardened(await build(kustomize, app, env, EXEC)))
    t.regex(readFileSync(join(app, 'out.yaml'), 'utf8'), /severity: "?error/)
    writeInto(app, { 'hardening.yaml': hardeningYaml(BY_EXEC, spec) })
    const { exitCode, stdout } = await tryBuild(kustomize, app, env, EXEC)
    t.deepEqual([exitCode, stdout], [1, ''])
  })

  run(`${kustomize.name} refuses every function under validators, even one that changes nothing`, async (t) => {
    const changes = {
      'kustomization.yaml': SHOP['kustomization.yaml'].replace('transformers', 'validators'),
    }
    for (const how of [{ exec: { path: 'cat' } }, BY_EXEC]) {
      const { app, env } = makeShop(hardeningYaml(how, { profile: 'audit' }), changes)
      t.regex((await tryBuild(kustomize, app, env, EXEC)).stderr, /validator shouldn't modify the resource map/)
    }
  })

  run(`under generators ${kustomize.name} gives casehard nothing to harden, and gets nothing new`, async (t) => {
    const { app, env } = makeShop(hardeningYaml(BY_EXEC), {
      'kustomization.yaml': `${PLAIN}generators: [hardening.yaml]\n`,
    })
    const { exitCode, stdout, stderr } = await tryBuild(kustomize, app, env, EXEC)
    t.is(exitCode, 0)
    t.regex(stderr, /^casehard: 0 pods/)
    t.is(stdout, await build(kustomize, writeInto(app, { 'kustomization.yaml': PLAIN }), env))
  })

  run(
    `${kustomize.name} looks up a bare name on the PATH and a path from the kustomization that names it`,
    async (t) => {
      const own = '#!/bin/sh\nexec casehard fn\n'
      for (const [path, found] of [
        ['casehard', true],
        ['./own', true],
        ['own', false],
        ['./absent', false],
      ] as const) {
        const { app, env } = makeShop(hardeningYaml({ exec: { path } }), { own })
        const overlay = writeInto(join(app, '../overlay'), { 'kustomization.yaml': 'resources: [../app]\n' })
        for (const folder of [app, overlay]) {
          const { exitCode, stdout } = await tryBuild(kustomize, folder, env, EXEC)
          t.deepEqual([exitCode, isHardened(stdout)], found ? [0, true] : [1, false], `${path} in ${folder}`)
        }
      }
    },
  )

  run(`${kustomize.name} hands on no variable of envs whose value has a =, and spec says the same`, async (t) => {
    const envs = ['CASEHARD_REPORT=text=report.out', 'CASEHARD_PROFILE=audit']
    const { app, env } = makeShop(hardeningYaml({ exec: { ...BY_EXEC.exec, envs } }))
    const { CASEHARD_REPORT: _, ...bare } = env
    const hasEnvs = kustomize.name !== 'kustomize' // version 4 hands on none at all
    t.is(isHardened(await build(kustomize, app, bare, EXEC)), !hasEnvs)
    t.false(existsSync(join(app, 'report.out')))
    writeInto(app, { 'hardening.yaml': hardeningYaml(BY_EXEC, { report: 'text=report.out', profile: 'audit' }) })
    t.false(isHardened(await build(kustomize, app, bare, EXEC)))
    t.regex(readFileSync(join(app, 'report.out'), 'utf8'), /north-web/)
  })

  run(`${kustomize.name} has taken the comments away, which casehard does without`, async (t) => {
    const { folder, app, env } = makeShop(hardeningYaml(BY_EXEC))
    t.regex(SHOP['shop.yaml'], /# the till calls it/)
    const built = await build(kustomize, app, env, EXEC)
    t.notRegex(built, /#/)
    t.true(readReport(folder).changes.length > 0)
  })
}
