import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Make, makeWork, run } from './making.ts'

interface Component {
  'bom-ref': string
  name: string
  version: string
  [key: string]: unknown
}

/** The parts of npm's CycloneDX document that are changed here: https://cyclonedx.org/docs/1.5/json/ */
interface Sbom {
  serialNumber: string
  metadata: { timestamp: string; component: { name: string; [key: string]: unknown }; [key: string]: unknown }
  components: Component[]
  dependencies: { ref: string; dependsOn: string[] }[]
}

/** The packages in the bundle, as `name@version`, from the licences that the build collects. */
export const bundledPackages = (licences: string): string[] =>
  [...licences.matchAll(/^(\S+) (\d\S*) \(.+\)$/gm)].map(([, name, version]) => `${name}@${version}`)

/** Writes a package whose dependencies are those of the bundle: in ours they are development dependencies. */
const stageDependencies = (folder: string, bundled: readonly string[]): void => {
  const { devDependencies, ...own } = JSON.parse(readFileSync('package.json', 'utf8'))
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  const names = new Set(bundled.map((name) => name.replace(/@[^@]*$/, '')))
  const dependencies = Object.fromEntries(Object.entries(devDependencies).filter(([name]) => names.has(name)))
  for (const entry of Object.values<{ dev?: true }>(lock.packages)) delete entry.dev
  lock.packages[''] = { name: own.name, version: own.version, license: own.license, dependencies }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...own, scripts: {}, dependencies }))
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock))
}

/** Keeps what is in the bundle: esbuild leaves some packages out that npm would install. */
const onlyBundled = (sbom: Sbom, bundled: readonly string[]): Sbom => {
  const components = sbom.components.filter(({ name, version }) => bundled.includes(`${name}@${version}`))
  const absent = bundled.filter((one) => !components.some(({ name, version }) => one === `${name}@${version}`))
  if (absent.length > 0) throw new Error(`the SBOM lacks ${absent.join(', ')}, which the bundle contains`)
  const kept = new Set(components.map((component) => component['bom-ref']))
  const dependencies = sbom.dependencies
    .filter(({ ref }) => kept.has(ref) || !sbom.components.some((component) => component['bom-ref'] === ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((name) => kept.has(name)) }))
  return { ...sbom, components, dependencies }
}

/** Gives the document the time of the release, and a serial number made of its content. */
const withoutChance = (sbom: Sbom, epoch: number): Sbom => {
  const metadata = { ...sbom.metadata, timestamp: new Date(epoch * 1000).toISOString() }
  const same = { ...sbom, metadata, serialNumber: '' }
  const hash = createHash('sha256').update(JSON.stringify(same)).digest('hex')
  // A UUID of version 8, whose bits are the maker's own choice: RFC 9562, section 5.8.
  const uuid = [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`, `8${hash.slice(17, 20)}`]
  return { ...same, serialNumber: `urn:uuid:${[...uuid, hash.slice(20, 32)].join('-')}` }
}

/** The compiler's package, whose runtime is in the executable; undefined if it is not installed. */
const runtimeComponent = (): Component | undefined => {
  const home = 'executable/node_modules/@oven'
  const [folder] = existsSync(home) ? readdirSync(home) : []
  if (folder === undefined || !existsSync('executable/casehard')) return undefined
  const { name, version } = JSON.parse(readFileSync(join(home, folder, 'package.json'), 'utf8'))
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
  return { 'bom-ref': `${name}@${version}`, type: 'library', name, version, scope: 'required', purl }
}

/** SBOMs in CycloneDX by npm: of the package, and of the executable, which also contains Bun. */
export const makeSboms: Make = (making) => {
  const bundled = bundledPackages(readFileSync('dist/THIRD-PARTY-LICENSES.txt', 'utf8'))
  const folder = makeWork(making, 'sbom')
  stageDependencies(folder, bundled)
  const args = ['sbom', '--package-lock-only', '--omit=dev', '--offline', '--sbom-format=cyclonedx']
  const found: Sbom = JSON.parse(run(['npm', ...args, '--sbom-type=application'], { cwd: folder }))
  found.metadata.component.name = 'casehard'
  const sbom = onlyBundled(found, bundled)
  const write = (name: string, content: Sbom): string => {
    writeFileSync(join(making.output, name), `${JSON.stringify(withoutChance(content, making.epoch), null, 2)}\n`)
    return name
  }
  const runtime = runtimeComponent()
  const files = [write(`casehard-${making.version}.cdx.json`, sbom)]
  if (runtime === undefined) return files
  const name = `casehard-${process.platform}-${process.arch}-${making.version}.cdx.json`
  return [...files, write(name, { ...sbom, components: [...sbom.components, runtime] })]
}
