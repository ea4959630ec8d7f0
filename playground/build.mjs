import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as esbuild from 'esbuild'
import * as yaml from 'yaml'
import { readImages, readProfiles } from '../dev/build/catalog.mjs'
import { collectLicences } from '../dev/build/licences.mjs'

const root = join(import.meta.dirname, '..')
const outfile = join(import.meta.dirname, 'dist', 'playground.html')

/** The page may not be larger, compressed by gzip. */
const MOST_BYTES = 600 * 1024

const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Bundles a file into one script. */
const bundle = async (entry, define) => {
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    outfile: 'script.js',
    platform: 'browser',
    format: 'iife',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    define,
  })
  return { text: outputFiles[0].text.trimEnd(), metafile }
}

/** Fails for a script that HTML would end, or read on, at another place than its end. */
const checkScript = (text) => {
  const found = /<\/script|<!--/i.exec(text)
  if (found !== null) throw new Error(`the script of the playground contains ${found[0]}`)
}

/** Writes `playground/dist/playground.html`, which needs no other file and no network. */
const build = async () => {
  const read = (path) => readFile(join(root, path), 'utf8')
  const { version } = JSON.parse(await read('package.json'))
  const profiles = await readProfiles(yaml, join(root, 'profiles'))
  const worker = await bundle('playground/engine/worker.ts', {
    CASEHARD_PROFILES: JSON.stringify(JSON.stringify(profiles)),
    CASEHARD_IMAGES: JSON.stringify(await readImages(yaml, join(root, 'profiles/images'))),
    CASEHARD_VERSION: JSON.stringify(version),
  })
  const { code: style } = await esbuild.transform(await read('playground/page/style.css'), {
    loader: 'css',
    minify: true,
    target: ['chrome123', 'firefox120', 'safari17.5'],
  })
  // The nonce allows the styles that CodeMirror adds; scripts are allowed by their hash alone.
  const nonce = createHash('sha256').update(worker.text).update(style).digest('hex').slice(0, 32)
  const page = await bundle('playground/page/main.ts', {
    WORKER: JSON.stringify(worker.text),
    STYLE_NONCE: JSON.stringify(nonce),
    EXAMPLE: JSON.stringify(await read('examples/shop.yaml')),
    PROFILE_NAMES: JSON.stringify(Object.keys(profiles)),
  })
  // In a string of JavaScript the escape means the same.
  const script = page.text.replaceAll('<!--', '\\x3C!--')
  checkScript(script)
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)} 'nonce-${nonce}'`,
    'worker-src blob:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const licences = await collectLicences(root, { inputs: { ...worker.metafile.inputs, ...page.metafile.inputs } })
  const parts = {
    style: `<style>${style}</style>`,
    script: `<script>${script}</script>`,
    licences: `<!--\n${licences.replaceAll('--', '- -')}\n-->`,
  }
  const html = (await read('playground/page/page.html'))
    .replace('POLICY', policy)
    .replace('VERSION', version)
    .replaceAll(/<!-- (\w+) -->/g, (_, name) => parts[name])
  const size = gzipSync(html, { level: 9 }).length
  const kib = `${Math.round(size / 1024)} KiB compressed`
  if (size > MOST_BYTES) throw new Error(`the playground has ${kib}; at most ${MOST_BYTES / 1024} are allowed`)
  await mkdir(dirname(outfile), { recursive: true })
  await writeFile(outfile, html)
  console.log(`built playground/dist/playground.html, ${kib}`)
}

await build().catch((error) => {
  console.error(`casehard: ${error.message}`)
  process.exitCode = 1
})
