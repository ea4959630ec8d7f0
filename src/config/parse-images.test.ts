import test from 'ava'
import { specMessages, type Wrong } from './parse-testing.ts'

const wrong: Wrong = {
  'a user that is a name': [
    'images: [{image: a, user: nginx}]',
    '4:29: "spec.images[0].user" is text; it must be a whole number',
  ],
  'a user below zero': [
    'images: [{image: a, user: -1}]',
    '4:29: "spec.images[0].user" has an illegal value; legal values: 1 to 2147483647',
  ],
  'root as the user of an image': [
    'images: [{image: a, user: 0}]',
    '4:29: "spec.images[0].user" has an illegal value; legal values: 1 to 2147483647',
  ],
  'an image with a tag': [
    'images: [{image: "registry.example:5000/a:v1", user: 5}]',
    '4:20: "spec.images[0].image" has an illegal value; it must be the name of an image without tag and digest; * matches any characters, ? matches one',
  ],
  'an image without a name': [
    'images: [{user: 5}]',
    '4:12: "spec.images[0]" has no "image"; the name of an image without tag and digest; * matches any characters, ? matches one',
  ],
  'a mistyped fact': [
    'images: [{image: a, writeable: [/cache]}]',
    '4:23: unknown key "writeable"; did you mean "writable"?',
  ],
  'a writable path that is relative': [
    'images: [{image: a, writable: [/cache, logs]}]',
    '4:42: "spec.images[0].writable[1]" has an illegal value; it must be an absolute path below /',
  ],
  'the whole root filesystem as writable': [
    'images: [{image: a, writable: [/]}]',
    '4:34: "spec.images[0].writable[0]" has an illegal value; it must be an absolute path below /',
  ],
  'a capability with its prefix': [
    'images: [{image: a, capabilities: [CAP_NET_RAW]}]',
    '4:38: "spec.images[0].capabilities[0]" has an illegal value; it must be the name of a capability in capital letters, without CAP_',
  ],
  'a high port among the low ones': [
    'images: [{image: a, lowPorts: [80, 8080]}]',
    '4:38: "spec.images[0].lowPorts[1]" has an illegal value; legal values: 1 to 1023',
  ],
  'a memory need that is no quantity': [
    'images: [{image: a, memory: 2 Gi}]',
    '4:31: "spec.images[0].memory" has an illegal value; it must be the memory that it ordinarily needs, e.g. 2Gi',
  ],
  'a word of tags that is a number': [
    'images: [{image: a, tags: {with: [8]}}]',
    '4:37: "spec.images[0].tags.with[0]" is a number; it must be a string',
  ],
  'a fact that only built-in entries have': [
    'images: [{image: a, stored: "2024"}]',
    '4:23: unknown key "stored"; legal keys: image, tags, imageUser, user, group, fsGroup, root, privileged, hostMounts, readOnlyRoot, lowPorts, ownsData, rootCapabilities, fileCapabilities, capabilities, groupZero, needsPrivilegeEscalation, apiToken, memory, privateFiles, seed, writable',
  ],
  'a version that is a number': [
    'images: [{image: a, tags: {from: 8}}]',
    '4:36: "spec.images[0].tags.from" is a number; it must be a string',
  ],
  'a need of root without a reason': [
    'images: [{image: a, root: true}]',
    '4:29: "spec.images[0].root" is true or false; it must be a string',
  ],
}

for (const [title, [spec, message]] of Object.entries(wrong)) {
  test(`${title} is an error with its position and what is legal`, (t) => {
    t.deepEqual(specMessages(spec), [message])
  })
}
