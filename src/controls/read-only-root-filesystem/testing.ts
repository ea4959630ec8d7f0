import type { Assessment, ImageFacts, Pod } from '../../model.ts'
import { contextWith, podFrom } from '../../testing.ts'
import control from './index.ts'

/** The image that all pods here run. */
export const IMAGE = 'registry.example/team/app'

/** Facts about it. */
export const facts = (fields: Partial<ImageFacts>): ImageFacts[] => [{ image: IMAGE, status: 'verified', ...fields }]

/** A pod with one container `app`; the fields are those of the container and of the pod. */
export const podOf = (fields: string, spec = ''): Pod =>
  podFrom(
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} containers: [{name: app, image: '${IMAGE}:1', ${fields}}]}}`,
  )

/** Assesses one container. */
export const assessWith = (pod: Pod, images: ImageFacts[] = [], container = 'app'): Assessment =>
  control.assess(pod, contextWith({}, images)).find((one) => one.container === container) as Assessment

/** Lists the mounts that an assessment adds, as `VOLUME:SUBPATH PATH`. */
export const mountsIn = ({ operations = [] }: Assessment): string[] =>
  operations
    .filter(({ path }) => path.includes('/volumeMounts'))
    .flatMap((operation) => ('value' in operation ? [operation.value].flat() : []))
    .map((value) => {
      const { name, subPath = '', mountPath } = value as Record<string, string>
      return `${name}:${subPath} ${mountPath}`
    })

/** The mount of a path in the added volume, as in `mountsIn`. */
export const own = (path: string) => `casehard-writable:app${path} ${path}`

const TMP = 'volumeMounts: [{name: t, mountPath: /tmp}]'
const TMP_VOLUME = 'volumes: [{name: t, emptyDir: {}}],'

/** Assesses a container with a `/tmp` volume. */
export const assessWithTemporary = (fields: string, images: ImageFacts[] = []) =>
  assessWith(podOf(`${TMP}, ${fields}`, TMP_VOLUME), images)
