import { spawnSync } from 'node:child_process'
import { chmod, copyFile, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { devNull } from 'node:os'
import { join } from 'node:path'
import { readImages, readProfiles } from './catalog.mjs'
import { collectLicences } from './licences.mjs'
import { withTools } from './tools.mjs'

const root = join(import.meta.dirname, '..', '..')
const dist = join(root, 'dist')

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
  await writeFile(join(dist, 'THIRD-PARTY-LICENSES.txt'), await collectLicences(root, metafile))
  await warm()
  console.log(`built dist/casehard.cjs, ${Math.round((await stat(outfile)).size / 1024)} KiB`)
}

await withTools(root, build).catch((error) => {
  console.error(`casehard: ${error.message}`)
  if (error.cause !== undefined) console.error(`  ${error.cause.message}`)
  process.exitCode = 1
})
