import test from 'ava'
import { specMessages, type Wrong } from './parse-testing.ts'

const wrong: Wrong = {
  'a user that is a name': [
    'images: [{image: a, user: nginx}]',
    '4:29: "spec.images[0].user" is "nginx"; it must be a whole number',
  ],
  'a user below zero': [
    'images: [{image: a, user: -1}]',
    '4:29: "spec.images[0].user" is -1; legal values: 1 to 2147483647',
  ],
  'root as the user of an image': [
    'images: [{image: a, user: 0}]',
    '4:29: "spec.images[0].user" is 0; legal values: 1 to 2147483647',
  ],
  'an image with a tag': [
    'images: [{image: "registry.example:5000/a:v1", user: 5}]',
    '4:20: "spec.images[0].image" is "registry.example:5000/a:v1"; it must be the name of an image without tag and digest; * matches any characters, ? matches one',
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
    '4:42: "spec.images[0].writable[1]" is "logs"; it must be an absolute path below /',
  ],
  'the whole root filesystem as writable': [
    'images: [{image: a, writable: [/]}]',
    '4:34: "spec.images[0].writable[0]" is "/"; it must be an absolute path below /',
  ],
  'a capability with its prefix': [
    'images: [{image: a, capabilities: [CAP_NET_RAW]}]',
    '4:38: "spec.images[0].capabilities[0]" is "CAP_NET_RAW"; it must be the name of a capability in capital letters, without CAP_',
  ],
  'a high port among the low ones': [
    'images: [{image: a, lowPorts: [80, 8080]}]',
    '4:38: "spec.images[0].lowPorts[1]" is 8080; legal values: 1 to 1023',
  ],
  'a version that is a number': [
    'images: [{image: a, tags: {from: 8}}]',
    '4:36: "spec.images[0].tags.from" is 8; it must be a string',
  ],
  'a need of root without a reason': [
    'images: [{image: a, root: true}]',
    '4:29: "spec.images[0].root" is true; it must be a string',
  ],
}

for (const [title, [spec, message]] of Object.entries(wrong)) {
  test(`${title} is an error with its position and what is legal`, (t) => {
    t.deepEqual(specMessages(spec), [message])
  })
}
