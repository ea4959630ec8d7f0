import { spawnSync } from 'node:child_process'
import { chmod, copyFile, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { devNull } from 'node:os'
import { join } from 'node:path'
import { withTools } from './tools.mjs'

const root = join(import.meta.dirname, '..', '..')
const dist = join(root, 'dist')

/** Reads the built-in profiles by name, for the bundle. */
const readProfiles = async ({ parse }, folder) => {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.yaml')).sort()
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  return Object.fromEntries(files.map((file, index) => [file.slice(0, -'.yaml'.length), parse(texts[index])]))
}

/** Reads the built-in facts about images as the text that `readCatalog` searches. */
const readImages = async ({ parse }, folder) => {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort()
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  const names = new Map()
  let place = 0
  const lines = texts
    .flatMap((text) => parse(text).images)
    .map((facts) => {
      const line = JSON.stringify(facts)
      for (const name of [facts.image, ...(facts.mirrors ?? [])]) names.set(name, [...(names.get(name) ?? []), place])
      place += line.length + 1
      return line
    })
  return `\n${[...names].map(([name, places]) => `${name}\t${places}`).join('\n')}\n\n${lines.join('\n')}`
}

/** Returns the folder of the package of a bundled file; undefined for files of casehard. */
const packageOf = (file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]

/** Collects the licences of all bundled packages, sorted by name. */
const collectLicences = async (metafile) => {
  const folders = [...new Set(Object.keys(metafile.inputs).map(packageOf))].filter((folder) => folder !== undefined)
  const texts = folders.sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'))
    const file = (await readdir(join(root, folder))).find((entry) => /^licen[cs]e/i.test(entry))
    if (file === undefined) throw new Error(`${name} is bundled and ships no licence text`)
    const text = await readFile(join(root, folder, file), 'utf8')
    return `${name} ${version} (${license})\n\n${text.replaceAll('\r\n', '\n').trim()}\n`
  })
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`)
}

/**
 * Writes V8 code caches of the program, for runs with and without arguments. If that fails, casehard still works but starts
 * more slowly. Code that few charts need is not in the cache, because every start reads the whole cache.
 */
const warm = async () => {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('CASEHARD_'))
  const env = {
    ...Object.fromEntries(inherited),
    CASEHARD_CONFIG: 'none',
    CASEHARD_IMAGES: join(root, 'dev/build/warm.images.yaml'),
  }
  const input = await readFile(join(root, 'examples/shop.yaml'))
  const runs = [
    { args: [], env: { ...env, CASEHARD_REPORT: devNull } },
    { args: ['--report', devNull], env },
  ]
  for (const { args, env } of runs) {
    const words = [join(root, 'dev/build/warm.cjs'), ...args]
    const { status, stderr } = spawnSync(process.execPath, words, { env, input, stdio: ['pipe', 'ignore', 'pipe'] })
    if (status !== 0) console.warn(`casehard: built without V8's code cache:\n${stderr}`)
  }
}

/** Replaces `import.meta`, which a CommonJS program does not have. */
const META = '"use strict";\nvar __meta={url:require("node:url").pathToFileURL(__filename).href};'

/** Builds `dist/casehard.cjs` as one file: loading more files would slow down every start. */
const build = async ({ modules, require }) => {
  const esbuild = require('esbuild')
  const yaml = require('yaml')
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const outfile = join(dist, 'casehard.cjs')
  await rm(dist, { recursive: true, force: true })
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['cmd/casehard.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    banner: { js: `#!/usr/bin/env node\n${META}` },
    target: 'node20',
    // The launcher's script cannot import; require works everywhere.
    supported: { 'dynamic-import': false },
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    nodePaths: [modules],
    alias: {
      // The package's ES modules can be shaken and start faster; node's condition would pick the CommonJS ones.
      yaml: join(modules, 'yaml/browser/dist/index.js'),
      'string-width': join(root, 'dev/build/column-width.mjs'),
    },
    define: {
      'import.meta': '__meta',
      CASEHARD_PROFILES: JSON.stringify(JSON.stringify(await readProfiles(yaml, join(root, 'profiles')))),
      CASEHARD_IMAGES: JSON.stringify(await readImages(yaml, join(root, 'profiles/images'))),
      CASEHARD_VERSION: JSON.stringify(version),
    },
  })
  await copyFile(join(root, 'cmd/start.cjs'), join(dist, 'start.cjs'))
  await copyFile(join(root, 'LICENSE'), join(dist, 'LICENSE'))
  await Promise.all([outfile, join(dist, 'start.cjs')].map((file) => chmod(file, 0o755)))
  await writeFile(join(dist, 'THIRD-PARTY-LICENSES.txt'), await collectLicences(metafile))
  await warm()
  console.log(`built dist/casehard.cjs, ${Math.round((await stat(outfile)).size / 1024)} KiB`)
}

await withTools(root, build).catch((error) => {
  console.error(`casehard: ${error.message}`)
  if (error.cause !== undefined) console.error(`  ${error.cause.message}`)
  process.exitCode = 1
})
