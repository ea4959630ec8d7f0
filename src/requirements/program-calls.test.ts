import test from 'ava'
import type { Container, LockedImage } from '../model.ts'
import { contextWith, podFrom } from '../testing.ts'

const IMAGE = 'registry.example/shop/web'

const lockedFor = (platform: string, setuid: string[]): LockedImage => ({
  image: `${IMAGE}:1`,
  digest: `sha256:${'ab'.repeat(32)}`,
  platform,
  found: '2026-11-30',
  config: {},
  files: { shell: true, setuid },
})

const callsOf = (command: string, locked: readonly LockedImage[]): string[] => {
  const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {
    containers: [{name: app, image: '${IMAGE}:1', command: ${command}}]}}`)
  const context = contextWith({}, [{ image: IMAGE, status: 'configured', user: 1000 }])
  const { gainerCalls, setuidPrograms } = {
    ...context,
    catalog: { ...context.catalog, locked: () => locked },
  }.requirementsOf(pod, pod.containers[0] as Container)
  const show = ({ source, text }: { source: string; text: string }): string => `${source}: ${text}`
  return [...new Set([...gainerCalls, ...setuidPrograms].map(show))]
}

test('a setuid program that a command starts is quoted from the lock file, whatever else is known of the image', (t) => {
  const found =
    `image-lock: container "app" starts /opt/web/helper, which has the setuid or setgid bit` +
    ` (${IMAGE}:1 was sha256:abababababab... on 2026-11-30)`
  const locked = [lockedFor('linux/amd64', ['/opt/web/helper', '/usr/bin/passwd'])]
  t.deepEqual(callsOf('[sh, -c, "helper --once"]', locked), [found])
  t.deepEqual(callsOf('[/opt/web/server, /opt/web/helper]', locked), [found])
  t.deepEqual(callsOf('[/opt/web/server, helper.conf]', locked), [])
  t.deepEqual(callsOf('[sh, -c, "helper --once"]', []), [])
})

test('a setuid program counts if the image has it for one platform only, and once if it has it for all', (t) => {
  const lines = (...of: string[][]) =>
    callsOf(
      '[helper]',
      of.map((setuid, i) => lockedFor(`linux/${i}`, setuid)),
    ).length
  t.is(lines([], ['/opt/web/helper']), 1)
  t.is(lines(['/opt/web/helper'], ['/opt/web/helper']), 1)
  t.is(lines([], []), 0)
})
