import type { Assessment, ImageFacts, Json, Operation } from '../../model.ts'
import { contextWith, podFrom } from '../../testing.ts'
import control from './index.ts'

const facts = (image: string, more: Partial<ImageFacts>): ImageFacts => ({ image, status: 'verified', ...more })

const IMAGES: readonly ImageFacts[] = [
  facts('registry.example/number', { imageUser: 101 }),
  facts('registry.example/guess', { imageUser: 101, status: 'unverified' }),
  facts('registry.example/team/name', { imageUser: 'www-data', user: 33, group: 34 }),
  facts('registry.example/nameless', { imageUser: 'app' }),
  facts('registry.example/root', { imageUser: 0 }),
  facts('registry.example/must', { root: 'it loads kernel modules', user: 5 }),
  facts('registry.example/mesh', { imageUser: 0, user: 1337 }),
  facts('registry.example/web', { imageUser: 0, user: 101, group: 102, lowPorts: [443, 80] }),
  facts('registry.example/dns', { imageUser: 0, user: 7, lowPorts: [53], fileCapabilities: ['NET_BIND_SERVICE'] }),
  facts('registry.example/cache', { imageUser: 0, user: 999, group: 1000, writable: [{ path: '/data' }] }),
  facts('registry.example/base', {
    imageUser: 0,
    user: 70,
    group: 70,
    ownsData: true,
    writable: [{ path: '/pg', data: true }],
  }),
  facts('registry.example/exporter', {
    user: 1001,
    status: 'observed',
    hostMounts: [{ path: '/host/proc', readOnly: true }, { path: '/var/log' }],
  }),
  facts('registry.example/chart', { user: 1001, group: 1001, fsGroup: 1001, status: 'observed' }),
]

/** Assesses a pod with these containers, with other fields of the pod, objects in the input, and the facts above. */
export const assessPod = (containers: string, pod = '', input = contextWith().input): Assessment[] =>
  control.assess(
    podFrom(`{apiVersion: v1, kind: Pod, spec: {${pod} containers: [${containers}]}}`),
    contextWith(input, IMAGES),
  )

/** A container with version 1 of that image and more fields. */
export const a = (image: string, more = ''): string => `{name: a, image: "registry.example/${image}:1", ${more}}`
/** Another one. */
export const b = (image: string, more = ''): string => `{name: b, image: "registry.example/${image}:1", ${more}}`
/** A security context with these fields. */
export const securityContext = (fields: string): string => `securityContext: {${fields}}`

/** The values that the operations of an assessment write, by path. */
export const written = ({ operations = [] }: Assessment): Record<string, Json> =>
  Object.fromEntries(
    operations
      .filter((operation): operation is Operation & { value: Json } => operation.op !== 'remove')
      .map(({ path, value }) => [path.replace('/securityContext', ''), value]),
  )

/** Returns the only assessment; throws if there are more or none. */
export const only = (assessments: Assessment[]): Assessment => {
  const [first, ...others] = assessments
  if (first === undefined || others.length > 0) throw new Error(`${assessments.length} assessments`)
  return first
}
