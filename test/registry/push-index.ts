import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RealImages } from './real-images.ts'

/** Pushes an index of two manifests that are in the registry already. */
export const pushIndex = (
  real: RealImages,
  folder: string,
  layouts: readonly string[],
): { reference: string; digest: string } => {
  const manifests = ['amd64', 'arm64'].map((architecture, i) => {
    real.skopeo(
      'copy',
      '--dest-tls-verify=false',
      layouts[i] as string,
      `docker://${real.host}/team/two:${architecture}`,
    )
    const raw = real.skopeo('inspect', '--tls-verify=false', '--raw', `docker://${real.host}/team/two:${architecture}`)
    const { Digest } = JSON.parse(
      real.skopeo('inspect', '--tls-verify=false', `docker://${real.host}/team/two:${architecture}`),
    )
    return {
      mediaType: JSON.parse(raw).mediaType,
      digest: Digest,
      size: Buffer.byteLength(raw),
      platform: { os: 'linux', architecture },
    }
  })
  const mediaType = 'application/vnd.oci.image.index.v1+json'
  const body = join(folder, 'index.json')
  writeFileSync(body, JSON.stringify({ schemaVersion: 2, mediaType, manifests }))
  const url = `http://${real.host}/v2/team/two/manifests/1`
  const answer = execFileSync(
    'curl',
    ['-s', '-i', '-X', 'PUT', '-H', `content-type: ${mediaType}`, '--data-binary', `@${body}`, url],
    { encoding: 'utf8' },
  )
  return { reference: `${real.host}/team/two:1`, digest: /docker-content-digest: (\S+)/i.exec(answer)?.[1] ?? answer }
}
