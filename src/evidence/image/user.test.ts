import test from 'ava'
import type { ImageFacts, ImageUser } from '../../model.ts'
import { contextWith, podFrom } from '../../testing.ts'
import { imageOf } from './facts.ts'
import { imageUserOf } from './user.ts'

const pod = podFrom('{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: registry.example/team/app:1}]}}')

const userOf = (facts: Partial<ImageFacts>): ImageUser | undefined => {
  const images: ImageFacts[] = [{ image: 'registry.example/team/app', status: 'verified', ...facts }]
  const [container] = pod.containers
  const known = container === undefined ? undefined : imageOf(pod, container, contextWith({}, images))
  return known === undefined ? undefined : imageUserOf(known)
}

const brief = (facts: Partial<ImageFacts>) => {
  const found = userOf(facts)
  return found === undefined ? undefined : [found.starts, found.user, found.group]
}

test('an image starts as a number, a name, root or an unknown user', (t) => {
  t.deepEqual(brief({ imageUser: 101 }), ['number', 101, undefined])
  t.deepEqual(brief({ imageUser: '101' }), ['number', 101, undefined])
  t.deepEqual(brief({ imageUser: 'www-data', user: 33, group: 33 }), ['name', 33, 33])
  t.deepEqual(brief({ imageUser: 'www-data' }), ['name', undefined, undefined])
  t.deepEqual(brief({ imageUser: 0, user: 999, group: 999 }), ['root', 999, 999])
  t.deepEqual(brief({ imageUser: 'root' }), ['root', undefined, undefined])
  t.deepEqual(brief({ user: 1001 }), ['unknown', 1001, undefined])
  t.deepEqual(brief({ imageUser: '1000:0', imageGroupId: 0 }), ['number', 1000, undefined])
  t.deepEqual(brief({ imageUser: 'root:root' }), ['root', undefined, undefined])
  t.is(brief({ group: 5, writable: [] }), undefined)
})

test('an image that must run as root has no other user, whatever the other facts are', (t) => {
  const found = userOf({ root: 'it mounts file systems', imageUser: 5, user: 5 })
  t.deepEqual([found?.starts, found?.user, found?.root], ['root', undefined, 'it mounts file systems'])
})

test('the users of service meshes and the group of root are never chosen', (t) => {
  for (const user of [1337, 2102]) t.deepEqual(brief({ imageUser: 0, user }), ['root', undefined, undefined])
  t.deepEqual(brief({ imageUser: 0, user: 5, group: 0 }), ['root', 5, undefined])
  t.deepEqual(brief({ imageUser: 1337 }), ['number', 1337, undefined])
})

test('the evidence states the fact, with the pointer of the image', (t) => {
  const { evidence, proves } = userOf({ imageUser: 0, user: 5, group: 6 }) as ImageUser
  t.is(evidence.text, 'registry.example/team/app starts as root and works as user 5 and group 6')
  t.is(evidence.at?.pointer, '/spec/containers/0/image')
  t.true(proves)
  t.false(userOf({ imageUser: 5, status: 'unverified' })?.proves)
  t.is(userOf({ imageUser: 'app', user: 5 })?.evidence.text, 'registry.example/team/app runs as user "app", which is 5')
})

test('a name in USER gets the number of its user and group', (t) => {
  t.deepEqual(brief({ imageUser: 'app:web', imageUserId: 7, imageGroupId: 8 }), ['name', 7, 8])
  t.deepEqual(brief({ imageUser: 'app', imageUserId: 7, user: 9, group: 8 }), ['name', 9, 8])
  t.is(
    userOf({ imageUser: 'app:root', imageUserId: 7 })?.evidence.text,
    'registry.example/team/app runs as user "app:root", which is 7',
  )
})

test('no group is chosen for an image whose files belong to group 0', (t) => {
  t.deepEqual(brief({ imageUser: 0, user: 1000, group: 1000, groupZero: true }), ['root', 1000, undefined])
})

test('an image that works as any user says so, and no number is invented', (t) => {
  const found = userOf({ imageUser: 0, anyUser: true })
  t.deepEqual([found?.anyUser, found?.user], [true, undefined])
})
